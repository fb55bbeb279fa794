import { appendFileSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { sync as writeFileAtomic } from "write-file-atomic";

import { readRegularFile, readRegularFileAsync, sha256Of } from "./digest";
import { FileTooLargeError } from "./fileErrors";
import { pruneByAge } from "./prune";
import { ensureUserFolder, inUserFolder } from "./userFolder";

const DAY = 86_400_000;
/** How many places are kept for one digest: enough for several checkouts of one repository. */
const MAX_PLACES = 8;
/** How many notes of a digest's places there may be, before they are tidied up. */
const MAX_LINES = 64;

/** A file of no more bytes is read at once: leaving the thread for it takes longer than reading it. */
const SMALL = 65_536;

/** No place that was noted for a digest holds bytes of that digest any more. */
export class ContentGoneError extends Error {
    override name = "ContentGoneError" as const;

    constructor(
        readonly sha256: string,
        /** What became of each place that had been noted, one phrase each. */
        readonly places: readonly string[],
    ) {
        super(
            places.length === 0
                ? `no file with the digest ${sha256} is known on this machine`
                : `no file holds the digest ${sha256} any more: ${places.join("; ")}`,
        );
    }
}

/** Finds bytes by their digest: the bytes stay where they are, only the place is noted. */
export interface ContentIndex {
    /**
     * Notes that the file at this absolute path (links resolved) has these bytes.
     *
     * @throws {UserFolderError} when it cannot be written, as on a full disk.
     */
    notePlace(sha256: string, path: string): void;
    /**
     * Keeps a private copy (0600) of bytes that lie in no file.
     *
     * @throws {UserFolderError} when it cannot be written.
     */
    keep(sha256: string, bytes: Uint8Array): void;
    /**
     * Reads bytes once, whole, from a regular file, and checks the digest of the very bytes that
     * it returns.
     *
     * @param size bytes that it has: a larger file holds others, and is not read. Default: no limit.
     * @throws {ContentGoneError} when no noted place holds them any more.
     */
    read(sha256: string, size?: number): Promise<Buffer>;
}

/**
 * The content index in a folder of the user's own (`userFolderPath`).
 *
 * @param options.now the time in milliseconds, for cleaning up: copies and notes that nobody has
 * used for 30 days go, and of the copies the oldest when all take more than 1 GiB.
 * @throws {UserFolderError} when the folder cannot be used.
 */
export function openContentIndex(options: { folder: string; now: () => number }): ContentIndex {
    const { now } = options;
    const index = ensureUserFolder(options.folder, "index");
    const content = ensureUserFolder(options.folder, "content");
    inUserFolder(index, () => {
        pruneByAge({ folder: index, now: now(), maxAge: 30 * DAY });
    });
    inUserFolder(content, () => {
        pruneByAge({ folder: content, now: now(), maxAge: 30 * DAY, maxBytes: 2 ** 30 });
    });

    const copyPath = (sha256: string) => join(content, digestName(sha256));
    const entryPath = (sha256: string) => join(index, digestName(sha256));

    return {
        notePlace(sha256, path) {
            const entry = entryPath(sha256);
            const noted = readPlaces(entry);
            inUserFolder(index, () => {
                if (noted.at(-1) === path) touch(entry, now());
                // Appended, for other processes note their places at the same time.
                else if (noted.length < MAX_LINES)
                    appendFileSync(entry, line(path), { mode: 0o600 });
                else {
                    const text = [...latestFirst(noted).reverse(), path].map(line).join("");
                    writeFileAtomic(entry, text, { mode: 0o600, fsync: false });
                }
            });
        },
        keep(sha256, bytes) {
            const copy = copyPath(sha256);
            inUserFolder(content, () => {
                if (holds(copy, sha256)) touch(copy, now());
                else writeFileAtomic(copy, Buffer.from(bytes), { mode: 0o600, fsync: false });
            });
        },
        async read(sha256, size) {
            const gone: string[] = [];
            const places = latestFirst(readPlaces(entryPath(sha256)));
            for (const place of [...places, copyPath(sha256)]) {
                try {
                    const isSmall = size !== undefined && size <= SMALL;
                    const bytes = isSmall
                        ? readRegularFile(place, size)
                        : await readRegularFileAsync(place, size);
                    const found = sha256Of(bytes);
                    if (found === sha256) return bytes;
                    if (place !== copyPath(sha256)) gone.push(`${place} now has ${found}`);
                } catch (error) {
                    if (place !== copyPath(sha256)) gone.push(describe(place, error));
                }
            }
            throw new ContentGoneError(sha256, gone);
        },
    };
}

function digestName(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError(`not a SHA-256: ${sha256}`);
    return sha256;
}

/** A place on a line of its own, whatever it holds and however the line before ends. */
const line = (path: string) => `\n${JSON.stringify(path)}`;

/** All notes of an entry. What cannot be understood is left out: a place is only a hint. */
function readPlaces(entry: string): string[] {
    try {
        return readFileSync(entry, "utf8").split("\n").flatMap(parsePlace);
    } catch {
        return [];
    }
}

/** Each place once, the one that was noted last first. */
function latestFirst(noted: readonly string[]): string[] {
    return [...new Set([...noted].reverse())].slice(0, MAX_PLACES);
}

function parsePlace(text: string): string[] {
    try {
        const place: unknown = JSON.parse(text);
        return typeof place === "string" ? [place] : [];
    } catch {
        return [];
    }
}

/** A copy that was torn or damaged is written anew. */
function holds(path: string, sha256: string): boolean {
    try {
        return sha256Of(readRegularFile(path)) === sha256;
    } catch {
        return false;
    }
}

/** Marks an entry as used, at most once a day, so that cleaning up leaves it. */
function touch(path: string, now: number): void {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || now - found.mtimeMs < DAY) return;
    utimesSync(path, now / 1000, now / 1000);
}

function describe(place: string, error: unknown): string {
    // The limit was what the file had when it was noted.
    if (error instanceof FileTooLargeError)
        return `${place} had ${error.limit} bytes and now has more (${error.size})`;
    return error instanceof Error ? error.message : String(error);
}
