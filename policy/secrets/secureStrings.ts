import { isInComment } from "./comments";
import { isStockPassword } from "./placeholder";
import type { Secret } from "./secret";

const COMMAND = /\bConvertTo-SecureString\b/gi;

/** How much of a call is looked at. */
const NEAR = 600;

/** What may stand behind the command: white space and a broken line, then a string, a parameter, a word. */
const WORD = /(?:\s|`\r?\n)*('(?:[^']|'')*'|"(?:[^"`]|`[^])*"|-[a-z]+:?|[$\w.:]+)/iy;

/** A literal that is handed to the command: `"…" | ConvertTo-SecureString`. */
const PIPED = /('[^'\r\n]{1,200}'|"[^"\r\n]{1,200}")\s{0,10}\|\s{0,10}$/;

/** Passwords that a script makes a SecureString of: `ConvertTo-SecureString "…" -AsPlainText -Force`. */
export function secureStrings(text: string): Secret[] {
    const found: Secret[] = [];
    for (const { index, 0: command } of text.matchAll(COMMAND)) {
        const begin = index + command.length;
        const call = text.slice(begin, begin + NEAR);
        const words = wordsOf(call);
        // PowerShell takes the beginning of a parameter's name for it.
        if (!words.some(({ word }) => /^-as?p?l?a?i?n?t?e?x?t?:?$/i.test(word))) continue;
        const direct = words.find(
            ({ word }, at) =>
                isLiteral(word) && !/^-(?:k|s(?:e|$))/i.test(words[at - 1]?.word ?? ""),
        );
        const place =
            direct === undefined
                ? pipedInto(text, index)
                : { start: begin + direct.at, end: begin + direct.at + direct.word.length };
        if (place === undefined) continue;
        const [start, end] = [place.start + 1, place.end - 1];
        const secret = text.slice(start, end);
        if (secret === "") continue;
        if (isStockPassword(secret) && isInComment({ start, end, text })) continue;
        found.push({ kind: "secure-string", start, end });
    }
    return found;
}

function pipedInto(text: string, index: number) {
    const from = Math.max(0, index - 250);
    const found = PIPED.exec(text.slice(from, index));
    if (found === null) return undefined;
    const start = from + found.index;
    return { start, end: start + (found[1] ?? "").length };
}

/** The words of a call, and where they begin; a bracket, a pipe or a semicolon ends it. */
function wordsOf(call: string): { readonly word: string; readonly at: number }[] {
    const words = [];
    WORD.lastIndex = 0;
    for (let found = WORD.exec(call); found !== null; found = WORD.exec(call)) {
        const word = found[1] ?? "";
        const isNewLine = /[^`\r]\r?\n/.test(
            ` ${found[0].slice(0, found[0].length - word.length)}`,
        );
        if (isNewLine) break;
        words.push({ word, at: WORD.lastIndex - word.length });
    }
    return words;
}

function isLiteral(word: string): boolean {
    return word.startsWith("'") || word.startsWith('"');
}
