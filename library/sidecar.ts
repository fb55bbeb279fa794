import { z } from "zod";

import { fileNameKey, quoteName } from "./fileName";
import type { Texts } from "./liveFile";
import { nearestWord } from "./nearest";
import { parseYaml, type YamlEntry } from "./yamlText";

/** The file in a folder's root that holds the texts of its files. */
export const SIDECAR_NAME = "library.yaml";

/** What the sidecar says of one file; a text that it leaves out is not a key. */
export type SidecarTexts = Partial<Texts>;

/** What a sidecar says. */
export interface Sidecar {
    /** By `fileNameKey` of the file. */
    readonly files: ReadonlyMap<string, SidecarTexts>;
    /** All that is wrong, each a whole sentence that begins with the place. */
    readonly problems: readonly string[];
}

const MAX_CHARACTERS = 512 * 1024;
/** More would fill the screen; and each costs a search for what was meant. */
const MAX_PROBLEMS = 25;

const TEXT_KEYS = ["description", "parametersDescription", "hasParameters"] as const;
const text = z
    .string()
    .nullable()
    // A block of YAML ends with a line break that nobody means.
    .transform((value) => (value ?? "").trimEnd());
const entrySchemas = {
    description: text,
    parametersDescription: text,
    hasParameters: z.boolean(),
};

/**
 * Reads `library.yaml`: the texts of a folder's files.
 *
 * ```yaml
 * files:
 *   Collect-Triage.ps1:
 *     description: Collects triage data
 *     parametersDescription: -Full  collect everything
 *     hasParameters: true
 * ```
 *
 * There is nothing else in it: an unknown key, a file that is not in the folder, a value of another
 * type, a repeated key or file name (in whatever case) are problems, told all at once with their
 * line. A text may be `null` or `""`: that file then has no text, whatever its own help says. White
 * space at the end of a text is dropped. An empty document is an empty sidecar.
 *
 * Refused as well: broken YAML, tags, several documents, more than 512 Ki characters, and so many
 * aliases that they could only be an attack. It never throws.
 *
 * @param knownFileNames the names of the files that the folder has.
 */
export function readSidecar(text: string, knownFileNames: Iterable<string>): Sidecar {
    const known = new Map([...knownFileNames].map((name) => [fileNameKey(name), name]));
    const reader = new SidecarReader(known);
    if (text.length > MAX_CHARACTERS) {
        reader.tell(
            undefined,
            `the file has ${text.length} characters and ${MAX_CHARACTERS} are allowed`,
        );
    } else {
        const parsed = parseYaml(text);
        for (const { line, message } of parsed.problems) reader.tell(line, message);
        if (parsed.problems.length === 0) reader.readRoot(parsed.root);
    }
    return { files: reader.files, problems: reader.problems };
}

class SidecarReader {
    readonly files = new Map<string, SidecarTexts>();
    readonly #told: string[] = [];
    #more = 0;

    constructor(readonly known: ReadonlyMap<string, string>) {}

    get problems(): string[] {
        return this.#more === 0
            ? this.#told
            : [...this.#told, `${SIDECAR_NAME} has ${this.#more} more problems.`];
    }

    tell(line: number | undefined, what: string): void {
        if (this.#told.length >= MAX_PROBLEMS) this.#more += 1;
        else
            this.#told.push(
                `${SIDECAR_NAME}${line === undefined ? "" : `, line ${line}`}: ${what}.`,
            );
    }

    readRoot(root: YamlEntry): void {
        if (root.value === null) return;
        if (root.entries === undefined) {
            this.tell(
                root.line,
                `the file must be a map with the one key files, not ${shown(root)}`,
            );
            return;
        }
        for (const entry of this.#once(root.entries, "")) {
            if (entry.key === "files") this.#readFiles(entry);
            else this.tell(entry.line, unknownKey(entry.key, ["files"]));
        }
    }

    #readFiles(files: YamlEntry): void {
        if (files.value === null) return;
        if (files.entries === undefined) {
            this.tell(files.line, `files must be a map by file name, not ${shown(files)}`);
            return;
        }
        const seen = new Map<string, string>();
        for (const file of files.entries) {
            const key = fileNameKey(file.key);
            const other = seen.get(key);
            if (other === undefined) {
                seen.set(key, file.key);
                this.#readFile(file, key);
            } else {
                this.tell(
                    file.line,
                    other === file.key
                        ? `files names ${quoteName(file.key)} twice`
                        : `files names ${quoteName(other)} and ${quoteName(file.key)}, which are ` +
                              `one file because names are compared without case`,
                );
            }
        }
    }

    #readFile(file: YamlEntry, key: string): void {
        const path = `files.${quoteName(file.key)}`;
        if (!this.known.has(key)) this.tell(file.line, this.#unknownFile(file.key));
        if (file.value === null) return;
        if (file.entries === undefined) {
            const keys = listed(TEXT_KEYS);
            this.tell(file.line, `${path} must be a map with the keys ${keys}, not ${shown(file)}`);
            return;
        }
        const texts: { -readonly [Key in keyof Texts]?: Texts[Key] } = {};
        for (const entry of this.#once(file.entries, `${path}.`)) {
            switch (entry.key) {
                case "description":
                case "parametersDescription": {
                    const read = entrySchemas[entry.key].safeParse(entry.value);
                    if (read.success) texts[entry.key] = read.data;
                    else this.#wrongType(entry, path, "a text (in quotation marks) or null");
                    break;
                }
                case "hasParameters": {
                    const read = entrySchemas.hasParameters.safeParse(entry.value);
                    if (read.success) texts.hasParameters = read.data;
                    else this.#wrongType(entry, path, "true or false");
                    break;
                }
                default:
                    this.tell(entry.line, `in ${path}, ${unknownKey(entry.key, TEXT_KEYS)}`);
            }
        }
        if (this.known.has(key)) this.files.set(key, texts);
    }

    #wrongType(entry: YamlEntry, path: string, allowed: string): void {
        this.tell(entry.line, `${path}.${entry.key} must be ${allowed}, not ${shown(entry)}`);
    }

    /** The entries, each key once; a repeated one is told and its first value stands. */
    #once(entries: readonly YamlEntry[], path: string): YamlEntry[] {
        const seen = new Set<string>();
        return entries.filter((entry) => {
            if (!seen.has(entry.key)) return seen.add(entry.key);
            this.tell(entry.line, `the key ${path}${quoteName(entry.key)} is there twice`);
            return false;
        });
    }

    #unknownFile(name: string): string {
        const nearest = this.#mayTell ? nearestWord(name, this.known.values()) : undefined;
        const meant = nearest === undefined ? "" : ` (did you mean ${quoteName(nearest)}?)`;
        return `files names ${quoteName(name)}, and the folder has no such file${meant}`;
    }

    get #mayTell(): boolean {
        return this.#told.length < MAX_PROBLEMS;
    }
}

function unknownKey(key: string, allowed: readonly string[]): string {
    const nearest = nearestWord(key, allowed);
    const meant = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
    const only = allowed.length === 1 ? "the only key is" : "the keys are";
    return `${quoteName(key)} is no known key${meant}: ${only} ${listed(allowed)}`;
}

function listed(words: readonly string[]): string {
    return words.length === 1
        ? words.join("")
        : `${words.slice(0, -1).join(", ")} and ${words.slice(-1).join("")}`;
}

function shown({ value, entries }: YamlEntry): string {
    if (entries !== undefined) return "a map";
    if (Array.isArray(value)) return "a list";
    if (typeof value === "string") {
        return quoteName(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    }
    return typeof value === "object" && value !== null ? "a map" : String(value);
}
