import type { Finding } from "./claim";
import type { FileKind } from "./fileKind";
import { signatureBlock } from "./authenticode/signatureBlock";

type LineEnd = "\r\n" | "\n" | "\r";

const NAMES: Readonly<Record<LineEnd, string>> = { "\r\n": "CRLF", "\n": "LF", "\r": "CR alone" };

/**
 * Lines of one text that end differently, and lines of a shell script that end with more than LF.
 *
 * The signature block of a PowerShell script is left out: it is appended with CRLF, and a script that
 * is signed must not be touched for that. What is like one, and is none, is looked at as all else.
 */
export function lineEndFindings(kind: FileKind, text: string): Finding[] {
    const block = kind === "powershell" ? signatureBlock(text) : undefined;
    const ends = lineEndsOf(block?.kind === "block" ? text.slice(0, block.end) : text);
    const sorted = [...ends].sort(([, one], [, other]) => other.count - one.count);
    if (kind === "shell") {
        const [first] = sorted
            .filter(([end]) => end !== "\n")
            .sort(([, one], [, other]) => one.line - other.line);
        if (first === undefined) return [];
        const [end, { line }] = first;
        return [
            {
                message: `ends this line with ${NAMES[end]}, and a shell takes the CR for a part of it`,
                mend: `Save it with LF line ends, and ${KEEP}.`,
                line,
            },
        ];
    }
    const alone = ends.get("\r");
    if (sorted.length === 1 && alone !== undefined)
        return [
            {
                message:
                    "ends this line with a CR alone: PowerShell and Python go on in the next line, and a terminal writes that over this one",
                mend: `Look at what stands behind it, save it with LF or CRLF line ends, and ${KEEP}.`,
                line: alone.line,
            },
        ];
    if (sorted.length < 2) return [];
    const all = sorted.map(([end, { count }]) => `${count} × ${NAMES[end]}`).join(", ");
    // The end that most lines have is what all are meant to have, but for one that hides lines.
    const line = alone?.line ?? Math.min(...sorted.slice(1).map(([, other]) => other.line));
    return [
        {
            message: `has mixed line ends (${all}); here is the first ${alone === undefined ? "other one" : "CR alone"}`,
            mend: `Save it with one kind of line ends, sign it after that, and ${KEEP}.`,
            line,
        },
    ];
}

const KEEP = "keep git from changing them (.gitattributes: -text)";

/** How many lines end so, and the first of them. */
function lineEndsOf(text: string): Map<LineEnd, { count: number; readonly line: number }> {
    const found = new Map<LineEnd, { count: number; readonly line: number }>();
    let line = 0;
    for (const [end] of text.matchAll(/\r\n|\n|\r/g)) {
        line++;
        const known = found.get(end as LineEnd);
        if (known === undefined) found.set(end as LineEnd, { count: 1, line });
        else known.count++;
    }
    return found;
}
