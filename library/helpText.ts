/** What a script says about itself; a text that it does not say is not a key. */
export interface HelpTexts {
    readonly description?: string;
    readonly parametersDescription?: string;
}

/** A help text is one sentence for a table, not a manual. */
const MAX_DESCRIPTION = 1_000;
const MAX_PARAMETERS = 4_000;

/** Control characters, bidirectional and zero-width ones: a console must show what is there. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Lines as one line: white space collapsed, control and invisible characters removed. */
export function oneLine(text: string): string {
    return text.replace(/\s+/g, " ").replace(UNSEEN, "").replace(/ {2,}/g, " ").trim();
}

/** The first paragraph as one line; "" where there is none. */
export function firstParagraph(lines: readonly string[]): string {
    const text = lines.map(oneLine);
    const from = text.findIndex((line) => line !== "");
    if (from === -1) return "";
    const end = text.indexOf("", from);
    return text.slice(from, end === -1 ? undefined : end).join(" ");
}

/** What a parameter is called, two spaces, what it means. */
export function parameterText(name: string, meaning: string): string {
    return meaning === "" ? name : `${name}  ${meaning}`;
}

/** The texts as they are sent: entries joined by "; ", too long ones cut with "…". */
export function helpTexts(description: string, parameters: readonly string[]): HelpTexts {
    const said = parameters.filter((entry) => entry !== "");
    const joined = said
        .map((entry, at) => (at === said.length - 1 ? entry : entry.replace(/[.;]$/, "")))
        .join("; ");
    return {
        ...(description === "" ? {} : { description: cut(description, MAX_DESCRIPTION) }),
        ...(joined === "" ? {} : { parametersDescription: cut(joined, MAX_PARAMETERS) }),
    };
}

function cut(text: string, length: number): string {
    if (text.length <= length) return text;
    return `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, "")
        .trimEnd()}…`;
}
