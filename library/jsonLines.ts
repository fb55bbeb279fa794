import {
    appendFileSync,
    closeSync,
    fstatSync,
    openSync,
    readdirSync,
    readSync,
    statSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { systemCode } from "./fileErrors";
import { ensureUserFolder, inUserFolder } from "./userFolder";

const NEWLINE = 0x0a;

/**
 * Adds a line of JSON to a file of the user's own folder, which other processes may be adding to. It
 * begins on a line of its own, however the one before ends: half a line of a writer that was killed,
 * or of a disk that was full, takes nothing with it. The file is made (0600), and its folder again if
 * somebody has cleaned it away.
 *
 * @throws {UserFolderError} when it cannot be written.
 */
export function appendJsonLine(path: string, value: unknown): void {
    const text = `\n${JSON.stringify(value)}\n`;
    const append = () => {
        appendFileSync(path, text, { mode: 0o600 });
    };
    inUserFolder(dirname(path), () => {
        try {
            append();
        } catch (error) {
            if (systemCode(error) !== "ENOENT") throw error;
            ensureUserFolder(dirname(path));
            append();
        }
    });
}

/**
 * Reads a file to which several processes append JSON lines: each call gives the lines that have come
 * since the last one, so that a line is read once.
 *
 * A last line without its end is left for the next call: its writer is still at it, or was killed.
 * A line that is no JSON says nothing, and a file that is not there has no lines yet.
 *
 * @throws {Error} (the function it returns) when the file cannot be read.
 */
export function addedJsonLines(path: string): () => unknown[] {
    let readTo = 0;
    return () => {
        const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
        if (size === 0) readTo = 0;
        if (size === readTo) return [];
        // A file that has become shorter is another one: a program has begun the folder anew.
        const from = size < readTo ? 0 : readTo;
        const added = bytesFrom(path, from);
        const whole = added.subarray(0, added.lastIndexOf(NEWLINE) + 1);
        readTo = from + whole.length;
        return whole.toString("utf8").split("\n").flatMap(parseLine);
    };
}

/** {@link addedJsonLines} of all files in a folder, whichever are there by then. */
export function jsonLinesReader(folder: string): () => unknown[] {
    const files = new Map<string, () => unknown[]>();
    return () =>
        readdirSync(folder).flatMap((name) => {
            const read = files.get(name) ?? addedJsonLines(join(folder, name));
            files.set(name, read);
            return read();
        });
}

function bytesFrom(path: string, from: number): Buffer {
    const descriptor = openSync(path, "r");
    try {
        const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - from));
        let length = 0;
        while (length < bytes.length) {
            const count = readSync(descriptor, bytes, length, bytes.length - length, from + length);
            if (count === 0) break;
            length += count;
        }
        return bytes.subarray(0, length);
    } finally {
        closeSync(descriptor);
    }
}

function parseLine(text: string): unknown[] {
    if (text === "") return [];
    try {
        return [JSON.parse(text)];
    } catch {
        return [];
    }
}
