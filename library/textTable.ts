import Table from "cli-table3";
import stringWidth from "string-width";

/** Nothing is drawn: lines of signs are read aloud, copied and searched badly. */
const none = Object.fromEntries(
    [
        ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
        ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
    ].map((part) => [part, ""]),
);

type Row = readonly string[];

/** Where a table has to fit. */
export interface Screen {
    /** So many columns of characters; `undefined` for any number. */
    readonly columns: number | undefined;
    /** The table's columns that may be narrowed, counted from 0; the others have a fixed length. */
    readonly narrowed: readonly number[];
}

/** Between two columns. */
const GAP = 2;
/** Less of a column cannot be read. */
const LEAST = 4;

/**
 * Rows below each other, their columns aligned by what a terminal shows of each character.
 *
 * @param rows.head the columns' names.
 * @param screen where it has to fit: what is too wide goes on in the next line, one blank further in, so
 * that it is not taken for a row of its own. Without it each row is one line, however long.
 */
export function textTable(
    { head, body }: { readonly head: readonly string[]; readonly body: readonly Row[] },
    screen?: Screen,
): string {
    const rows = screen === undefined ? [head, ...body] : fitted([head, ...body], screen);
    const table = new Table({
        chars: { ...none, middle: "  " },
        style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    });
    table.push(...rows.map((row) => [...row]));
    return table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}

function fitted(rows: readonly Row[], { columns, narrowed }: Screen): readonly Row[] {
    if (columns === undefined) return rows;
    const widths = (rows[0] ?? []).map((_, at) =>
        Math.max(...rows.map((row) => stringWidth(row[at] ?? ""))),
    );
    const room = columns - GAP * (widths.length - 1);
    const widthOf = (at: number) => widths[at] ?? 0;
    while (widths.reduce((sum, width) => sum + width, 0) > room) {
        const widest = narrowed.reduce((one, other) =>
            widthOf(other) > widthOf(one) ? other : one,
        );
        if (widthOf(widest) <= LEAST) break;
        widths[widest] = widthOf(widest) - 1;
    }
    return rows.map((row) => row.map((cell, at) => wrapped(cell, widthOf(at))));
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Between words where there are any; within one where it is too long. */
function wrapped(text: string, width: number): string {
    const lines: string[] = [];
    let line = "";
    for (const { segment } of graphemes.segment(text)) {
        if (stringWidth(line + segment) <= width) {
            line += segment;
            continue;
        }
        const blank = segment === " " ? line.length : line.lastIndexOf(" ");
        const end = blank > 0 && line.slice(0, blank).trim() !== "" ? blank : line.length;
        lines.push(line.slice(0, end));
        line = ` ${line.slice(end)}${segment}`.replace(/^ +/, " ");
    }
    return [...lines, line].join("\n");
}
