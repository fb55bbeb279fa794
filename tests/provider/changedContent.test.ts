import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { sha256Of } from "../../library/digest";
import { create } from "../../provider/create";
import { ContentChangedError } from "../../provider/errors";
import { update } from "../../provider/update";
import { clock, context, library, messageOf, open, put } from "./openStep";

let folder: string;
let path: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-changed-"));
    mkdirSync(join(folder, "scripts"));
    path = join(folder, "scripts", "mem");
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

/** Inputs of a file as the program has hashed it. */
function hashed(text: string) {
    const bytes = Buffer.from(text);
    writeFileSync(path, bytes);
    const sha256 = sha256Of(bytes);
    context.content.notePlace(sha256, path);
    const place = { tenantId: context.tenantId, cloud: "emulator", __resource: "get/p/s" };
    return { fileName: "Get.ps1", sha256, size: bytes.length, hasParameters: false, ...place };
}

/** What may become of a file between its hash and its upload: what lies in its place then. */
const changes: readonly [string, ((path: string) => void) | undefined][] = [
    ["has changed", puts("Get-Chili")],
    ["has grown", puts("Get-Child\n")],
    ["is torn", puts("Get")],
    ["is empty", puts("")],
    ["is gone", undefined],
    ["is a folder", mkdirSync],
    ["is a link", links("/etc/hostname")],
    ["is a link to nothing", links("/none")],
    ["is a link to a device", links("/dev/zero")],
    ["is a FIFO", (place) => void execFileSync("mkfifo", [place])],
    ["cannot be read", unreadable],
    ["was in a folder that is gone", replacesFolder(() => undefined)],
    ["was in a folder that is a file", replacesFolder(writeFileSync)],
    ["was in a folder that leads round in a ring", replacesFolder(toItself)],
];

/**
 * A file that its reader may not read. Root may read any, but not what no process can: the first
 * bytes of its own memory, a regular file that gives EIO.
 */
function unreadable(place: string): void {
    if (process.getuid?.() === 0) replacesFolder(links("/proc/self"))(place);
    else writeFileSync(place, "Get-Child", { mode: 0 });
}

function toItself(place: string): void {
    symlinkSync(place, place);
}

function replacesFolder(puts: (at: string, text: string) => void) {
    return (place: string) => {
        const at = dirname(place);
        rmSync(at, { recursive: true });
        puts(at, "Get-Child");
    };
}

function puts(text: string) {
    return (place: string) => {
        writeFileSync(place, text);
    };
}

function links(target: string) {
    return (place: string) => {
        symlinkSync(target, place);
    };
}

describe("a file that was hashed and then is another", () => {
    it.each(changes)("is not uploaded when it %s", async (_what, change) => {
        open();
        const inputs = hashed("Get-Child");
        rmSync(path);
        change?.(path);
        const creation = create(context, inputs);
        await expect(creation).rejects.toThrow(ContentChangedError);
        const message = await messageOf(creation);
        expect(message).toContain("Get.ps1");
        expect(message).toContain(context.tenantId);
        expect(message).not.toMatch(/[\r\n]/);
        expect(context.calls()).not.toContain("upload");
        expect(await library().list()).toEqual([]);
    });

    it("is told why it cannot be read", async () => {
        open();
        const inputs = hashed("Get-Child");
        rmSync(path);
        unreadable(path);
        const message = await messageOf(create(context, inputs));
        expect(message).toMatch(/mem cannot be read \((EACCES|EIO)\)/);
    });

    it("leaves what is live when it was to replace it", async () => {
        open();
        const { outs } = await create(context, hashed("one"));
        const inputs = hashed("two");
        writeFileSync(path, "ten");
        await expect(update(context, outs, inputs)).rejects.toThrow(ContentChangedError);
        expect(String(await library().read("Get.ps1"))).toBe("one");
    });

    it("is known again when an attempt that got no answer had stored it before", async () => {
        open({ client: { clock, random: () => 0 } });
        const { outs } = await create(context, hashed("one"));
        const inputs = hashed("two");
        context.emulator.once({ call: "upload" }, { kind: "resetAfter" });
        const changed = {
            ...context,
            content: {
                ...context.content,
                read: (sha256: string, size?: number) => {
                    const bytes = context.content.read(sha256, size);
                    // Somebody saves the script while the connection breaks.
                    return bytes.finally(() => {
                        writeFileSync(path, "three");
                    });
                },
            },
        };
        await expect(update(changed, outs, inputs)).rejects.toThrow(ContentChangedError);
        expect(String(await library().read("Get.ps1"))).toBe("two");
        // The next run does not take its own upload for somebody else's.
        const { outs: after } = await update(context.another(), outs, hashed("three"));
        expect(after.sha256).toBe(sha256Of(Buffer.from("three")));
    });

    it("stays somebody else's where no attempt of this stack has stored it", async () => {
        open();
        const { outs } = await create(context, hashed("one"));
        const inputs = hashed("two");
        writeFileSync(path, "three");
        await expect(update(context, outs, inputs)).rejects.toThrow(ContentChangedError);
        await put("two");
        expect(await messageOf(update(context.another(), outs, hashed("three")))).toContain(
            "was changed outside Pulumi",
        );
    });
});
