import { checkNames, type CheckStatus } from "./check";
import type { DoctorReport } from "./doctorReport";
import { markedLines, type Colour, type Screen } from "./markedLines";

const marks: Readonly<Record<CheckStatus, Colour>> = {
    ok: "green",
    warning: "yellow",
    failed: "red",
    "not reached": "dim",
};

/**
 * The report for a person: a line for each check, mark, name and what was found. On a terminal a long
 * text is broken into lines below each other.
 */
export function doctorText(report: DoctorReport, screen: Screen): string {
    const entries = report.checks.flatMap(({ status: mark, check: name, found }) =>
        (found.length === 0 ? [""] : found).map((text) => ({ mark, name, text })),
    );
    return markedLines(entries, { marks, names: checkNames }, screen);
}
