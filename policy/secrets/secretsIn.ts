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
    const isGap = ({ kind, start, end }: Secret) =>
        kind !== "privatekey" && isPlaceholder(text.slice(start, end));
    const counts = (secret: Secret) =>
        !options.disable.includes(secret.kind) &&
        !isGap(secret) &&
        !options.isAllowed(text.slice(secret.start, secret.end));
    const all = [
        ...privateKeys(text),
        ...(lower.includes("convertto-securestring") ? secureStrings(text) : []),
        ...patternsOfForm.flatMap((pattern) => matches(text, lower, pattern)),
        ...patternsOfName.flatMap((pattern) => matches(text, lower, pattern)),
        ...(await secretlintSecrets(text, { limit: 10 * MOST, counts })),
    ].filter(({ kind }) => !options.disable.includes(kind));
    const found: Secret[] = [];
    let from = 0;
    for (const secret of all.sort((one, other) => one.start - other.start)) {
        const { start, end } = secret;
        if (start < from || isGap(secret)) continue;
        from = end;
        if (!options.isAllowed(text.slice(start, end))) found.push(secret);
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
