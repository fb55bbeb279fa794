import { styleText } from "node:util";

import { Help } from "commander";

import { checkNames, type CheckStatus } from "./check";
import type { DoctorReport } from "./doctorReport";

/** Where the text is shown. */
export interface Screen {
    /** Characters in a line; `undefined` for no lines to keep to, as in a pipe. */
    readonly columns: number | undefined;
    readonly colours: boolean;
}

const marks: Readonly<Record<CheckStatus, Parameters<typeof styleText>[0]>> = {
    ok: "green",
    warning: "yellow",
    failed: "red",
    "not reached": "dim",
};

const longest = (words: readonly string[]) => Math.max(...words.map((word) => word.length));
const markWidth = longest(Object.keys(marks)) + 2;
const nameWidth = longest(checkNames) + 2;
/** With less room than this beside mark and name, the text goes below them. */
const ROOM = 60;
const INDENT = 4;

/**
 * The report for a person: a line for each check, mark, name and what was found. On a terminal a long
 * text is broken into lines below each other.
 */
export function doctorText(report: DoctorReport, screen: Screen): string {
    return report.checks
        .flatMap(({ status, check, found }) =>
            (found.length === 0 ? [""] : found).map((text) =>
                entry({ status, check, text }, screen),
            ),
        )
        .map((line) => `${line}\n`)
        .join("");
}

function entry(
    { status, check, text }: { status: CheckStatus; check: string; text: string },
    { columns, colours }: Screen,
): string {
    const padded = status.padEnd(markWidth);
    const mark = colours ? styleText(marks[status], padded, { validateStream: false }) : padded;
    const head = `${mark}${check.padEnd(nameWidth)}`;
    if (text === "") return `${mark}${check}`;
    if (columns === undefined) return `${head}${text}`;
    const beside = columns - markWidth - nameWidth;
    if (beside >= ROOM) return `${head}${wrapped(text, beside, markWidth + nameWidth)}`;
    const below = " ".repeat(INDENT);
    return `${mark}${check}\n${below}${wrapped(text, columns - INDENT, INDENT)}`;
}

function wrapped(text: string, width: number, indent: number): string {
    const lines = new Help().boxWrap(text, Math.max(width, 40)).split("\n");
    return lines.join(`\n${" ".repeat(indent)}`);
}
