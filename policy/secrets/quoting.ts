/** How far before a place its line is read. */
const LINE_LENGTH = 400;

/** How long a here-document is at most, and how many beginnings of one may have no end. */
const LONGEST = 64 * 1024;
const MOST_OPEN = 100;

const BLOCK =
    /@(?<mark>['"])[ \t]{0,20}\r?\n|<<-?[ \t]?(?<quote>['"\\]?)(?<end>[A-Za-z_]\w{0,40})/g;

/** A part of a text. */
export interface Range {
    readonly from: number;
    readonly to: number;
}

/** A here-string of PowerShell or a here-document of a shell: its text, and whether `$x` is a variable there. */
interface Block extends Range {
    readonly expands: boolean;
}

/**
 * Tells whether `$x` is a variable at a place of a text in PowerShell or a shell: in double quotes
 * and outside of all, and not in single ones.
 */
export function quotingOf(text: string): (start: number) => boolean {
    let blocks: readonly Block[] | undefined;
    return (start) => {
        blocks ??= blocksOf(text);
        return rangeAt(blocks, start)?.expands ?? outerQuote(text, start) !== "'";
    };
}

/** In the order of the text; none overlaps another. */
function blocksOf(text: string): Block[] {
    const blocks: Block[] = [];
    let from = 0;
    let open = 0;
    for (const { index, 0: whole, groups = {} } of text.matchAll(BLOCK)) {
        if (index < from) continue;
        const { mark, quote, end: word = "" } = groups;
        const begin = index + whole.length;
        if (mark !== undefined) {
            const end = text.indexOf(`\n${mark}@`, begin - 1);
            const to = end === -1 ? text.length : end + 1;
            blocks.push({ from: begin, to, expands: mark === '"' });
            from = to;
        } else if (open < MOST_OPEN) {
            const end = new RegExp(`\\n[ \\t]{0,40}${word}\\r?(?:\\n|$)`).exec(
                text.slice(begin, begin + LONGEST),
            );
            if (end === null) {
                open++;
                continue;
            }
            blocks.push({ from: begin, to: begin + end.index, expands: quote === "" });
            from = begin + end.index;
        }
    }
    return blocks;
}

/** The one that a place is in, of such as are in the order of the text and do not overlap. */
export function rangeAt<One extends Range>(ranges: readonly One[], place: number): One | undefined {
    let low = 0;
    for (let high = ranges.length; low < high;) {
        const middle = (low + high) >> 1;
        if ((ranges[middle]?.to ?? place) <= place) low = middle + 1;
        else high = middle;
    }
    const range = ranges[low];
    return range !== undefined && range.from <= place ? range : undefined;
}

/** The quote that is open before a place of a line; "" for none. Within one the other is a character. */
function outerQuote(text: string, start: number): string {
    const near = text.slice(Math.max(0, start - LINE_LENGTH), start);
    let open = "";
    for (let at = near.lastIndexOf("\n") + 1; at < near.length; at++) {
        const character = near.charAt(at);
        if (open !== "'" && (character === "`" || character === "\\")) at++;
        else if (open === "" && (character === "'" || character === '"')) open = character;
        else if (character === open) open = "";
    }
    return open;
}
