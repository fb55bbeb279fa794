import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readFileSync, readSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { fileNameOf } from "./diskName";
import type { StoredFile } from "./store";

/** What is known of one file in a library's folder. */
export interface FolderRecord extends StoredFile {
    readonly diskName: string;
    /** Inode, size and time of change of the file when its digest was taken. */
    readonly stamp: string;
}

/** A write that may not have come to its end: whether it did is seen from `incoming`. */
export interface PendingWrite {
    readonly diskName: string;
    /** Name under which the bytes wait. While it is there, the write did not happen. */
    readonly incoming: string;
    /** The record before. */
    readonly before?: FolderRecord;
}

/** The content of `library.json`. */
export interface FolderIndex {
    /** In the order in which the files came. */
    readonly files: readonly FolderRecord[];
    readonly pending?: PendingWrite;
}

/** Inode, size and time of last change: what tells that a file is still the one that was read. */
export function stampOf(path: string): string | undefined {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stat?.isFile()) return undefined;
    return `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}

/** Reads `library.json`; a folder without one is an empty index, as is one that nobody can read. */
export function readIndex(path: string): FolderIndex {
    let text: string;
    try {
        text = readFileSync(path, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return { files: [] };
        throw error;
    }
    try {
        return JSON.parse(text) as FolderIndex;
    } catch {
        // Somebody edited it by hand. The files are the library: only their texts are lost.
        return { files: [] };
    }
}

// The whole index is written with every change: each record is put into text only once.
const lines = new WeakMap<FolderRecord, string>();

function lineOf(record: FolderRecord): string {
    const line = lines.get(record) ?? `    ${JSON.stringify(record)}`;
    lines.set(record, line);
    return line;
}

/** The text of `library.json`, one file on each line. */
export function indexText(index: FolderIndex): string {
    const files = index.files.map(lineOf).join(",\n");
    const pending =
        index.pending === undefined ? "" : `"pending": ${JSON.stringify(index.pending)},\n`;
    return `{\n${pending}"files": [\n${files}\n]\n}\n`;
}

/** The index as the files themselves have it, and whether that differs from what was recorded. */
export function reconcile(
    filesFolder: string,
    index: FolderIndex,
): { readonly files: readonly FolderRecord[]; readonly differs: boolean } {
    const diskNames = new Set(readdirOrNothing(filesFolder));
    const files: FolderRecord[] = [];
    let differs = false;
    for (const record of index.files) {
        const path = join(filesFolder, record.diskName);
        const stamp = diskNames.delete(record.diskName) ? stampOf(path) : undefined;
        if (stamp === record.stamp) files.push(record);
        else {
            differs = true;
            const changed = stamp && recordOf(filesFolder, record.diskName, record);
            if (changed) files.push(changed);
        }
    }
    for (const diskName of [...diskNames].sort()) {
        const added = recordOf(filesFolder, diskName);
        const name = added?.fileName;
        if (added === undefined || files.some((file) => file.fileName === name)) continue;
        differs = true;
        files.push(added);
    }
    return { files, differs };
}

function readdirOrNothing(folder: string): string[] {
    try {
        return readdirSync(folder).filter((name) => !name.startsWith("."));
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
    }
}

/** The record of a file that somebody put or changed there by hand; texts are kept. */
function recordOf(
    filesFolder: string,
    diskName: string,
    known?: FolderRecord,
): FolderRecord | undefined {
    const path = join(filesFolder, diskName);
    // The stamp first: a file that changes while it is read has another one the next time.
    const stamp = stampOf(path);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    const sha256 = stamp && digestOf(path);
    if (stat === undefined || stamp === undefined || sha256 === undefined) return undefined;
    return {
        fileName: known?.fileName ?? fileNameOf(diskName),
        sha256,
        size: stat.size,
        description: known?.description ?? null,
        parametersDescription: known?.parametersDescription ?? null,
        hasParameters: known?.hasParameters ?? false,
        creationTime: stat.mtimeMs,
        lastUpdatedTime: stat.mtimeMs,
        createdBy: "somebody else",
        diskName,
        stamp,
    };
}

/** The digest of a file, or `undefined` where it went away. */
function digestOf(path: string): string | undefined {
    const file = openOrNothing(path);
    if (file === undefined) return undefined;
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafe(1024 * 1024);
    try {
        for (;;) {
            const length = readSync(file, chunk, 0, chunk.length, null);
            if (length === 0) return hash.digest("hex");
            hash.update(chunk.subarray(0, length));
        }
    } finally {
        closeSync(file);
    }
}

function openOrNothing(path: string): number | undefined {
    try {
        return openSync(path, "r");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}
