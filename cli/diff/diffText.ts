import { printable } from "../../library/fileName";
import { shortDigest } from "../shortDigest";
import type { FileChange } from "./fileChange";
import { isSecret, type FileVersion, type Planned } from "./fileVersion";

/** How a line is coloured; the text as it is where nothing is. */
export type Paint = (colour: "bold" | "red" | "green" | "cyan", text: string) => string;

const NOT_YET = "known once the program has run";
const SECRET = "a secret";
const FORGOTTEN =
    "  retainOnDelete: it stays in the tenant, and the stack knows it no more: no up changes or deletes it";

/**
 * What an `up` would change, for a person.
 *
 * @param options.whole shows each line of new and deleted files too.
 */
export function diffText(
    changes: readonly FileChange[],
    {
        stack,
        whole,
        paint,
    }: { readonly stack: string; readonly whole: boolean; readonly paint: Paint },
): string {
    const named = `stack ${printable(stack)}`;
    if (changes.length === 0) return `"pulumi up" would change no file of ${named}.\n`;
    const count = (operation: FileChange["operation"]) =>
        changes.filter((change) => change.operation === operation).length;
    const sum = (["create", "update", "delete", "forget"] as const)
        .filter((operation) => count(operation) > 0)
        .map((operation) => `${operation} ${count(operation)}`)
        .join(", ");
    const parts = changes.map((change) => changeText(change, whole, paint));
    return (
        `${parts.join("\n")}\n"pulumi up" of ${named} would ${sum}. Compared with what the stack ` +
        `knows: what was changed in the portal since, "pulumi refresh" finds.\n`
    );
}

function changeText(change: FileChange, whole: boolean, paint: Paint): string {
    const { operation, before, after, tenantId } = change;
    const head = paint(
        "bold",
        `${operation} ${titleOf(after ?? before)} (tenant ${plainOf(tenantId)})`,
    );
    const lines = [
        head,
        ...(operation === "forget" ? [FORGOTTEN] : []),
        ...textLines(before, after),
        ...contentLines(change, whole, paint),
    ];
    return lines.map((line) => `${line}\n`).join("");
}

/** A file without a name yet goes by its resource's. */
function titleOf(version: FileVersion | undefined): string {
    if (version === undefined) return "";
    if (typeof version.fileName === "string") return printable(version.fileName);
    const resource = version.urn.split("::").slice(3).join("::");
    return `a file of resource ${printable(resource)}, its name ${plainOf(version.fileName)}`;
}

/** A value as it is, or why it cannot be shown. */
function plainOf(value: Planned<string>): string {
    if (value === null) return NOT_YET;
    return isSecret(value) ? SECRET : printable(value);
}

function textLines(before: FileVersion | undefined, after: FileVersion | undefined): string[] {
    if (after === undefined) return [];
    const keys = ["description", "parametersDescription", "hasParameters"] as const;
    const quoted = (value: Planned<string | boolean>) =>
        plainOf(value === null || isSecret(value) ? value : JSON.stringify(value));
    const renamed =
        before !== undefined && before.fileName !== after.fileName
            ? [`  fileName: ${quoted(before.fileName)} -> ${quoted(after.fileName)}`]
            : [];
    const changed = keys
        .filter(
            (key) =>
                after.texts[key] !== (before?.texts[key] ?? (key === "hasParameters" ? false : "")),
        )
        .map((key) =>
            before === undefined
                ? `  ${key}: ${quoted(after.texts[key])}`
                : `  ${key}: ${quoted(before.texts[key])} -> ${quoted(after.texts[key])}`,
        );
    return [...renamed, ...changed];
}

const noLines: Readonly<Record<"line ends" | "no text" | "too different", string>> = {
    "line ends": "only line ends differ",
    "no text": "no text, or the same text in another encoding",
    "too different": "too different to be shown",
};

function contentLines(change: FileChange, whole: boolean, paint: Paint): string[] {
    const { before, after, content, operation } = change;
    if (content.kind === "same") return [];
    if (content.kind === "unknown") return [`  content: ${NOT_YET}`];
    if (content.kind === "secret")
        return [
            `  content: ${digest(before)} -> ${digest(after)}; no line can be shown of a secret`,
        ];
    if (operation !== "update" && !whole) return [`  content: ${wholeFile(change)}`];
    const both = `  content: ${digest(before)} -> ${digest(after)}${kept(change)}`;
    if (content.kind === "lines") {
        const [was, is] = content.lineEnds ?? [];
        const ends = was === undefined ? [] : [`  each line end: ${was} -> ${is}`];
        return [both, ...ends, ...content.lines.map((line) => painted(line, paint))];
    }
    if (content.kind !== "not at hand") return [`${both}; ${noLines[content.kind]}`];
    const which = content.missing.includes("before") ? "earlier" : "new";
    return [`${both}; no line can be shown, for the ${which} bytes were not found: ${content.why}`];
}

/** Of a file that comes or goes as a whole. */
function wholeFile(change: FileChange): string {
    const { before, after, content } = change;
    if (after !== undefined) return `${digest(after)}, new`;
    return content.kind === "not at hand"
        ? `${digest(before)}; its bytes were not found: ${content.why}; the service gives none back`
        : `${digest(before)}${kept(change)}`;
}

function digest(version: FileVersion | undefined): string {
    if (version === undefined) return "none";
    if (isSecret(version.sha256)) return SECRET;
    if (typeof version.sha256 !== "string") return "unknown";
    return shortDigest(version.sha256);
}

function kept({ before, foundIn }: FileChange): string {
    if (before === undefined || foundIn === undefined) return "";
    return `; the earlier bytes are ${foundIn.startsWith("git ") ? "in" : "on"} ${printable(foundIn)}`;
}

function painted(line: string, paint: Paint): string {
    const text = line.split("\t").map(printable).join("\t");
    if (line.startsWith("@@ ")) return paint("cyan", text);
    if (line.startsWith("+")) return paint("green", text);
    return line.startsWith("-") ? paint("red", text) : text;
}
