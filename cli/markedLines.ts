import { styleText } from "node:util";

import { Help } from "commander";

/** Where a text is shown. */
export interface Screen {
    /** Characters in a line; `undefined` for no lines to keep to, as in a pipe. */
    readonly columns: number | undefined;
    readonly colours: boolean;
}

/** How a mark is coloured. */
export type Colour = Parameters<typeof styleText>[0];

/** One line: its mark, its name, and what is said. */
export interface MarkedLine<Mark extends string> {
    readonly mark: Mark;
    readonly name: string;
    /** "" for nothing. */
    readonly text: string;
}

/** With less room than this beside mark and name, the text goes below them. */
const ROOM = 60;
const INDENT = 4;

/**
 * Lines for a person: mark, name and text, below each other. On a terminal a long text is broken.
 *
 * @param words.marks all marks that there are, with their colours; `words.names` all names.
 */
export function markedLines<Mark extends string>(
    lines: readonly MarkedLine<Mark>[],
    words: { readonly marks: Readonly<Record<Mark, Colour>>; readonly names: readonly string[] },
    screen: Screen,
): string {
    const { marks, names } = words;
    const widths = { mark: longest(Object.keys(marks)) + 2, name: longest(names) + 2 };
    return lines
        .map((line) => entry(line, { colour: marks[line.mark], widths }, screen))
        .map((text) => `${text}\n`)
        .join("");
}

const longest = (words: readonly string[]) => Math.max(...words.map((word) => word.length));

function entry(
    { mark, name, text }: MarkedLine<string>,
    how: { colour: Colour; widths: { readonly mark: number; readonly name: number } },
    { columns, colours }: Screen,
): string {
    const { colour, widths } = how;
    const padded = mark.padEnd(widths.mark);
    const shown = colours ? styleText(colour, padded, { validateStream: false }) : padded;
    const head = `${shown}${name.padEnd(widths.name)}`;
    if (text === "") return `${shown}${name}`;
    if (columns === undefined) return `${head}${text}`;
    const start = widths.mark + widths.name;
    const beside = columns - start;
    if (beside >= ROOM) return `${head}${wrapped(text, beside, start)}`;
    const below = " ".repeat(INDENT);
    return `${shown}${name}\n${below}${wrapped(text, columns - INDENT, INDENT)}`;
}

function wrapped(text: string, width: number, indent: number): string {
    const lines = new Help().boxWrap(text, Math.max(width, 40)).split("\n");
    return lines.join(`\n${" ".repeat(indent)}`);
}
