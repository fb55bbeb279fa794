import type { CheckedFile, Claim, Finding } from "./claim";
import { findingsOf } from "./findings";

/** What `findingsOf` finds, or has found before. */
export type FindingsOf = <Configuration extends object>(
    claim: Claim<Configuration>,
    file: CheckedFile,
    configuration: Configuration,
) => Promise<readonly Finding[]>;

/** What a claim has found in a content. */
interface Remembered {
    /** What it has read of the file, but for the content, and what that was. */
    readonly facts: ReadonlyMap<keyof CheckedFile, unknown>;
    readonly readContent: boolean;
    readonly findings: readonly Finding[];
}

/** Of 500 files and 20 policies; a library has no more than some thousand. */
const MOST = 10_000;

/**
 * Remembers what claims that may be remembered (`Claim.remembered`) have found, for as long as the
 * process lives: a content that goes to several tenants, or by several names, is looked at once.
 *
 * It goes by the digest, the claim itself and its configuration, and by each fact of the file that the
 * claim has asked for: what it has not asked for, such as the name, cannot have mattered. A content
 * that was read is read again, for one that cannot be had is no pass.
 *
 * Nothing is kept on the disk. It would save the second of two runs some seconds at most, and whoever
 * could write there, or an older version, would decide what passes.
 *
 * @param options.most how many results it keeps; the oldest go first.
 */
export function rememberedFindings(options: { most?: number } = {}): FindingsOf {
    const { most = MOST } = options;
    // The claim is its own version: it is the code that would run.
    const numbers = new WeakMap<object, number>();
    let claims = 0;
    const kept = new Map<string, Remembered[]>();

    function keyOf(claim: object, file: CheckedFile, configuration: object) {
        const number = numbers.get(claim) ?? ++claims;
        numbers.set(claim, number);
        try {
            return JSON.stringify([number, file.sha256, file.size, configuration]);
        } catch {
            // A preview does not know the content yet: the claim itself says whether it needs it.
            return undefined;
        }
    }

    return async (claim, file, configuration) => {
        if (claim.remembered !== true) return findingsOf(claim, file, configuration);
        const key = keyOf(claim, file, configuration);
        if (key === undefined) return findingsOf(claim, file, configuration);
        const known = kept
            .get(key)
            ?.find(({ facts }) => [...facts].every(([name, value]) => file[name] === value));
        if (known !== undefined) {
            const reading = { ...claim, check: () => file.content().then(() => known.findings) };
            return known.readContent ? findingsOf(reading, file, configuration) : known.findings;
        }
        const { watched, facts, contents } = watching(file);
        const findings = await findingsOf(claim, watched, configuration);
        const readContent = contents.length > 0;
        if (contents.some((content) => content === "failed")) return findings;
        kept.set(key, [...(kept.get(key) ?? []), { facts, readContent, findings }]);
        for (const oldest of kept.keys()) {
            if (kept.size <= most) break;
            kept.delete(oldest);
        }
        return findings;
    };
}

/** A file that notes what is read of it. */
function watching(file: CheckedFile) {
    const facts = new Map<keyof CheckedFile, unknown>();
    const contents: ("read" | "failed")[] = [];
    const content = async () => {
        const at = contents.push("failed") - 1;
        const found = await file.content();
        contents[at] = "read";
        return found;
    };
    const watched = new Proxy(file, {
        get(target, name) {
            if (name === "content") return content;
            const value: unknown = Reflect.get(target, name);
            facts.set(name as keyof CheckedFile, value);
            return value;
        },
    });
    return { watched, facts, contents };
}
