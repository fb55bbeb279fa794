import { isMap, isScalar, parseDocument, type Document, type YAMLMap } from "yaml";

import { fileNameKey, quoteName } from "./fileName";
import { readSidecar, SIDECAR_NAME, type Sidecar, type SidecarTexts } from "./sidecar";

/** What a sidecar is to say of a file; what is not a key stays as it is. */
export interface SidecarChange {
    readonly fileName: string;
    readonly texts: SidecarTexts;
}

/** A sidecar that cannot be changed without changing what it says of other files. */
export class SidecarEditError extends Error {
    override name = "SidecarEditError" as const;
}

/**
 * A sidecar's text that says these texts as well. Comments, the order and all other entries stay, and
 * so does the indentation; what is between the words of a line (blanks, empty lines, a comment that
 * follows a key) may be set anew.
 *
 * @param text the sidecar as it is; `undefined` where there is none.
 * @param knownFileNames the names of all files of the folder.
 * @throws {SidecarEditError} when the sidecar is broken, or made of parts that several files share.
 */
export function editedSidecar(
    text: string | undefined,
    changes: readonly SidecarChange[],
    knownFileNames: Iterable<string>,
): string {
    const names = [...knownFileNames];
    const before = readSidecar(text ?? "", names);
    if (before.problems.length > 0) throw broken(before);
    const edited = withChanges(text ?? "", changes);
    const after = readSidecar(edited, names);
    if (after.problems.length > 0) throw broken(after);
    // Read back, as every program will read it: what it says of others must be what it said.
    const wanted = new Map(before.files);
    for (const { fileName, texts } of changes) {
        const key = fileNameKey(fileName);
        wanted.set(key, { ...wanted.get(key), ...texts });
    }
    for (const key of new Set([...wanted.keys(), ...after.files.keys()]))
        if (!saysSame(wanted.get(key), after.files.get(key))) throw shared(key);
    return edited;
}

function broken({ problems }: Sidecar): SidecarEditError {
    return new SidecarEditError(problems.join(" "));
}

function shared(key: string): SidecarEditError {
    return new SidecarEditError(
        `${SIDECAR_NAME} cannot be changed by a program: what it says of ${quoteName(key)} is shared ` +
            `with other files (an anchor "&" and its aliases "*"). Write each file's texts out.`,
    );
}

function saysSame(one: SidecarTexts = {}, other: SidecarTexts = {}): boolean {
    return (["description", "parametersDescription", "hasParameters"] as const).every(
        (key) => one[key] === other[key],
    );
}

function withChanges(text: string, changes: readonly SidecarChange[]): string {
    const document: Document = parseDocument(text, {
        schema: "core",
        stringKeys: true,
        strict: true,
        logLevel: "error",
        merge: false,
        uniqueKeys: false,
    });
    const root = mapOf(document, document.contents);
    document.contents = root;
    const files =
        entryIn(document, root, (key) => key === "files") ?? added(document, root, "files");
    for (const { fileName, texts } of changes) {
        const key = fileNameKey(fileName);
        const entry =
            entryIn(document, files, (other) => fileNameKey(other) === key) ??
            added(document, files, fileName);
        for (const [name, value] of Object.entries(texts)) entry.set(name, value);
    }
    const edited = document.toString({ indent: indentOf(text), lineWidth: 0 });
    // As git may have checked it out.
    return text.includes("\r\n") ? edited.replaceAll("\n", "\r\n") : edited;
}

/** The map under a key, made where the key has nothing; `undefined` where there is no such key. */
function entryIn(
    document: Document,
    map: YAMLMap,
    isKey: (key: string) => boolean,
): YAMLMap | undefined {
    const pair = map.items.find(({ key }) => isScalar(key) && isKey(String(key.value)));
    if (pair === undefined) return undefined;
    const entry = mapOf(document, pair.value);
    pair.value = entry;
    return entry;
}

function added(document: Document, map: YAMLMap, key: string): YAMLMap {
    const entry = mapOf(document, undefined);
    map.add({ key: document.createNode(key), value: entry });
    return entry;
}

/** A map as it is; an empty one in the place of nothing, with the comment that stood there. */
function mapOf(document: Document, node: unknown): YAMLMap {
    const map = isMap(node) ? node : (document.createNode({}) as YAMLMap);
    // "{}" would become one long line.
    if (map.items.length === 0) map.flow = false;
    if (map !== node && isScalar(node))
        map.commentBefore = node.commentBefore ?? node.comment ?? null;
    return map;
}

/** As far as the file's own lines are indented. */
function indentOf(text: string): number {
    return /^( {1,8})[^\s#]/m.exec(text)?.[1]?.length ?? 2;
}
