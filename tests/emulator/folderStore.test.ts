import {
    appendFileSync,
    existsSync,
    lstatSync,
    mkdirSync,
    readFileSync,
    readdirSync,
    renameSync,
    rmSync,
    symlinkSync,
    utimesSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { createEmulator, folderStore } from "../../emulator";
import { emulated } from "./emulated";
import { temporaryFolder } from "./temporaryFolder";
import { entityIn, sha256, tenantId } from "./wire";

const inFolder = async (folder = temporaryFolder()) => {
    const set = await emulated({ store: folderStore(folder) });
    const tenant = join(folder, tenantId);
    return { ...set, folder, tenant, files: join(tenant, "files") };
};

describe("folderStore", () => {
    it("lays each file under its own name, with its bytes", async () => {
        const { wire, files } = await inFolder();
        await wire.upload({ content: "a\r\nb" });
        expect(readFileSync(join(files, "A.ps1"), "utf8")).toBe("a\r\nb");
    });

    it("remembers everything from one emulator to the next", async () => {
        const { wire, folder } = await inFolder();
        const fields = {
            Description: "text",
            ParametersDescription: "-Full",
            HasParameters: "true",
        };
        await wire.upload({ fields });
        const before = await wire.files();
        const { wire: next } = await inFolder(folder);
        expect(await next.files()).toEqual(before);
    });

    describe("a change by hand", () => {
        it("to a file is in the next list, by somebody else, texts kept", async () => {
            const { wire, files } = await inFolder();
            await wire.upload({ content: "Get-Date\n", fields: { Description: "text" } });
            await wire.files();
            appendFileSync(join(files, "A.ps1"), "# x\n");
            utimesSync(join(files, "A.ps1"), 1_700_000_000, 1_700_000_000);
            expect(await wire.files()).toMatchObject([
                {
                    fileName: "A.ps1",
                    sha256: sha256("Get-Date\n# x\n"),
                    description: "text",
                    createdBy: "somebody else",
                    lastUpdatedTime: "2023-11-14T22:13:20Z",
                },
            ]);
        });

        it("is in the next list of another process's emulator too, without a second reading", async () => {
            const { wire, files, folder, tenant } = await inFolder();
            await wire.upload();
            appendFileSync(join(files, "A.ps1"), "# x\n");
            await wire.files();
            const index = readFileSync(join(tenant, "library.json"), "utf8");
            expect(index).toContain(sha256("Get-Date\n# x\n"));
            const { wire: next } = await inFolder(folder);
            expect((await next.files())[0]!.sha256).toBe(sha256("Get-Date\n# x\n"));
        });

        it("that adds a file makes it a library file that can be replaced and deleted", async () => {
            const { wire, files } = await inFolder();
            await wire.upload();
            writeFileSync(join(files, "B.sh"), "echo\n");
            expect((await wire.files())[1]).toMatchObject({
                fileName: "B.sh",
                sha256: sha256("echo\n"),
                description: null,
                createdBy: "somebody else",
            });
            const fields = { OverrideIfExists: "true" };
            expect((await wire.upload({ fileName: "B.sh", fields })).status).toBe(200);
            expect((await wire.remove("b.SH")).status).toBe(204);
            expect(existsSync(join(files, "B.sh"))).toBe(false);
        });

        it("that adds a file is seen by an upload without a list before it", async () => {
            const { wire, files } = await inFolder();
            await wire.upload();
            writeFileSync(join(files, "B.sh"), "echo\n");
            expect((await wire.upload({ fileName: "B.sh" })).status).toBe(400);
        });

        it("that fills an empty folder before the first call is seen", async () => {
            const folder = temporaryFolder();
            mkdirSync(join(folder, tenantId, "files"), { recursive: true });
            writeFileSync(join(folder, tenantId, "files", "B.sh"), "echo\n");
            const { wire } = await inFolder(folder);
            expect(await wire.files()).toHaveLength(1);
        });

        it("that removes or renames a file is in the next list", async () => {
            const { wire, files } = await inFolder();
            await wire.upload({ fileName: "A" });
            await wire.upload({ fileName: "B" });
            rmSync(join(files, "A"));
            renameSync(join(files, "B"), join(files, "C"));
            expect((await wire.files()).map((file) => file.fileName)).toEqual(["C"]);
            expect((await wire.upload({ fileName: "A" })).status).toBe(200);
        });

        it("that makes hidden files, folders and links makes no library files", async () => {
            const { wire, files } = await inFolder();
            await wire.upload();
            writeFileSync(join(files, ".A.ps1.swp"), "");
            mkdirSync(join(files, "folder"));
            symlinkSync("/etc/hostname", join(files, "link"));
            expect(await wire.files()).toHaveLength(1);
        });

        it("that spoils library.json loses the texts and no file", async () => {
            const { wire, tenant } = await inFolder();
            await wire.upload({ fields: { Description: "text" } });
            writeFileSync(join(tenant, "library.json"), "{ not json");
            expect(await wire.files()).toMatchObject([
                { fileName: "A.ps1", sha256: sha256("Get-Date\n"), description: null },
            ]);
        });
    });

    it("does not read the content of unchanged files again", async () => {
        const { wire, files, tenant } = await inFolder();
        await wire.upload();
        const index = join(tenant, "library.json");
        const text = readFileSync(index, "utf8");
        // A digest that only the index knows: it would not survive a reading.
        writeFileSync(index, text.replaceAll(sha256("Get-Date\n"), "0".repeat(64)));
        expect((await wire.files())[0]!.sha256).toBe("0".repeat(64));
        appendFileSync(join(files, "A.ps1"), "x");
        expect((await wire.files())[0]!.sha256).toBe(sha256("Get-Date\nx"));
    });

    describe("a write that was cut short", () => {
        const cutShort = async (content: string) => {
            const set = await inFolder();
            await set.wire.upload({ content: "old", fields: { Description: "old text" } });
            const fields = { Description: "new text", OverrideIfExists: "true" };
            await set.wire.upload({ content: "new", fields });
            const index = JSON.parse(readFileSync(join(set.tenant, "library.json"), "utf8")) as {
                pending: { incoming: string; before: { stamp: string } };
            };
            return { ...set, index, incoming: join(set.tenant, "incoming"), content };
        };

        it("before its bytes were in place did not happen", async () => {
            const { folder, files, tenant, index, incoming } = await cutShort("old");
            // As a kill leaves it: the index is new, the bytes still wait, the old file is in place.
            renameSync(join(files, "A.ps1"), join(incoming, index.pending.incoming));
            writeFileSync(join(files, "A.ps1"), "old");
            const stamp = stampOf(join(files, "A.ps1"));
            const text = JSON.stringify(index).replaceAll(index.pending.before.stamp, stamp);
            writeFileSync(join(tenant, "library.json"), text);
            const { wire } = await inFolder(folder);
            expect(await wire.files()).toMatchObject([
                {
                    sha256: sha256("old"),
                    description: "old text",
                    createdBy: "pulumi-mde emulator",
                },
            ]);
            expect(readdirSync(incoming)).toEqual([]);
        });

        it("after its bytes were in place did happen", async () => {
            const { folder } = await cutShort("new");
            const { wire } = await inFolder(folder);
            expect(await wire.files()).toMatchObject([
                {
                    sha256: sha256("new"),
                    description: "new text",
                    createdBy: "pulumi-mde emulator",
                },
            ]);
        });

        it("of a new file leaves no file", async () => {
            const { wire, folder, files, tenant } = await inFolder();
            await wire.upload();
            const text = readFileSync(join(tenant, "library.json"), "utf8");
            const { pending } = JSON.parse(text) as { pending: { incoming: string } };
            renameSync(join(files, "A.ps1"), join(tenant, "incoming", pending.incoming));
            const { wire: next } = await inFolder(folder);
            expect(await next.files()).toEqual([]);
            expect(readdirSync(join(tenant, "incoming"))).toEqual([]);
        });
    });

    it("keeps itself out of git", async () => {
        const { wire, folder } = await inFolder();
        await wire.list();
        expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    });

    it("does not make a folder of anything but a tenant's id", async () => {
        await expect(folderStore(temporaryFolder()).list("../elsewhere")).rejects.toThrow(
            TypeError,
        );
    });

    it.each([
        "ä 収.ps1",
        "a/b",
        "..\\a",
        "...",
        ".profile",
        "a.",
        "NUL.txt",
        "x".repeat(255),
        "100%",
    ])("keeps a file called %j inside its folder", async (fileName) => {
        const folder = temporaryFolder();
        const { wire } = await emulated({
            store: folderStore(folder),
            behaviour: { upload: { names: "any" } },
        });
        expect((await entityIn(await wire.upload({ fileName }))).fileName).toBe(fileName);
        expect(readdirSync(join(folder, tenantId, "files"))).toHaveLength(1);
        expect((await wire.files())[0]!.fileName).toBe(fileName);
        const next = createEmulator({ store: folderStore(folder) }).library(tenantId);
        expect((await next.read(fileName))?.toString()).toBe("Get-Date\n");
        expect((await wire.remove(encodeURIComponent(fileName))).status).toBe(204);
        expect(readdirSync(join(folder, tenantId, "files"))).toEqual([]);
    });

    it("appends the journal to a file, and starts it anew above 1,000,000 bytes", async () => {
        const { wire, folder } = await inFolder();
        const path = join(folder, "journal.jsonl");
        await wire.upload();
        const lines = readFileSync(path, "utf8").trimEnd().split("\n");
        expect(JSON.parse(lines.at(-1)!)).toMatchObject({ call: "upload", fileName: "A.ps1" });
        writeFileSync(path, `${"x".repeat(1_000_001)}\n`);
        await wire.list();
        expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(1);
    });
});

function stampOf(path: string): string {
    const stat = lstatSync(path, { bigint: true });
    return `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
}
