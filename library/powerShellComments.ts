/** One comment, or several that follow each other without an empty line. */
export interface CommentRun {
    /** The text without the comment signs. */
    readonly lines: readonly string[];
    /** The number of its last line, from 0. */
    readonly lastLine: number;
}

/** What stands at the top of a PowerShell script. */
export interface LeadingComments {
    readonly comments: readonly CommentRun[];
    /** The number of the line of the first code, from 0. */
    readonly codeLine: number;
    /** The letters that the first code begins with; "" where there is no code. */
    readonly codeWord: string;
}

const NOT_BLANK = /[^\s\uFEFF]/g;

/**
 * The comments before the first code; `using` lines count as none. Comments of which one ends on
 * the line before the next one begins are one.
 */
export function leadingComments(text: string): LeadingComments {
    const comments: { lines: string[]; lastLine: number }[] = [];
    const add = (lines: readonly string[], firstLine: number) => {
        const before = comments.at(-1);
        const lastLine = firstLine + Math.max(0, lines.length - 1);
        if (before !== undefined && firstLine <= before.lastLine + 1) {
            before.lines.push(...lines);
            before.lastLine = lastLine;
        } else comments.push({ lines: [...lines], lastLine });
    };

    let at = 0;
    let line = 0;
    for (;;) {
        NOT_BLANK.lastIndex = at;
        const start = NOT_BLANK.exec(text)?.index ?? text.length;
        line += lineBreaks(text.slice(at, start));
        if (text.startsWith("<#", start)) {
            const close = text.indexOf("#>", start + 2);
            const end = close === -1 ? text.length : close;
            const lines = text.slice(start + 2, end).split(/\r\n|\r|\n/);
            add(lines, line);
            line += lines.length - 1;
            at = close === -1 ? end : end + 2;
        } else if (text.startsWith("#", start)) {
            at = endOfLine(text, start);
            add([text.slice(start, at).replace(/^#+/, "")], line);
        } else if (/^using\s/i.test(text.slice(start, start + 6))) {
            at = endOfLine(text, start);
        } else {
            const codeWord = /^[a-z]*/i.exec(text.slice(start, start + 32))?.[0] ?? "";
            return { comments, codeLine: line, codeWord };
        }
    }
}

function endOfLine(text: string, from: number): number {
    const end = text.slice(from).search(/[\r\n]/);
    return end === -1 ? text.length : from + end;
}

function lineBreaks(text: string): number {
    return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
