import { esModule } from "../esModule";
import { secretlintKinds, type Secret, type SecretlintKind } from "./secret";

/**
 * It compares each finding of a text with each other: it is given a text in pieces, which overlap by
 * more than what any of its rules matches.
 */
export const PIECE = 64 * 1024;
export const OVERLAP = 16 * 1024;

const COMMENTS = "@secretlint/secretlint-rule-filter-comments";
const RULE = /^@secretlint\/secretlint-rule-/;

let loaded: ReturnType<typeof load> | undefined;

/** Both are ES modules, and loaded when the first text is looked at. */
async function load() {
    const core = await esModule({
        load: () => import("@secretlint/core"),
        path: () => require.resolve("@secretlint/core"),
    });
    const preset = await esModule({
        load: () => import("@secretlint/secretlint-rule-preset-recommend"),
        path: () => require.resolve("@secretlint/secretlint-rule-preset-recommend"),
    });
    // One by one, for a preset's rule cannot be disabled: by a comment of its own a script would
    // decide whether it is looked at.
    const rules = preset.rules
        .filter(({ meta }) => meta.id !== COMMENTS)
        .map((rule) => ({ id: rule.meta.id, rule }));
    return { lintSource: core.lintSource, rules };
}

/**
 * What secretlint's recommended rules find.
 *
 * @param options.limit it looks no further where it has found more that count.
 * @param options.counts whether one is told in the end: what does not count must not hide what does.
 */
export async function secretlintSecrets(
    text: string,
    { limit, counts }: { readonly limit: number; readonly counts: (secret: Secret) => boolean },
): Promise<Secret[]> {
    const { lintSource, rules } = await (loaded ??= load());
    const found: Secret[] = [];
    let counted = 0;
    for (let from = 0; from < text.length && counted <= limit; from += PIECE) {
        const content = text.slice(Math.max(0, from - OVERLAP), from + PIECE);
        const offset = Math.max(0, from - OVERLAP);
        // A name would let it off some rules, and make others read a file.
        const source = { filePath: "script", content, contentType: "text" as const, ext: "" };
        const options = { config: { rules }, noPhysicFilePath: true };
        const { messages } = await lintSource({ source, options });
        for (const { ruleId, range } of messages) {
            const [start, end] = [offset + range[0], offset + range[1]];
            // What a piece begins with may be the end of a word; the one before has seen all of it.
            if (range[0] === 0 && offset > 0) continue;
            const kind = ruleId.replace(RULE, "");
            if (!isKnown(kind)) continue;
            found.push({ kind, start, end });
            if (counts({ kind, start, end })) counted++;
        }
    }
    return found;
}

function isKnown(kind: string): kind is SecretlintKind {
    return Object.hasOwn(secretlintKinds, kind);
}
