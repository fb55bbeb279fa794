import Table from "cli-table3";

/** Nothing is drawn: lines of signs are read aloud, copied and searched badly. */
const none = Object.fromEntries(
    [
        ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
        ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
    ].map((part) => [part, ""]),
);

/**
 * Rows below each other, their columns aligned by what a terminal shows of each character.
 *
 * @param rows.head the columns' names.
 */
export function textTable(rows: {
    readonly head: readonly string[];
    readonly body: readonly (readonly string[])[];
}): string {
    const table = new Table({
        chars: { ...none, middle: "  " },
        style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    });
    table.push([...rows.head], ...rows.body.map((row) => [...row]));
    return table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd())
        .join("\n");
}
