import { helpTexts, oneLine, parameterText, type HelpTexts } from "./helpText";

/** What a heading announces; `other` is everything that is no help. */
type Part = "description" | "usage" | "parameters" | "other";

const HEADINGS: ReadonlyMap<string, Part> = new Map<string, Part>([
    ...["description", "purpose", "summary", "synopsis"].map(
        (word) => [word, "description"] as const,
    ),
    ["usage", "usage"],
    ...["parameters", "params", "options", "arguments", "args", "flags"].map(
        (word) => [word, "parameters"] as const,
    ),
    ...(
        "name script file filename title author authors maintainer contact email company date " +
        "created updated modified version license licence requires requirements dependencies " +
        "note notes example examples returns output outputs environment exit todo changelog " +
        "history references see link links instructions"
    )
        .split(" ")
        .map((word) => [word, "other"] as const),
]);

const DIRECTIVE =
    /^(shellcheck |spdx-|vim?:|ex:|-\*-|coding[:=]|pylint:|flake8:|ruff:|mypy:|type:|noqa|@ts-)/i;
const COPYRIGHT = /^(copyright\b|\(c\)|©|all rights reserved)/i;
const LICENCE =
    /^(licen[cs]ed under|this (program|script|file|software) is (free|licen[cs]ed|released|distributed)|permission is hereby|permission to use|redistribution and use|use of this source code|released under|you may obtain|unless required by|the software is provided|the above copyright)/i;
const NONE = /^\(?(none|n\/a|no (parameters|arguments|options))\)?\.?$/i;

interface Line {
    /** White space before the text. */
    readonly indent: number;
    /** The text as it is written, without white space around it; "" for an empty line or a ruler. */
    readonly text: string;
}

/**
 * Finds the description and the parameters in the text of a leading comment or a docstring. What is
 * read is told at `shellHelp`.
 */
export function leadingTextHelp(lines: readonly string[], fileName: string): HelpTexts {
    const parts = partsOf(lines.map(lineOf).filter(isHelp), fileName);
    const description = parts.description.map(({ text }) => oneLine(text)).join(" ");
    return helpTexts(withoutOwnName(description, fileName), [
        ...usageTexts(parts.usage, fileName),
        ...parameterTexts(parts.parameters),
    ]);
}

function lineOf(written: string): Line {
    const text = written.trim();
    const hasWords = /[\p{L}\p{N}]/u.test(text);
    const indent = written.length - written.trimStart().length;
    return { indent, text: hasWords ? text : "" };
}

function isHelp({ text }: Line): boolean {
    return !DIRECTIVE.test(text) && !COPYRIGHT.test(text);
}

/** Sorts the lines into parts: a part ends with an empty line, or with the next heading. */
function partsOf(lines: readonly Line[], fileName: string): Record<Part, Line[]> {
    const parts: Record<Part, Line[]> = { description: [], usage: [], parameters: [], other: [] };
    let part: Part | undefined;
    let headingIndent = 0;
    let afterGap = false;
    for (const line of lines) {
        const heading = headingOf(line);
        if (heading !== undefined) {
            // Of two descriptions or two lists of options, the first one counts.
            part = parts[heading.part].length > 0 ? "other" : heading.part;
            // A label with nothing behind it is about all that follows, indented or not.
            headingIndent = part === "other" && heading.rest === "" ? -1 : line.indent;
            if (heading.rest !== "") {
                // Where it stands says nothing of how the lines below are indented.
                parts[part].push({ indent: Infinity, text: heading.rest });
            }
        } else if (line.text === "") {
            if (part !== undefined && part !== "parameters" && hasEnded(part, parts)) {
                part = undefined;
            }
        } else {
            if (LICENCE.test(line.text)) [part, headingIndent] = ["other", -1];
            else if (wantsIndent(part, { parts, afterGap }) && line.indent <= headingIndent) {
                part = undefined;
            }
            if (part === undefined && parts.description.length === 0) {
                if (isOwnName(line.text, fileName)) continue;
                part = "description";
            }
            if (part !== undefined) parts[part].push(line);
        }
        afterGap = line.text === "";
    }
    return parts;
}

type Parts = Readonly<Record<Part, readonly Line[]>>;

/** An empty line ends what has begun; right under a heading it is decoration. */
function hasEnded(part: Part, parts: Parts): boolean {
    return part === "other" || parts[part].length > 0;
}

/** Whether only what is indented further than the heading still belongs to the part. */
function wantsIndent(part: Part | undefined, has: { parts: Parts; afterGap: boolean }): boolean {
    switch (part) {
        case "other":
            return true;
        case "usage":
            return has.parts.usage.length > 0;
        case "parameters":
            return has.afterGap && has.parts.parameters.length > 0;
        default:
            return false;
    }
}

/** `Word:` with or without text behind it, or a word that announces help alone on its line. */
function headingOf({ text }: Line): { part: Part; rest: string } | undefined {
    const found = /^([a-z]+)(?: (?:names?|codes?|also|examples?|notes?))? ?:(?= |$)/i.exec(
        oneLine(text.slice(0, 60)),
    );
    const word = found?.[1] ?? text;
    const part = HEADINGS.get(word.toLowerCase());
    if (part === undefined) return undefined;
    if (found !== null) return { part, rest: text.slice(text.indexOf(":") + 1).trim() };
    return part === "other" ? undefined : { part, rest: "" };
}

/** The name of the script as a person writes it: with or without folder and extension. */
function isOwnName(text: string, fileName: string): boolean {
    const name = text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\")) + 1);
    return ownNames(fileName).includes(name.toLowerCase());
}

function ownNames(fileName: string): string[] {
    const name = fileName.toLowerCase();
    const dot = name.lastIndexOf(".");
    return dot <= 0 ? [name] : [name, name.slice(0, dot)];
}

/** `collect.sh - Collects logs` is "Collects logs". */
function withoutOwnName(description: string, fileName: string): string {
    const text = description.toLowerCase();
    const own = ownNames(fileName).find((name) => text.startsWith(name));
    if (own === undefined) return description;
    const rest = description.slice(own.length);
    const separator = /^ ?(?:--?|–|—|:) /.exec(rest)?.[0];
    return separator === undefined ? description : rest.slice(separator.length);
}

const RUNNERS = new Set([
    "sudo",
    "bash",
    "sh",
    "zsh",
    "python",
    "python3",
    "source",
    ".",
    "$",
    "run",
]);
const OWN_NAME_SIGNS = new Set(["$0", "${0}", "%prog", "%(prog)s", "{prog}"]);

/** Each way of calling the script, without the script's name: what can be typed after it. */
function usageTexts(lines: readonly Line[], fileName: string): string[] {
    const ways: string[][] = [];
    for (const line of lines) {
        const text = oneLine(line.text);
        const words = text.split(" ");
        const start = words.findIndex((word) => !RUNNERS.has(word));
        const program = (words[start] ?? "").replace(/["'`]/g, "");
        if (OWN_NAME_SIGNS.has(program) || isOwnName(program, fileName)) {
            ways.push([words.slice(start + 1).join(" ")]);
        } else if (ways.length === 0) ways.push([text]);
        else ways.at(-1)?.push(text);
    }
    return ways.map((way) => way.join(" ").trim()).filter((way) => !NONE.test(way));
}

/** An entry begins at the smallest indentation; what is indented further belongs to it. */
function parameterTexts(lines: readonly Line[]): string[] {
    const least = lines.reduce((indent, line) => Math.min(indent, line.indent), Infinity);
    const entries: { name: string; meaning: string[] }[] = [];
    for (const line of lines) {
        const entry = entries.at(-1);
        if (entry !== undefined && line.indent > least) {
            entry.meaning.push(line.text);
            continue;
        }
        const text = line.text.replace(/^[-*•]\s+/, "");
        const gap = /\t|\s\s/.exec(text)?.index ?? text.length;
        entries.push({ name: text.slice(0, gap), meaning: [text.slice(gap)] });
    }
    return entries
        .map(({ name, meaning }) => parameterText(oneLine(name), oneLine(meaning.join(" "))))
        .filter((entry) => !NONE.test(entry));
}
