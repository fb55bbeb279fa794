import { printable } from "../library/fileName";
import { wordsOf, type FolderCheck, type FolderFinding } from "./folderFinding";
import { markedLines, type Colour, type Screen } from "./markedLines";
import { isIn, pathFrom } from "./sourceRoot";

type Mark = "mandatory" | "advisory" | "exempted" | "not checked";

const marks: Readonly<Record<Mark, Colour>> = {
    mandatory: "red",
    advisory: "yellow",
    exempted: "dim",
    "not checked": "dim",
};

/**
 * A check for a person: a line for each finding, its place first, as terminals and editors make a
 * link of it; then what was not checked, and how many findings there are.
 *
 * @param workingDirectory what paths are shown from.
 */
export function folderText(check: FolderCheck, screen: Screen, workingDirectory: string): string {
    const found = check.findings.map((finding) => ({
        mark: markOf(finding),
        name: finding.policy,
        text: `${placeOf(finding, workingDirectory)} ${wordsOf(finding)}`,
    }));
    const left = check.notChecked.map(({ policy, why }) => ({
        mark: "not checked" as const,
        name: printable(policy),
        text: why,
    }));
    const lines = [...found, ...left];
    const names = lines.map(({ name }) => name);
    const text = lines.length === 0 ? "" : `${markedLines(lines, { marks, names }, screen)}\n`;
    return `${text}${summaryOf(check)}\n`;
}

function markOf({ level, exemption }: FolderFinding): Mark {
    return exemption === undefined ? level : "exempted";
}

function placeOf({ path, line, column }: FolderFinding, workingDirectory: string): string {
    const shown = isIn(workingDirectory, path) ? pathFrom(workingDirectory, path) : path;
    return `${[printable(shown), line, column].filter((part) => part !== undefined).join(":")}:`;
}

function summaryOf({ files, findings }: FolderCheck): string {
    const counts = (["mandatory", "advisory", "exempted"] as const).flatMap((mark) => {
        const { length } = findings.filter((finding) => markOf(finding) === mark);
        return length === 0 ? [] : [`${length} ${mark}`];
    });
    const what = counts.length === 0 ? "nothing is wrong" : counts.join(", ");
    return `${files === 1 ? "1 file" : `${files} files`}: ${what}.`;
}
