import { patternsOfName } from "./namedPatterns";
import { patternsOfForm, type Pattern } from "./patterns";
import { isPlaceholder } from "./placeholder";
import { privateKeys } from "./privateKeys";
import type { Secret, SecretKind } from "./secret";
import { secretlintSecrets } from "./secretlint";
import { secureStrings } from "./secureStrings";

/** Of more, nobody wants to hear. */
export const MOST = 20;

/**
 * What looks like a secret in a text, in its order; no two of them overlap. It takes time in
 * proportion to the text: where there are many more than `MOST`, it may tell of some only.
 *
 * @param options.disable the kinds that are not looked for.
 * @param options.isAllowed whether a value is no secret, nor anything that overlaps it.
 */
export async function secretsIn(
    text: string,
    options: {
        readonly disable: readonly SecretKind[];
        readonly isAllowed: (value: string) => boolean;
    },
): Promise<readonly Secret[]> {
    const lower = text.toLowerCase();
    const all = [
        ...privateKeys(text),
        ...(lower.includes("convertto-securestring") ? secureStrings(text) : []),
        ...patternsOfForm.flatMap((pattern) => matches(text, lower, pattern)),
        ...patternsOfName.flatMap((pattern) => matches(text, lower, pattern)),
        ...(await secretlintSecrets(text, 10 * MOST)),
    ].filter(({ kind }) => !options.disable.includes(kind));
    const found: Secret[] = [];
    let from = 0;
    for (const secret of all.sort((one, other) => one.start - other.start)) {
        const { kind, start, end } = secret;
        if (start < from) continue;
        const value = text.slice(start, end);
        if (kind !== "privatekey" && isPlaceholder(value)) continue;
        from = end;
        if (!options.isAllowed(value)) found.push(secret);
    }
    return found;
}

function matches(text: string, lower: string, { kind, hints, pattern, holds }: Pattern): Secret[] {
    if (!hints.some((hint) => lower.includes(hint))) return [];
    const found: Secret[] = [];
    for (const { groups = {}, indices } of text.matchAll(pattern)) {
        const secret = groups["secret"];
        const [start, end] = indices?.groups?.["secret"] ?? [0, 0];
        if (secret === undefined || isPlaceholder(secret)) continue;
        if (holds?.({ secret, start, end, text }) !== false) found.push({ kind, start, end });
    }
    return found;
}
