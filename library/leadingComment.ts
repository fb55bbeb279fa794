import type { HelpTexts } from "./helpText";
import { leadingTextHelp } from "./leadingText";

/**
 * Reads the leading comment of a shell script: the lines that begin with `#` before the first
 * command, without the `#!` line; empty lines between them end a paragraph.
 *
 * - description: the first paragraph, or what follows `Description:`, `Purpose:` or `Summary:`;
 * - parametersDescription: what follows `Usage:` (without the script's own name) and then each line
 *   under `Parameters:`, `Options:`, `Arguments:`, `Args:` or `Flags:`.
 *
 * A paragraph right above a function is the function's, unless it names the script or has one of
 * these labels.
 *
 * Lines that are no help are passed over: directives (`shellcheck`, `SPDX-…`, `vim:`, `coding:`),
 * copyright and licence, other labels such as `Author:` with what is indented under them, rulers,
 * and the script's own name.
 */
export function shellHelp(text: string, fileName: string): HelpTexts {
    return leadingTextHelp(
        commentLines(text, { fileName, functionStart: SHELL_FUNCTION }),
        fileName,
    );
}

/**
 * Reads the docstring of a Python module, and for what that does not say the leading comment. Both
 * are read as {@link shellHelp} reads a comment.
 */
export function pythonHelp(text: string, fileName: string): HelpTexts {
    const comment = leadingTextHelp(
        commentLines(text, { fileName, functionStart: PYTHON_FUNCTION }),
        fileName,
    );
    return { ...comment, ...leadingTextHelp(docstringLines(text), fileName) };
}

const SHELL_FUNCTION = /^(?:function\s+\S|[\w:.-]+\s*\(\s*\))/;
const PYTHON_FUNCTION = /^(?:(?:async\s+)?def\s|class\s|@)/;

/** What is said of a script, and hardly of a function. */
const LABEL = /^\s*(?:description|purpose|summary|usage|parameters|options|arguments|args|flags):/i;

function commentLines(
    text: string,
    { fileName, functionStart }: { fileName: string; functionStart: RegExp },
): string[] {
    const found: string[] = [];
    const lines = text.split(/\r\n|\r|\n/);
    if (lines[0]?.startsWith("#!") === true) lines.shift();
    for (const line of lines) {
        const comment = line.trimStart();
        if (comment !== "" && !comment.startsWith("#")) {
            const last = found.slice(found.lastIndexOf("") + 1);
            const ofScript = last.some((one) => LABEL.test(one) || one.includes(fileName));
            if (functionStart.test(comment) && !ofScript) found.length -= last.length;
            break;
        }
        // Boxes close each line with a sign of their own.
        found.push(comment.replace(/^#+/, "").replace(/\s#+$/, ""));
    }
    return withoutMetadata(found);
}

/** A block of inline script metadata says which packages to install (PEP 723). */
function withoutMetadata(lines: readonly string[]): string[] {
    let inside = false;
    return lines.filter((line) => {
        const text = line.trim();
        if (!inside && /^\/\/\/ [\w-]+$/.test(text)) inside = true;
        else if (inside && text === "///") inside = false;
        else return !inside;
        return false;
    });
}

/** The text of the first statement where that is a string; no lines where it is not. */
function docstringLines(text: string): string[] {
    let at = 0;
    for (const line of text.split(/(?<=\n)/)) {
        const code = line.trim();
        if (code !== "" && !code.startsWith("#")) break;
        at += line.length;
    }
    const rest = text.slice(at).trimStart();
    const opening = /^([rRuU]?)("""|'''|"|')/.exec(rest);
    if (opening === null) return [];
    const [all, prefix = "", quote = ""] = opening;
    const content = stringContent(rest.slice(all.length), quote, /r/i.test(prefix));
    return content === undefined ? [] : content.split(/\r\n|\r|\n/);
}

/** What stands before the closing quotation mark; `undefined` where there is none. */
function stringContent(text: string, quote: string, raw: boolean): string | undefined {
    // Up to the mark, a line break (which ends a string in single marks) or a backslash.
    const stop = new RegExp(quote.length === 1 ? `${quote}|\\n|\\\\` : `${quote}|\\\\`, "g");
    const parts: string[] = [];
    let from = 0;
    for (;;) {
        const index = stop.exec(text)?.index;
        if (index === undefined) return undefined;
        parts.push(text.slice(from, index));
        if (text.startsWith(quote, index)) return parts.join("");
        if (text[index] === "\n") return undefined;
        parts.push(raw ? text.slice(index, index + 2) : unescaped(text[index + 1] ?? ""));
        from = index + 2;
        stop.lastIndex = from;
    }
}

function unescaped(character: string): string {
    if (character === "\n") return "";
    return /["'\\]/.test(character) ? character : `\\${character}`;
}
