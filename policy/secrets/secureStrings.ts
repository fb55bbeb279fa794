import { isInComment } from "./comments";
import { foundIn, type Reading } from "./patterns";
import { isStockPassword } from "./placeholder";
import type { Secret } from "./secret";

const COMMAND = /\bConvertTo-SecureString\b/gi;

/** How much of a call is looked at. */
const NEAR = 600;

/** A literal: a here-string, a text in single quotes, one in double quotes. */
const LITERAL = String.raw`@'[ \t]*\r?\n[^]*?\r?\n'@|@"[ \t]*\r?\n[^]*?\r?\n"@|'(?:[^']|'')*'|"(?:[^"${"`"}]|${"`"}[^])*"`;

/** What of it is a quote, and no part of the text. */
const OPENING = /^(?:@["'][ \t]*\r?\n|["'])/;
const CLOSING = /(?:\r?\n["']@|["'])$/;

/** A literal, in brackets or with a type (`([string]'…')`): nothing else is in them. */
const TYPE = String.raw`(?:\[[\w.]{1,40}\]\s*)?`;
const GIVEN = String.raw`${TYPE}(?:\(\s*){0,3}${TYPE}(?<literal>${LITERAL})(?:\s*\)){0,3}`;

/** What may stand behind the command: white space and a broken line, then a string, a parameter, a word. */
const WORD = new RegExp(
    String.raw`(?:\s|${"`"}\r?\n)*(?<word>${GIVEN}|-[a-z]+:?|(?<bare>[^\s"'${"`"}(){}<>;|&,@-][^\s"'${"`"}(){}<>;|&,]*))`,
    "diy",
);

/** A literal that is handed to the command: `"…" | ConvertTo-SecureString`. */
const PIPED =
    /(?<literal>@(?<here>['"])[ \t]{0,9}\r?\n(?:(?!\n['"]@)[^]){1,200}\n\k<here>@|'[^'\r\n]{1,200}'|"[^"\r\n]{1,200}")(?:\s{0,5}\)){0,3}\s{0,10}\|\s{0,10}$/d;

/** A word of a call, and where the literal is that it consists of. */
interface Word {
    readonly word: string;
    readonly literal: readonly [start: number, end: number] | undefined;
}

/** Passwords that a script makes a SecureString of: `ConvertTo-SecureString "…" -AsPlainText -Force`. */
export function secureStrings(reading: Reading): Secret[] {
    const { text } = reading;
    const found: Secret[] = [];
    for (const { index, 0: command } of text.matchAll(COMMAND)) {
        const words = wordsOf(text, index + command.length);
        // PowerShell takes the beginning of a parameter's name for it.
        if (!words.some(({ word }) => /^-as?p?l?a?i?n?t?e?x?t?:?$/i.test(word))) continue;
        const direct = words.find(
            ({ literal }, at) =>
                literal !== undefined && !/^-(?:k|s(?:e|$))/i.test(words[at - 1]?.word ?? ""),
        );
        const literal = direct?.literal ?? pipedInto(text, index);
        if (literal === undefined) continue;
        const whole = text.slice(...literal);
        const start = literal[0] + (OPENING.exec(whole)?.[0].length ?? 0);
        const end = literal[1] - (CLOSING.exec(whole)?.[0].length ?? 0);
        if (end <= start) continue;
        const one = foundIn(reading, { start, end });
        if (isStockPassword(one.secret) && isInComment(one)) continue;
        found.push({ kind: "secure-string", start, end });
    }
    return found;
}

function pipedInto(text: string, index: number): Word["literal"] {
    const from = Math.max(0, index - 250);
    const place = PIPED.exec(text.slice(from, index))?.indices?.groups?.["literal"];
    return place === undefined ? undefined : [from + place[0], from + place[1]];
}

/** The words behind a place; a bracket, a pipe or a semicolon ends the call. */
function wordsOf(text: string, begin: number): Word[] {
    const call = text.slice(begin, begin + NEAR);
    const words: Word[] = [];
    WORD.lastIndex = 0;
    for (let found = WORD.exec(call); found !== null; found = WORD.exec(call)) {
        const word = found.groups?.["word"] ?? "";
        const isNewLine = /[^`\r]\r?\n/.test(
            ` ${found[0].slice(0, found[0].length - word.length)}`,
        );
        if (isNewLine) break;
        const { literal, bare } = found.indices?.groups ?? {};
        const place = literal ?? (isText(word, words.at(-1)?.word) ? bare : undefined);
        const around = word.replace(found.groups?.["literal"] ?? "", "");
        // An open bracket has more in it than the literal: `('…' + $x)`.
        const isWhole = around.split("(").length <= around.split(")").length;
        words.push({
            word,
            literal: place && isWhole ? [begin + place[0], begin + place[1]] : undefined,
        });
    }
    return words;
}

/**
 * Whether a word without quotes is the text: no variable, no type, nothing that another parameter is
 * given. One without a number may be of a sentence about the command.
 */
function isText(word: string, before = ""): boolean {
    const isPositional = !before.startsWith("-") || /^-(?:as?p|f|st)[a-z]*:?$/i.test(before);
    return isPositional && /^[^$[%]/.test(word) && /\d/.test(word);
}
