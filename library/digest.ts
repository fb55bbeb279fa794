import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { open } from "node:fs/promises";

import {
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
    NotAFileError,
    systemCode,
    type NotAFileKind,
} from "./fileErrors";

export {
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
    NotAFileError,
    type NotAFileKind,
} from "./fileErrors";

/** Windows has neither. */
const flags: { readonly O_NOFOLLOW?: number; readonly O_NONBLOCK?: number } = constants;
/** No link is followed, and opening a FIFO that nobody writes to does not wait. */
const READ_ONLY = constants.O_RDONLY | (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0);

/** The SHA-256 of exactly these bytes, in lower-case hex, as the service reports it. */
export function sha256Of(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Reads a regular file once, whole. What was checked is what is read: the kind and the size are
 * asked of the open file, not of its path. Links must be resolved before.
 *
 * @param limit bytes that the file may have; default: no limit. A larger file is not read.
 * @throws {FileMissingError} when there is nothing under the path.
 * @throws {NotAFileError} when it is a folder, a link, a FIFO, a socket or a device.
 * @throws {FileTooLargeError} when it has more bytes than `limit`.
 * @throws {FileUnreadableError} when it cannot be opened or read.
 */
export function readRegularFile(path: string, limit = Infinity): Buffer {
    return translated(path, () => {
        const descriptor = openSync(path, READ_ONLY);
        try {
            const reading = new Reading(path, limit, fstatSync(descriptor));
            while (reading.add(readSync(descriptor, reading.free)));
            return reading.bytes;
        } finally {
            closeSync(descriptor);
        }
    });
}

/** {@link readRegularFile} without blocking the process; it rejects with the same errors. */
export async function readRegularFileAsync(path: string, limit = Infinity): Promise<Buffer> {
    try {
        const file = await open(path, READ_ONLY);
        try {
            const reading = new Reading(path, limit, await file.stat());
            while (reading.add((await file.read(reading.free)).bytesRead));
            return reading.bytes;
        } finally {
            await file.close();
        }
    } catch (error) {
        throw asFileError(path, error);
    }
}

/**
 * The digests that the same text would have with other line ends: with LF only and with CRLF only,
 * as far as they differ from its own. A digest found among them differs only in line ends.
 */
export function lineEndTwins(bytes: Uint8Array): string[] {
    // Latin-1 maps each byte to one character and back, so that no other byte changes.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    const own = sha256Of(bytes);
    const twins = [text.replace(/\r\n/g, "\n"), text.replace(/\r?\n/g, "\r\n")]
        .filter((other) => other !== text)
        .map((other) => createHash("sha256").update(other, "latin1").digest("hex"));
    return [...new Set(twins)].filter((digest) => digest !== own);
}

/** The bytes of a file that is being read: one allocation, unless the file grows meanwhile. */
class Reading {
    #buffer: Buffer;
    #length = 0;

    constructor(
        readonly path: string,
        readonly limit: number,
        stats: Stats,
    ) {
        const kind = kindOf(stats);
        if (kind !== undefined) throw new NotAFileError(path, kind);
        if (stats.size > limit) throw new FileTooLargeError(path, stats.size, limit);
        // One byte more than expected: the read that fills it would show that the file grew.
        this.#buffer = Buffer.allocUnsafeSlow(stats.size + 1);
    }

    /** Where the next bytes go; never empty. */
    get free(): Buffer {
        return this.#buffer.subarray(this.#length);
    }

    get bytes(): Buffer {
        return this.#buffer.subarray(0, this.#length);
    }

    /** Notes what was read; true when there may be more. */
    add(count: number): boolean {
        this.#length += count;
        if (this.#length > this.limit) {
            throw new FileTooLargeError(this.path, this.#length, this.limit);
        }
        if (count > 0 && this.#length === this.#buffer.length) {
            const larger = Buffer.allocUnsafeSlow(this.#length * 2);
            this.#buffer.copy(larger);
            this.#buffer = larger;
        }
        return count > 0;
    }
}

function kindOf(stats: Stats): NotAFileKind | undefined {
    if (stats.isFile()) return undefined;
    if (stats.isDirectory()) return "folder";
    if (stats.isFIFO()) return "FIFO";
    if (stats.isSocket()) return "socket";
    return "device";
}

function translated<T>(path: string, read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw asFileError(path, error);
    }
}

const OWN_ERRORS = [FileMissingError, NotAFileError, FileTooLargeError, FileUnreadableError];

function asFileError(path: string, error: unknown): Error {
    if (error instanceof Error && OWN_ERRORS.some((own) => error instanceof own)) return error;
    const code = systemCode(error);
    const options = { cause: error };
    switch (code) {
        case "ENOENT":
        case "ENOTDIR":
            return new FileMissingError(path, options);
        case "EISDIR":
            return new NotAFileError(path, "folder", options);
        case "ELOOP":
        case "EMLINK": // FreeBSD's word for a link that was not followed
            return new NotAFileError(path, "symbolic link", options);
        case "ENXIO":
            return new NotAFileError(path, "socket", options);
        default:
            return new FileUnreadableError(path, code, options);
    }
}
