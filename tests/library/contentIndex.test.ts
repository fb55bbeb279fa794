import { spawn } from "node:child_process";
import { once } from "node:events";
import {
    chmodSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ContentGoneError, openContentIndex } from "../../library/contentIndex";
import { sha256Of } from "../../library/digest";
import {
    ensureUserFolder,
    inUserFolder,
    UserFolderError,
    userFolderPath,
} from "../../library/userFolder";

let base: string;
beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "mde-index-"));
});
afterEach(() => {
    rmSync(base, { recursive: true, force: true });
});

const DAY = 86_400_000;
const bytes = Buffer.from("Get-Process\r\n");
const sha256 = sha256Of(bytes);
const open = (now = () => Date.now()) => openContentIndex({ folder: join(base, "own"), now });
const file = (name: string, content: string | Buffer = bytes) => {
    const path = join(base, name);
    writeFileSync(path, content);
    return path;
};

describe("openContentIndex", () => {
    it("finds bytes by their digest in the file where they lie, also from another process", async () => {
        open().notePlace(sha256, file("a.ps1"));
        expect(await open().read(sha256)).toEqual(bytes);
    });

    it("keeps a private copy of bytes that lie in no file", async () => {
        open().keep(sha256, bytes);
        expect(await open().read(sha256)).toEqual(bytes);
        const copies = readdirSync(join(base, "own", "content")).filter((name) => name === sha256);
        expect(copies).toHaveLength(1);
        expect(statSync(join(base, "own", "content", sha256)).mode & 0o777).toBe(0o600);
    });

    it("keeps a copy anew that was damaged, although it has the right size", async () => {
        open().keep(sha256, bytes);
        writeFileSync(join(base, "own", "content", sha256), Buffer.alloc(bytes.length));
        await expect(open().read(sha256)).rejects.toThrow(ContentGoneError);
        open().keep(sha256, bytes);
        expect(await open().read(sha256)).toEqual(bytes);
    });

    it("refuses a file that has changed, naming it and its digest now", async () => {
        const path = file("a.ps1");
        open().notePlace(sha256, path);
        writeFileSync(path, "Remove-Item");
        const error = await open()
            .read(sha256)
            .catch((gone: unknown) => gone);
        expect(error).toBeInstanceOf(ContentGoneError);
        expect((error as ContentGoneError).message).toContain(sha256Of(Buffer.from("Remove-Item")));
        expect((error as ContentGoneError).message).toContain(path);
    });

    it("reads no file that is larger than the content", async () => {
        const index = open();
        index.notePlace(sha256, file("a.ps1"));
        expect(await index.read(sha256, bytes.length)).toEqual(bytes);
        const grown = index.read(sha256, bytes.length - 1);
        await expect(grown).rejects.toThrow(/a\.ps1 had 12 bytes and now has more \(13\)$/);
        await expect(grown).rejects.not.toThrow(/maxUploadBytes/);
    });

    it("loses no place when several processes note theirs at once", async () => {
        const note = `
            const { openContentIndex } = require(${JSON.stringify(join(__dirname, "../../dist/library/contentIndex.js"))});
            const index = openContentIndex({ folder: ${JSON.stringify(join(base, "own"))}, now: Date.now });
            for (let at = 0; at < 200; at++)
                index.notePlace(at.toString(16).padStart(64, "0"), "/" + process.argv[1]);`;
        const places = ["one", "two", "three", "four"];
        await Promise.all(
            places.map(async (place) => {
                const child = spawn(process.execPath, ["-e", note, place], { stdio: "inherit" });
                expect(await once(child, "exit")).toEqual([0, null]);
            }),
        );
        for (let at = 0; at < 200; at++) {
            const noted = readFileSync(
                join(base, "own", "index", at.toString(16).padStart(64, "0")),
                "utf8",
            );
            for (const place of places) expect(noted).toContain(`"/${place}"`);
        }
    });

    it("goes on to another place that still holds the bytes", async () => {
        const index = open();
        index.notePlace(sha256, file("old.ps1"));
        const path = file("new.ps1");
        index.notePlace(sha256, path);
        writeFileSync(path, "changed");
        expect(await index.read(sha256)).toEqual(bytes);
    });

    it("opens neither a link nor a folder that was put in a file's place", async () => {
        const index = open();
        const linked = join(base, "link.ps1");
        symlinkSync(file("target.ps1"), linked);
        index.notePlace(sha256, linked);
        await expect(index.read(sha256)).rejects.toThrow(/symbolic link/);
        const folder = join(base, "folder.ps1");
        mkdirSync(folder);
        index.notePlace(sha256, folder);
        await expect(index.read(sha256)).rejects.toThrow(/is a folder/);
    });

    it("names the folder in which it cannot note", () => {
        const index = open();
        mkdirSync(join(base, "own", "index", sha256));
        const note = () => {
            index.notePlace(sha256, file("a.ps1"));
        };
        expect(note).toThrow(UserFolderError);
        expect(note).toThrow(`The folder ${join(base, "own", "index")}, where`);
        mkdirSync(join(base, "own", "content", sha256));
        const keep = () => {
            index.keep(sha256, bytes);
        };
        expect(keep).toThrow(UserFolderError);
        expect(keep).toThrow(`The folder ${join(base, "own", "content")}, where`);
    });

    it("says so when it has never heard of a digest", async () => {
        await expect(open().read("0".repeat(64))).rejects.toThrow(/no file with the digest/);
    });

    it("takes an entry that cannot be understood for an empty one", async () => {
        open();
        writeFileSync(join(base, "own", "index", sha256), "{ torn");
        await expect(open().read(sha256)).rejects.toThrow(ContentGoneError);
        open().notePlace(sha256, file("a.ps1"));
        expect(await open().read(sha256)).toEqual(bytes);
    });

    it("forgets what nobody has used for a month, and keeps what was used since", async () => {
        const now = Date.now();
        const index = open(() => now);
        index.keep(sha256, bytes);
        const other = Buffer.from("other");
        index.keep(sha256Of(other), other);
        const old = (now - 31 * DAY) / 1000;
        utimesSync(join(base, "own", "content", sha256), old, old);
        utimesSync(join(base, "own", "content", ".pruned"), old, old);
        const later = open(() => now);
        await expect(later.read(sha256)).rejects.toThrow(ContentGoneError);
        expect(await later.read(sha256Of(other))).toEqual(other);
    });
});

describe("ensureUserFolder", () => {
    it("makes a folder that only its owner can enter, and tightens one that others could", () => {
        const folder = join(base, "own");
        ensureUserFolder(folder, "index");
        expect(statSync(folder).mode & 0o777).toBe(0o700);
        chmodSync(folder, 0o755);
        ensureUserFolder(folder);
        expect(statSync(folder).mode & 0o777).toBe(0o700);
    });

    it("refuses a link and a file in its place", () => {
        mkdirSync(join(base, "elsewhere"));
        symlinkSync(join(base, "elsewhere"), join(base, "link"));
        expect(() => ensureUserFolder(join(base, "link"))).toThrow(UserFolderError);
        expect(() => ensureUserFolder(file("plain"))).toThrow(/PULUMI_MDE_HOME/);
    });
});

describe("UserFolderError", () => {
    it.each([
        ["ENOSPC", "Make room there, or set PULUMI_MDE_HOME to a folder on another disk."],
        ["EDQUOT", "Make room there, or set PULUMI_MDE_HOME to a folder on another disk."],
        ["EROFS", /PULUMI_MDE_HOME to a folder of your own on a disk that can be written to\.$/],
        ["EACCES", /Let the user who runs this write there, or set PULUMI_MDE_HOME to/],
        ["EPERM", /Let the user who runs this write there, or set PULUMI_MDE_HOME to/],
        ["ENOTDIR", /Set PULUMI_MDE_HOME to a folder of your own that nobody else can write to\.$/],
    ])("says what to do about %s", (code, advice) => {
        const cause = Object.assign(new Error(`${code}: what the system says`), { code });
        const refuse = () =>
            inUserFolder("/own", () => {
                throw cause;
            });
        expect(refuse).toThrow(UserFolderError);
        expect(refuse).toThrow(advice);
    });

    it("leaves an error alone that is none of the system", () => {
        const error = new RangeError("not a SHA-256");
        expect(() =>
            inUserFolder("/own", () => {
                throw error;
            }),
        ).toThrow(error);
    });
});

describe("userFolderPath", () => {
    it("is made where it can be, and told where it cannot", () => {
        expect(() => ensureUserFolder("/proc/pulumi-mde/below")).toThrow(UserFolderError);
        expect(() => userFolderPath({ PULUMI_MDE_HOME: "relative" })).toThrow(/path is relative/);
    });

    it("is refused when it is a link", () => {
        mkdirSync(join(base, "real"));
        symlinkSync(join(base, "real"), join(base, "link"));
        expect(() => ensureUserFolder(join(base, "link"))).toThrow(/symbolic link/);
        expect(() => ensureUserFolder(join(base, "real"), "below")).not.toThrow();
    });

    it("is refused when it is another user's", () => {
        const folder = ensureUserFolder(join(base, "theirs"));
        const me = jest.spyOn(process, "getuid").mockReturnValue(4242);
        expect(() => ensureUserFolder(folder)).toThrow(/belongs to another user/);
        me.mockRestore();
    });

    it("is where PULUMI_MDE_HOME says, else in the user's cache", () => {
        expect(userFolderPath({ PULUMI_MDE_HOME: "/elsewhere" })).toBe("/elsewhere");
        expect(userFolderPath({})).toMatch(/pulumi-mde/);
        expect(userFolderPath({}).startsWith(tmpdir())).toBe(false);
    });
});
