import {
    isAlias,
    isMap,
    isNode,
    isScalar,
    isSeq,
    LineCounter,
    parseDocument,
    visit,
    type Document,
    type Node,
} from "yaml";

/** A key of a YAML map and what it holds. */
export interface YamlEntry {
    /** The key as text; "" for the document itself. */
    readonly key: string;
    /** The line of the key, from 1. */
    readonly line: number;
    /** A scalar's value, `[]` for any list and `undefined` for a map. */
    readonly value: unknown;
    /** What a map holds, in order, repeated keys included. */
    readonly entries: readonly YamlEntry[] | undefined;
}

/** A YAML text, or what is wrong with it. */
export interface YamlText {
    readonly root: YamlEntry;
    readonly problems: readonly { readonly line: number | undefined; readonly message: string }[];
}

/** Far above any list of texts, and few enough for an attack by aliases to come to nothing. */
const MAX_ENTRIES = 50_000;
/** The document, `files`, a file, its texts: a map below that is refused in any case. */
const MAX_DEPTH = 3;

const NOTHING: YamlEntry = { key: "", line: 1, value: null, entries: undefined };

/**
 * Parses one YAML 1.2 document with strings as keys and without tags of its own. Repeated keys are
 * left to the caller, who knows which ones are the same. It never throws, and takes no more time
 * than the text is long.
 */
export function parseYaml(text: string): YamlText {
    const lines = new LineCounter();
    const lineOf = (offset: number) => lines.linePos(offset).line;
    try {
        const document = parseDocument(text, {
            lineCounter: lines,
            logLevel: "error",
            merge: false,
            prettyErrors: false,
            schema: "core",
            stringKeys: true,
            strict: true,
            // Its own comparison of all pairs takes quadratic time.
            uniqueKeys: false,
        });
        const problems = [...document.errors, ...document.warnings].map((error) => ({
            line: lineOf(error.pos[0]),
            message: `this is no valid YAML (${oneLine(error.message)})`,
        }));
        const { targets, refused } = lookThrough(document);
        for (const { offset, message } of refused) problems.push({ line: lineOf(offset), message });
        if (problems.length > 0) return { root: NOTHING, problems };
        const place: Place = { key: "", line: 1, depth: 0 };
        const source: Source = { targets, lineOf, entries: 0 };
        return { root: entryOf(document.contents, place, source), problems: [] };
    } catch (error) {
        const reason = error instanceof Error ? oneLine(error.message) : String(error);
        const message = `this YAML cannot be read (${reason})`;
        return { root: NOTHING, problems: [{ line: undefined, message }] };
    }
}

interface Place {
    readonly key: string;
    readonly line: number;
    readonly depth: number;
}

interface Source {
    readonly targets: Targets;
    readonly lineOf: (offset: number) => number;
    /** How many entries were made: aliases can ask for far more than the text has characters. */
    entries: number;
}

/** What each alias stands for. */
type Targets = ReadonlyMap<unknown, Node>;

function entryOf(node: unknown, { key, line, depth }: Place, source: Source): YamlEntry {
    const target = isAlias(node) ? source.targets.get(node) : node;
    if (isMap(target)) {
        const items = depth < MAX_DEPTH ? target.items : [];
        source.entries += items.length;
        if (source.entries > MAX_ENTRIES) {
            throw new RangeError(`more than ${MAX_ENTRIES} entries, aliases counted each time`);
        }
        const entries = items.map((pair) =>
            entryOf(pair.value, { ...keyOf(pair.key, line, source), depth: depth + 1 }, source),
        );
        return { key, line, value: undefined, entries };
    }
    const value = isSeq(target) ? [] : isScalar(target) ? target.value : null;
    return { key, line, value, entries: undefined };
}

function keyOf(node: unknown, line: number, source: Source): { key: string; line: number } {
    const key = isAlias(node) ? source.targets.get(node) : node;
    const value = isScalar(key) ? key.value : "";
    const offset = isNode(node) ? node.range?.[0] : undefined;
    return {
        key: typeof value === "string" ? value : JSON.stringify(value),
        line: offset === undefined ? line : source.lineOf(offset),
    };
}

/** Finds what the aliases stand for, and what is valid YAML but no business of a list of texts. */
function lookThrough(document: Document.Parsed): {
    targets: Targets;
    refused: { offset: number; message: string }[];
} {
    const anchors = new Map<string, Node>();
    const targets = new Map<unknown, Node>();
    const refused: { offset: number; message: string }[] = [];
    visit(document, {
        Node: (_, node) => {
            const offset = node.range?.[0] ?? 0;
            if (isAlias(node)) {
                const target = anchors.get(node.source);
                if (target === undefined) {
                    const message = `the alias *${oneLine(node.source)} stands for nothing`;
                    refused.push({ offset, message });
                } else targets.set(node, target);
                return;
            }
            if (node.tag?.startsWith("!") === true) {
                refused.push({ offset, message: `the tag ${oneLine(node.tag)} is not allowed` });
            }
            if (node.anchor !== undefined) anchors.set(node.anchor, node);
        },
    });
    return { targets, refused };
}

function oneLine(text: string): string {
    return text.replace(/\s+/g, " ").slice(0, 200);
}
