import { decodedText } from "./decodedText";
import type { HelpTexts } from "./helpText";
import { interpreterOf } from "./interpreter";
import { pythonHelp, shellHelp } from "./leadingComment";
import { powerShellHelp } from "./powerShellHelp";

export type { HelpTexts } from "./helpText";

/** Help stands at the top: no more than this many bytes of a script are looked at. */
const MAX_BYTES = 64 * 1024;

/**
 * What a script's own help says of it. It never throws, and takes time in proportion to the bytes
 * it looks at, which are the first 65,536.
 *
 * - `.ps1`, `.psm1`: comment-based help, see {@link powerShellHelp};
 * - `.sh`, `.bash`, `.zsh`, or a first line `#!` with a shell: the leading comment, see
 *   {@link shellHelp};
 * - `.py`, or a first line `#!` with Python: the docstring or the leading comment, see
 *   {@link pythonHelp};
 * - anything else, and whatever has a NUL character in it, says nothing.
 *
 * The bytes are read as UTF-8, as UTF-16 when a byte order mark says so, and as Windows-1252 when
 * they are no UTF-8. Each text comes as one line: white space is collapsed, control and invisible
 * characters are removed, and what is longer than 1,000 characters (parameters: 4,000) is cut and
 * ends in "…".
 */
export function scriptHelp(script: { fileName: string; bytes: Uint8Array }): HelpTexts {
    const read = readerFor(script.fileName, script.bytes);
    const text = read === undefined ? undefined : decodedText(script.bytes.subarray(0, MAX_BYTES));
    return read === undefined || text === undefined ? {} : read(text, script.fileName);
}

type HelpReader = (text: string, fileName: string) => HelpTexts;

const BY_EXTENSION: ReadonlyMap<string, HelpReader> = new Map<string, HelpReader>([
    ["ps1", powerShellHelp],
    ["psm1", powerShellHelp],
    ["sh", shellHelp],
    ["bash", shellHelp],
    ["zsh", shellHelp],
    ["py", pythonHelp],
]);

const BY_INTERPRETER: ReadonlyMap<string, HelpReader> = new Map<string, HelpReader>([
    ...["sh", "bash", "zsh", "dash", "ksh", "ash"].map((name) => [name, shellHelp] as const),
    ["python", pythonHelp],
    ["pwsh", powerShellHelp],
]);

function readerFor(fileName: string, bytes: Uint8Array): HelpReader | undefined {
    const dot = fileName.lastIndexOf(".");
    const extension = dot === -1 ? "" : fileName.slice(dot + 1).toLowerCase();
    return BY_EXTENSION.get(extension) ?? BY_INTERPRETER.get(interpreterOf(bytes));
}
