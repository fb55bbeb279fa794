import { positionAt } from "./content";
import type { FileKind } from "./fileKind";

/** Whether a script takes parameters; the line that says so. */
export type ScriptParameters =
    { readonly takes: true; readonly line: number } | { readonly takes: false };

/** A longer text is no script that somebody wrote, and a regular expression has no room for it. */
const MAX_CHARACTERS = 2 ** 20;

/**
 * Whether a script takes parameters, by its text; `undefined` where that cannot be told: what is
 * neither PowerShell, shell nor Python, what is longer than 2²⁰ characters, and a script that hands
 * all that it is given on.
 *
 * - PowerShell: a `param` block of the script itself that has a parameter;
 * - shell: `getopts`, or `$1`, `$#` and the like outside of functions;
 * - Python: `sys.argv`, or a module that reads the command line.
 *
 * It takes time in proportion to the text, and never throws.
 */
export function scriptParameters(kind: FileKind, text: string): ScriptParameters | undefined {
    if (text.length > MAX_CHARACTERS) return undefined;
    switch (kind) {
        case "powershell":
            return powerShellParameters(text);
        case "shell":
            return shellParameters(text);
        case "python":
            return pythonParameters(text);
        default:
            return undefined;
    }
}

const NONE: ScriptParameters = { takes: false };

function takenAt(text: string, index: number): ScriptParameters {
    return { takes: true, line: positionAt(text, index).line };
}

/** What may stand before the `param` block: white space, comments, `using` lines. */
const BEFORE = /\s+|<#[^]*?(?:#>|$)|#.*|using\s.*/iy;

function powerShellParameters(text: string): ScriptParameters | undefined {
    let at = 0;
    for (;;) {
        BEFORE.lastIndex = at;
        const skipped = BEFORE.exec(text)?.[0].length ?? 0;
        if (skipped > 0) at += skipped;
        // An attribute, such as [CmdletBinding()].
        else if (text[at] === "[") at = closing(text, at) + 1;
        else break;
    }
    const block = /^param\s*\(/i.exec(text.slice(at, at + 200));
    if (block === null) return /\$args\b/i.test(text) ? undefined : NONE;
    const open = at + block[0].length - 1;
    const inside = text.slice(open + 1, closing(text, open)).replace(/<#[^]*?(?:#>|$)|#.*/g, "");
    return inside.includes("$") ? takenAt(text, at) : NONE;
}

/** A comment, a string or a bracket of PowerShell. */
const PIECE = /<#[^]*?(?:#>|$)|#.*|'[^']*(?:'|$)|"(?:[^"`]|`(?:[^]|$))*(?:"|$)|[([{]|[)\]}]/g;

/** Where the bracket at `open` is closed; the end of the text where it is not. */
function closing(text: string, open: number): number {
    PIECE.lastIndex = open;
    let depth = 0;
    for (let piece = PIECE.exec(text); piece !== null; piece = PIECE.exec(text)) {
        if (/^[([{]$/.test(piece[0])) depth++;
        else if (/^[)\]}]$/.test(piece[0])) depth--;
        if (depth === 0) return piece.index;
    }
    return text.length;
}

function shellParameters(text: string): ScriptParameters | undefined {
    const code = shellCode(text);
    const options = /\bgetopts?\b/.exec(code);
    if (options !== null) return takenAt(code, options.index);
    const outside = withoutFunctions(code);
    const own = /\$(?:[1-9#]|\{[1-9#](?![\w@]))/.exec(outside);
    if (own !== null) return takenAt(outside, own.index);
    return /\$\{?[@*]/.test(outside) ? undefined : NONE;
}

/** An escape, a string or a comment of a shell; `$#` begins no comment. */
const SHELL_PIECE = /\\(?:[^]|$)|'[^']*(?:'|$)|"(?:[^"\\]|\\(?:[^]|$))*(?:"|$)|(?<![^\s;(])#.*/g;

/** The code of a shell script, in its lines: no comments, and nothing that stands in single quotes. */
function shellCode(text: string): string {
    return text.replace(SHELL_PIECE, (piece) =>
        piece.startsWith('"') ? piece : piece.replace(/[^\n]/g, " "),
    );
}

const FUNCTION =
    /^([ \t]*)(?:function[ \t]+[\w:.-]+[ \t]*(?:\([ \t]*\))?|[\w:.-]+[ \t]*\([ \t]*\))/;

/** The code outside of functions, in its lines: a function ends with a `}` as far in as it begins. */
function withoutFunctions(code: string): string {
    let end: string | undefined;
    return code
        .split("\n")
        .map((line) => {
            if (end !== undefined) {
                if (line.startsWith(end) && /^[})]/.test(line.slice(end.length))) end = undefined;
                return "";
            }
            const found = FUNCTION.exec(line);
            if (found === null) return line;
            const body = line.slice(found[0].length);
            if (!/[})]$/.test(body.trimEnd())) end = found[1] ?? "";
            return "";
        })
        .join("\n");
}

const PYTHON =
    /\bsys\.argv\b|^[ \t]*(?:import|from)[ \t]+(?:argparse|optparse|getopt|click|typer|fire|docopt)\b/m;

function pythonParameters(text: string): ScriptParameters {
    const found = PYTHON.exec(text);
    return found === null ? NONE : takenAt(text, found.index);
}
