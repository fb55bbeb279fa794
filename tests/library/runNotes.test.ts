import {
    appendFileSync,
    mkdtempSync,
    readdirSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import { openRunNotes } from "../../library/runNotes";
import { UserFolderError } from "../../library/userFolder";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-notes-"));
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

const tenantId = "11112222-3333-4444-8555-666677778888";
const open = (options: { run?: string; starts?: boolean; now?: number } = {}) =>
    openRunNotes({
        folder,
        run: options.run ?? "127.0.0.1:1",
        starts: options.starts ?? false,
        now: () => options.now ?? Date.now(),
    });
const note = (fileName: string, ...[resource = "one"]: [string?]) => ({
    tenantId,
    fileName,
    resource,
});

describe("openRunNotes", () => {
    it("tells each process what a pin is to keep, by the newest note", () => {
        const about = (pin: string, cloud: string) => ({
            pin,
            urn: `urn::${pin}`,
            tenantId,
            cloud,
        });
        open({ starts: true }).pinned(about("mde", "gcc"));
        const notes = open();
        expect(notes.pinNote("contoso")).toBeUndefined();
        expect(notes.pinNote("mde")).toMatchObject(about("mde", "gcc"));
        open({ now: Date.now() + 5_000 }).pinned(about("contoso", "dod"));
        open().pinned(about("contoso", "gcc"));
        expect(notes.pinNote("contoso")).toMatchObject(about("contoso", "dod"));
        expect(notes.pinNote("mde")).toMatchObject(about("mde", "gcc"));
        open({ starts: true });
        expect(open().pinNote("contoso")).toBeUndefined();
    });

    it("loses no note to half a line of a disk that was full", () => {
        const notes = open({ starts: true });
        const path = join(folder, "runs", "127.0.0.1_1", `${process.pid}.jsonl`);
        appendFileSync(path, '{"tenantId":"11112222-3333');
        notes.wrote(note("Get.ps1"));
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(true);
    });

    it("makes its folder again, and names it where it cannot", () => {
        const notes = open({ starts: true });
        rmSync(join(folder, "runs"), { recursive: true });
        notes.wrote(note("Get.ps1"));
        expect(notes.isClaimed(note("Get.ps1", "old"))).toBe(true);
        rmSync(join(folder, "runs"), { recursive: true });
        writeFileSync(join(folder, "runs"), "");
        expect(() => {
            notes.wrote(note("Get.ps1"));
        }).toThrow(UserFolderError);
    });

    it("says of a full disk to make room, or to use another one", () => {
        const notes = open({ starts: true });
        const run = join(folder, "runs", "127.0.0.1_1");
        symlinkSync("/dev/full", join(run, `${process.pid}.jsonl`));
        expect(() => {
            notes.wrote(note("Get.ps1"));
        }).toThrow(
            `The folder ${run}, where pulumi-mde keeps its notes, cannot be used: ENOSPC: no space ` +
                `left on device, write. Nothing was uploaded. Make room there, or set ` +
                `PULUMI_MDE_HOME to a folder on another disk.`,
        );
    });

    it("claims a file that the program names under another resource", () => {
        open({ starts: true }).named(note("Get.ps1", "new"));
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(true);
        expect(open().isClaimed({ ...note("Get.ps1"), resource: undefined })).toBe(true);
    });

    it("claims a file that another resource has in another case: it is the same file", () => {
        open({ starts: true }).named(note("Get.ps1", "one"));
        expect(open().isClaimed(note("GET.ps1", "old"))).toBe(true);
    });

    it("claims in any case what the resource has put there in an earlier run: no change of case is due", () => {
        const old = note("get.ps1");
        open({ starts: true }).wanted(note("Get.ps1"));
        // Its case is being changed: the old file goes first.
        expect(open().isClaimed(old)).toBe(false);
        open({ starts: true }).wanted({ ...note("Get.ps1"), digests: ["aa"] });
        // It has been, and an old half of the resource waits to be deleted.
        expect(open().isClaimed(old)).toBe(true);
    });

    it("claims nothing for the resource itself, its own other case, another tenant or another run", () => {
        open({ starts: true }).named(note("Get.ps1", "one"));
        expect(open().isClaimed(note("Get.ps1", "one"))).toBe(false);
        expect(open().isClaimed(note("GET.ps1", "one"))).toBe(false);
        expect(open().isClaimed({ ...note("Get.ps1", "old"), tenantId: "other" })).toBe(false);
        expect(open({ run: "127.0.0.1:2" }).isClaimed(note("Get.ps1", "old"))).toBe(false);
    });

    it("claims a file that the run has checked, by its exact name and under any resource", () => {
        open().wanted(note("Get.ps1", "one"));
        expect(open().isClaimed(note("Get.ps1", "one"))).toBe(true);
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(true);
        expect(open().isClaimed(note("GET.ps1", "one"))).toBe(false);
    });

    it("claims a file that the run has written, in any case and under any resource", () => {
        open().wrote(note("Get.ps1", "one"));
        expect(open().isClaimed(note("GET.ps1", "one"))).toBe(true);
    });

    it("claims nothing for the resource under an alias of it", () => {
        open({ starts: true }).named({ ...note("Get.ps1", "new"), aliases: ["old"] });
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(false);
        expect(open().isClaimed(note("Get.ps1", "other"))).toBe(true);
    });

    it("knows what a delete has left for the same resource, under an alias too", () => {
        const notes = open({ starts: true });
        notes.named({ ...note("Get.ps1", "new"), aliases: ["old"] });
        notes.left({ ...note("Get.ps1", "old"), digests: ["a", "b"] });
        expect(open().ownDigests(note("GET.ps1", "new"))).toEqual(["a", "b"]);
        expect(open().ownDigests(note("Get.ps1", "other"))).toEqual([]);
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(false);
    });

    it("knows what a resource has put there in earlier runs", () => {
        open({ starts: true }).wanted({ ...note("Get.ps1", "one"), digests: ["a"] });
        expect(open().ownDigests(note("Get.ps1", "one"))).toEqual(["a"]);
        expect(open().ownDigests(note("Get.ps1", "other"))).toEqual([]);
    });

    it("begins anew where a program does so while a provider reads", () => {
        const provider = open();
        const first = open({ starts: true });
        first.named(note("Long-Name-Of-A-Script.ps1", "new"));
        expect(provider.isClaimed(note("Long-Name-Of-A-Script.ps1", "old"))).toBe(true);
        open({ starts: true }).named(note("G.ps1", "new"));
        expect(provider.isClaimed(note("G.ps1", "old"))).toBe(true);
    });

    it("sees what another process has added since it looked last", () => {
        const notes = open();
        expect(notes.isClaimed(note("Get.ps1", "old"))).toBe(false);
        appendFileSync(
            join(folder, "runs", "127.0.0.1_1", "another.jsonl"),
            `${JSON.stringify({ ...note("Get.ps1", "new"), kind: "named", at: Date.now() })}\n`,
        );
        expect(notes.isClaimed(note("Get.ps1", "old"))).toBe(true);
    });

    it("forgets what an earlier run left under the same address", () => {
        open({ starts: true }).named(note("Get.ps1", "new"));
        open({ starts: true });
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(false);
    });

    it("still listens to notes of yesterday: a closed laptop sleeps in the middle of a run", () => {
        open({ starts: true }).named(note("Get.ps1", "new"));
        const tomorrow = Date.now() + 2 * 86_400_000;
        open({ run: "127.0.0.1:2", starts: true, now: tomorrow });
        expect(open({ now: tomorrow }).isClaimed(note("Get.ps1", "old"))).toBe(true);
    });

    it("removes the notes of runs whose newest line is a week old", () => {
        open({ starts: true }).named(note("Get.ps1", "new"));
        const later = Date.now() + 8 * 86_400_000;
        open({ run: "127.0.0.1:2", starts: true, now: later });
        expect(readdirSync(join(folder, "runs"))).toEqual(["127.0.0.1_2"]);
    });

    it.each([
        { kind: "deleted" },
        { kind: undefined },
        { resource: 7 },
        { at: "today" },
        { aliases: "old" },
        { digests: [7] },
    ])("takes a line with %j for no claim", (change) => {
        open({ starts: true });
        const line = { ...note("Get.ps1", "new"), kind: "wrote", at: Date.now() };
        const add = (written: object) => {
            const path = join(folder, "runs", "127.0.0.1_1", "another.jsonl");
            appendFileSync(path, `${JSON.stringify(written)}\n`);
            return open().isClaimed(note("Get.ps1", "old"));
        };
        expect(add({ ...line, ...change })).toBe(false);
        expect(add(line)).toBe(true);
    });

    it("reads past lines of any other kind", () => {
        const notes = open({ starts: true });
        notes.named(note("Get.ps1", "new"));
        const own = { ...note("Get.ps1", "old"), kind: "named", at: Date.now() };
        const lines = fc.oneof(
            fc.jsonValue({ maxDepth: 2 }),
            fc.dictionary(fc.constantFrom("aliases", "digests", "kind", "at"), fc.jsonValue()),
            fc
                .dictionary(
                    fc.constantFrom(...Object.keys(own), "aliases", "digests"),
                    fc.jsonValue(),
                )
                .map((change) => ({ ...own, kind: "left", ...change })),
        );
        fc.assert(
            fc.property(fc.array(lines, { maxLength: 5 }), (others) => {
                appendFileSync(
                    join(folder, "runs", "127.0.0.1_1", "another.jsonl"),
                    others.map((line) => `${JSON.stringify(line)}\n`).join(""),
                );
                const opened = open();
                expect(opened.isClaimed(note("Get.ps1", "old"))).toBe(true);
                for (const digest of opened.ownDigests(note("Get.ps1", "old")))
                    expect(typeof digest).toBe("string");
            }),
            { numRuns: 100 },
        );
    });

    it("reads past a last line that was torn by a kill", () => {
        const notes = open({ starts: true });
        notes.named(note("Get.ps1", "new"));
        const [name] = readdirSync(join(folder, "runs", "127.0.0.1_1"));
        appendFileSync(join(folder, "runs", "127.0.0.1_1", name!), '{"tenantId":"1111');
        expect(open().isClaimed(note("Get.ps1", "old"))).toBe(true);
    });
});
