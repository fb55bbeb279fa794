import { execFileSync } from "node:child_process";
import {
    existsSync,
    mkdtempSync,
    realpathSync,
    rmSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import {
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
    lineEndTwins,
    NotAFileError,
    readRegularFile,
    readRegularFileAsync,
    sha256Of,
} from "../../library/digest";

let folder: string;

beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "mde-digest-")));
});

afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
}

describe("sha256Of", () => {
    it("is the lower-case hex SHA-256 of the bytes", () => {
        expect(sha256Of(Buffer.from("abc"))).toBe(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        );
    });
});

const caught = (path: string, limit?: number): unknown => {
    try {
        readRegularFile(path, limit);
        return undefined;
    } catch (error) {
        return error;
    }
};

const readers = [
    {
        name: "readRegularFile",
        failure: (path: string, limit?: number) => Promise.resolve(caught(path, limit)),
        read: (path: string, limit?: number) => Promise.resolve(readRegularFile(path, limit)),
    },
    {
        name: "readRegularFileAsync",
        failure: (path: string, limit?: number): Promise<unknown> =>
            readRegularFileAsync(path, limit).then(
                () => undefined,
                (error: unknown) => error,
            ),
        read: readRegularFileAsync,
    },
];

describe.each(readers)("$name", ({ read, failure }) => {
    it("reads the bytes exactly as they are", async () => {
        const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x00, 0xff]);
        const found = await read(file("a.bin", bytes));
        expect(found.equals(bytes)).toBe(true);
    });

    it("reads an empty file", async () => {
        expect(await read(file("empty", ""))).toHaveLength(0);
    });

    it("reads a large file whole", async () => {
        const bytes = Buffer.alloc(3_000_001, "0123456789");
        expect(sha256Of(await read(file("large", bytes)))).toBe(sha256Of(bytes));
    });

    it("reads a file to its end when it has more bytes than the system told", async () => {
        // Linux tells the size 0 for these; elsewhere an ordinary file has to do.
        const path = existsSync("/proc/self/status")
            ? "/proc/self/status"
            : file("status", "Pid:\n");
        expect(String(await read(path))).toContain("Pid:");
    });

    it("refuses a file that is larger than the limit, and takes one that is as large", async () => {
        const path = file("a.ps1", "12345");
        const error = await failure(path, 4);
        expect(error).toBeInstanceOf(FileTooLargeError);
        expect(error).toMatchObject({ path, size: 5, limit: 4 });
        expect(await read(path, 5)).toHaveLength(5);
    });

    it("asks for the size before it reads", async () => {
        const path = file("huge", "");
        truncateSync(path, 2 ** 40);
        expect(await failure(path, 20 * 2 ** 20)).toMatchObject({
            name: "FileTooLargeError",
            size: 2 ** 40,
        });
    });

    it("tells that a file is missing", async () => {
        const path = join(folder, "none.ps1");
        const error = await failure(path);
        expect(error).toBeInstanceOf(FileMissingError);
        expect((error as Error).message).toContain(path);
        expect((error as Error).cause).toMatchObject({ code: "ENOENT" });
    });

    it("takes a path through a file for a missing file", async () => {
        const path = join(file("a.ps1", ""), "b.ps1");
        expect(await failure(path)).toBeInstanceOf(FileMissingError);
    });

    it("refuses a folder", async () => {
        const error = await failure(folder);
        expect(error).toBeInstanceOf(NotAFileError);
        expect(error).toMatchObject({ kind: "folder", path: folder });
    });

    it("follows no link", async () => {
        const link = join(folder, "link.ps1");
        symlinkSync(file("a.ps1", "x"), link);
        expect(await failure(link)).toMatchObject({ name: "NotAFileError", kind: "symbolic link" });
    });

    it("refuses a FIFO without waiting for somebody to write to it", async () => {
        const path = join(folder, "fifo");
        execFileSync("mkfifo", [path]);
        expect(await failure(path)).toMatchObject({ name: "NotAFileError", kind: "FIFO" });
    });

    it("refuses a device", async () => {
        expect(await failure("/dev/zero")).toMatchObject({ name: "NotAFileError", kind: "device" });
    });

    it("refuses a socket", async () => {
        const path = join(folder, "socket");
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(path, resolve));
        const error = await failure(path);
        await new Promise((resolve) => server.close(resolve));
        expect(error).toMatchObject({ name: "NotAFileError", kind: "socket" });
    });

    it("tells that a path cannot be opened, and keeps the cause", async () => {
        const error = await failure(join(folder, "x".repeat(300)));
        expect(error).toBeInstanceOf(FileUnreadableError);
        expect(error).toMatchObject({ code: "ENAMETOOLONG", cause: { code: "ENAMETOOLONG" } });
    });
});

const digest = (text: string) => sha256Of(Buffer.from(text));

describe("lineEndTwins", () => {
    it("is the digest with CRLF for a text with LF, and the other way round", () => {
        expect(lineEndTwins(Buffer.from("a\nb\n"))).toEqual([digest("a\r\nb\r\n")]);
        expect(lineEndTwins(Buffer.from("a\r\nb\r\n"))).toEqual([digest("a\nb\n")]);
    });

    it("is both for a text that mixes them", () => {
        expect(lineEndTwins(Buffer.from("a\r\nb\n"))).toEqual([
            digest("a\nb\n"),
            digest("a\r\nb\r\n"),
        ]);
    });

    it("is nothing for a text of one line", () => {
        expect(lineEndTwins(Buffer.from("a"))).toEqual([]);
    });

    it("changes no byte but line ends", () => {
        const bytes = Buffer.from([0xff, 0x0a, 0x80, 0x00]);
        const twin = Buffer.from([0xff, 0x0d, 0x0a, 0x80, 0x00]);
        expect(lineEndTwins(bytes)).toEqual([sha256Of(twin)]);
    });

    it("reads only its own part of a shared buffer", () => {
        const shared = Buffer.from("xx\na\nyy\n");
        expect(lineEndTwins(shared.subarray(3, 5))).toEqual([digest("a\r\n")]);
    });

    it("holds the digest of every text that differs only in line ends", () => {
        const line = fc.string({ unit: fc.constantFrom("a", "b", " ", "\t", "é") });
        fc.assert(
            fc.property(fc.array(line, { minLength: 2, maxLength: 6 }), (lines) => {
                const [unix, windows] = [lines.join("\n"), lines.join("\r\n")];
                expect(lineEndTwins(Buffer.from(unix))).toEqual([digest(windows)]);
                expect(lineEndTwins(Buffer.from(windows))).toEqual([digest(unix)]);
            }),
            { numRuns: 60 },
        );
    });

    it("never holds the text's own digest", () => {
        fc.assert(
            fc.property(fc.string({ unit: fc.constantFrom("a", "\r", "\n") }), (text) => {
                const twins = lineEndTwins(Buffer.from(text));
                expect(twins).not.toContain(digest(text));
                expect(new Set(twins).size).toBe(twins.length);
            }),
            { numRuns: 100 },
        );
    });
});
