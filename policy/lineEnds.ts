import type { Finding } from "./claim";
import type { FileKind } from "./fileKind";

type LineEnd = "\r\n" | "\n" | "\r";

const NAMES: Readonly<Record<LineEnd, string>> = { "\r\n": "CRLF", "\n": "LF", "\r": "CR alone" };

/** Signing tools write their block with CRLF, whatever the script has. */
const SIGNATURE = /^# SIG # Begin signature block/m;

/**
 * Lines of one text that end differently, and lines of a shell script that end with more than LF.
 *
 * The signature block of a PowerShell script is looked at on its own: it is appended with CRLF, and a
 * script that is signed must not be touched for that.
 */
export function lineEndFindings(kind: FileKind, text: string): Finding[] {
    const signature = kind === "powershell" ? text.search(SIGNATURE) : -1;
    // The line before the block may have been ended by the signing tool.
    const own = signature === -1 ? text : text.slice(0, signature).replace(/(?:\r\n|\n)$/, "");
    const ends = lineEndsOf(own);
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
    if (sorted.length < 2) return [];
    const all = sorted.map(([end, { count }]) => `${count} × ${NAMES[end]}`).join(", ");
    // The end that most lines have is what all are meant to have.
    const line = Math.min(...sorted.slice(1).map(([, other]) => other.line));
    return [
        {
            message: `has mixed line ends (${all}); here is the first other one`,
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
