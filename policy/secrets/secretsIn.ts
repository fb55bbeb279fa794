import type { FileKind } from "../fileKind";
import { blockCommentsOf } from "./blockComments";
import { commandPasswords } from "./commandPasswords";
import { EXPRESSION } from "./likeness";
import { patternsOfName } from "./namedPatterns";
import { foundIn, patternsOfForm, type Pattern, type Reading } from "./patterns";
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
 * @param options.language what it is written in: the comments, the quotes and the variables are those of it.
 * @param options.disable the kinds that are not looked for.
 * @param options.isAllowed whether a value is no secret, nor anything that overlaps it.
 */
export async function secretsIn(
    written: string,
    options: {
        readonly hasVariables: boolean;
        readonly language: FileKind;
        readonly disable: readonly SecretKind[];
        readonly isAllowed: (value: string) => boolean;
    },
): Promise<readonly Secret[]> {
    const { language } = options;
    const isPowerShell = language === "powershell";
    const text = isPowerShell ? withPlainSigns(written) : written;
    const lower = text.toLowerCase();
    const quoting = quotingOf(text);
    const expandsAt = (start: number) => options.hasVariables && quoting(start);
    const isInBlockCommentAt = isPowerShell ? blockCommentsOf(text) : () => false;
    const reading = { text, language, expandsAt, isInBlockCommentAt };
    const isGap = ({ kind, start, end }: Secret) => {
        if (kind === "privatekey") return false;
        const value = passwordOf(kind, text.slice(start, end));
        // It is a command of PowerShell, wherever it is written.
        const expands = kind === "secure-string" ? quoting : expandsAt;
        return isPlaceholder(value, { language, expands: () => expands(start) });
    };
    const counts = (secret: Secret) =>
        !options.disable.includes(secret.kind) &&
        !isGap(secret) &&
        !options.isAllowed(written.slice(secret.start, secret.end));
    const matchesOf = (patterns: readonly Pattern[]) =>
        patterns
            .filter(({ hints }) => hints.some((hint) => lower.includes(hint)))
            .flatMap((pattern) => matches(reading, pattern));
    const all = [
        ...privateKeys(text),
        ...(lower.includes("convertto-securestring") ? secureStrings(reading) : []),
        ...commandPasswords(reading),
        ...matchesOf(patternsOfForm),
        ...(await secretlintSecrets(text, { limit: 10 * MOST, counts })),
        // Of two at one place the first counts: what has a form of its own is told as what it is.
        ...matchesOf(patternsOfName),
    ].filter(({ kind }) => !options.disable.includes(kind));
    const found: Secret[] = [];
    let from = 0;
    for (const secret of all.sort((one, other) => one.start - other.start)) {
        const { start, end } = secret;
        if (start < from || isGap(secret)) continue;
        from = end;
        if (!options.isAllowed(written.slice(start, end))) found.push(secret);
    }
    return found;
}

/**
 * PowerShell takes the quotes and hyphens of typesetting for plain ones:
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
function withPlainSigns(text: string): string {
    return text
        .replaceAll(/[‘’‚‛]/g, "'")
        .replaceAll(/[“”„]/g, '"')
        .replaceAll(/[–—―]/g, "-");
}

function matches(reading: Reading, { kind, pattern, holds }: Pattern): Secret[] {
    const found: Secret[] = [];
    for (const { indices } of reading.text.matchAll(pattern)) {
        const place = indices?.groups?.["secret"];
        if (place === undefined) continue;
        const [start, end] = place;
        const one = foundIn(reading, { start, end });
        if (isPlaceholder(one.secret, one)) continue;
        if (holds?.(one) !== false) found.push({ kind, start, end });
    }
    return found;
}

/** Of an address its password alone: what else is in it says nothing of whether that is one. An expression has none. */
function passwordOf(kind: SecretKind, value: string): string {
    if (kind !== "basicauth" && kind !== "database-connection-string") return value;
    const pair = /^[^/]*:\/\/([^:/@]*:[^/]*)@/.exec(value)?.[1];
    if (pair === undefined) return value;
    return isPairOfDocumentation(pair) || EXPRESSION.test(pair)
        ? "<password>"
        : pair.slice(pair.indexOf(":") + 1);
}
