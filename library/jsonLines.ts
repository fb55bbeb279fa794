import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

const NEWLINE = 0x0a;

/**
 * Reads a folder of files to which several processes append JSON lines: each call gives the lines
 * that have come since the last one, from whichever file, so that a line is read once.
 *
 * A last line without its end is left for the next call: its writer is still at it, or was killed.
 * A line that is no JSON says nothing.
 */
export function jsonLinesReader(folder: string): () => unknown[] {
    const readTo = new Map<string, number>();
    return () =>
        readdirSync(folder).flatMap((name) => {
            const path = join(folder, name);
            const before = readTo.get(name) ?? 0;
            // A file that has become shorter is another one: a program has begun the folder anew.
            const from = statSync(path).size < before ? 0 : before;
            const added = bytesFrom(path, from);
            const whole = added.subarray(0, added.lastIndexOf(NEWLINE) + 1);
            readTo.set(name, from + whole.length);
            return whole.toString("utf8").split("\n").flatMap(parseLine);
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
