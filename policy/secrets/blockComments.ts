import { rangeAt, type Range } from "./quoting";

/** What changes how the text behind it is read. */
const BEGIN = /<#|(?<![^\s;(){}|&,=])#|@['"][ \t]{0,20}\r?\n|['"]|`[^]?/g;
const CLOSING = /`[^]?|"/g;

/** Tells whether a place of a script of PowerShell is in a comment between `<#` and `#>`. */
export function blockCommentsOf(text: string): (start: number) => boolean {
    let comments: readonly Range[] | undefined;
    return (start) => {
        comments ??= commentsOf(text);
        return rangeAt(comments, start) !== undefined;
    };
}

/** Those that begin in no quotes and in no other comment, in the order of the text. */
function commentsOf(text: string): Range[] {
    const comments: Range[] = [];
    const behind = (end: string, from: number) => {
        const at = text.indexOf(end, from);
        return at === -1 ? text.length : at + end.length;
    };
    BEGIN.lastIndex = 0;
    for (let found = BEGIN.exec(text); found !== null; found = BEGIN.exec(text)) {
        const [sign] = found;
        let to = BEGIN.lastIndex;
        if (sign === "<#") {
            to = behind("#>", to);
            comments.push({ from: found.index, to });
        } else if (sign === "#") to = behind("\n", to);
        else if (sign.startsWith("@")) to = behind(`\n${sign.charAt(1)}@`, to - 1);
        else if (sign === "'") to = behind("'", to);
        else if (sign === '"') to = behindQuote(text, to);
        BEGIN.lastIndex = to;
    }
    return comments;
}

/** Behind the double quote that closes a text; a backtick takes the next character with it. */
function behindQuote(text: string, from: number): number {
    CLOSING.lastIndex = from;
    for (let found = CLOSING.exec(text); found !== null; found = CLOSING.exec(text))
        if (found[0] === '"') return CLOSING.lastIndex;
    return text.length;
}
