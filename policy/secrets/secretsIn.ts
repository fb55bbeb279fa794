import { commandPasswords } from "./commandPasswords";
import { patternsOfName } from "./namedPatterns";
import { patternsOfForm, type Pattern } from "./patterns";
import { isPairOfDocumentation, isPlaceholder } from "./placeholder";
import { privateKeys } from "./privateKeys";
import { quotingOf } from "./quoting";
import type { Secret, SecretKind } from "./secret";
import { secretlintSecrets } from "./secretlint";
import { secureStrings } from "./secureStrings";

/** Of more, nobody wants to hear. */
export const MOST = 20;

/**
 * What looks like a secret in a text, in its order; no two of them overlap. It takes time in
 * proportion to the text: where there are many more than `MOST`, it may tell of some only.
 *
 * @param options.hasVariables whether `$x` is a variable in its language, where quotes do not keep it.
 * @param options.disable the kinds that are not looked for.
 * @param options.isAllowed whether a value is no secret, nor anything that overlaps it.
 */
export async function secretsIn(
    text: string,
    options: {
        readonly hasVariables: boolean;
        readonly disable: readonly SecretKind[];
        readonly isAllowed: (value: string) => boolean;
    },
): Promise<readonly Secret[]> {
    const lower = text.toLowerCase();
    const quoting = quotingOf(text);
    const expandsAt = (start: number) => options.hasVariables && quoting(start);
    const isGap = ({ kind, start, end }: Secret) => {
        if (kind === "privatekey") return false;
        const value = passwordOf(kind, text.slice(start, end));
        // It is a command of PowerShell, wherever it is written.
        const expands = kind === "secure-string" ? quoting : expandsAt;
        return isPlaceholder(value, () => expands(start));
    };
    const counts = (secret: Secret) =>
        !options.disable.includes(secret.kind) &&
        !isGap(secret) &&
        !options.isAllowed(text.slice(secret.start, secret.end));
    const all = [
        ...privateKeys(text),
        ...(lower.includes("convertto-securestring") ? secureStrings(text) : []),
        ...commandPasswords(text, expandsAt),
        ...[...patternsOfForm, ...patternsOfName]
            .filter(({ hints }) => hints.some((hint) => lower.includes(hint)))
            .flatMap((pattern) => matches(text, pattern, expandsAt)),
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

function matches(
    text: string,
    { kind, pattern, holds }: Pattern,
    expandsAt: (start: number) => boolean,
): Secret[] {
    const found: Secret[] = [];
    for (const { groups = {}, indices } of text.matchAll(pattern)) {
        const secret = groups["secret"];
        const [start, end] = indices?.groups?.["secret"] ?? [0, 0];
        if (secret === undefined) continue;
        const expands = () => expandsAt(start);
        if (isPlaceholder(secret, expands)) continue;
        if (holds?.({ secret, start, end, text, expands }) !== false)
            found.push({ kind, start, end });
    }
    return found;
}

/** Of an address its password alone: what else is in it says nothing of whether that is one. */
function passwordOf(kind: SecretKind, value: string): string {
    if (kind !== "basicauth" && kind !== "database-connection-string") return value;
    const pair = /^[^/]*:\/\/([^:/@]*:[^/]*)@/.exec(value)?.[1];
    if (pair === undefined) return value;
    return isPairOfDocumentation(pair) ? "<password>" : pair.slice(pair.indexOf(":") + 1);
}
