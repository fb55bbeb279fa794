import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { createEmulator, folderStore } from "../../emulator";
import { temporaryFolder } from "./temporaryFolder";
import { sha256, tenantId } from "./wire";

const uploader = join(__dirname, "fixtures", "uploader.cjs");

function start(folder: string, prefix: string, count: number) {
    const child = spawn(process.execPath, [uploader, folder, prefix, String(count)], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    return { child, ended: once(child, "exit"), output: () => output };
}

describe("folderStore among processes", () => {
    it("loses no upload of two processes, and gives a name to one of them only", async () => {
        const folder = temporaryFolder();
        const processes = ["one", "two"].map((prefix) => start(folder, prefix, 40));
        for (const { ended } of processes) expect(await ended).toEqual([0, null]);
        const files = await createEmulator({ store: folderStore(folder) })
            .library(tenantId)
            .list();
        const names = files.map((file) => file.fileName);
        for (const prefix of ["one", "two"])
            expect(names.filter((name) => name.startsWith(prefix))).toHaveLength(40);
        const firsts = processes.map(({ output }) => Number(/firsts (\d+)/.exec(output())?.[1]));
        expect(firsts[0]! + firsts[1]!).toBe(40);
        expect(names.filter((name) => name.startsWith("claim"))).toHaveLength(40);
        expect(new Set(names).size).toBe(names.length);
        const lines = readFileSync(join(folder, "journal.jsonl"), "utf8").trimEnd().split("\n");
        expect(lines).toHaveLength(2 * (1 + 3 * 40));
        for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    }, 60_000);

    it("holds whole files with the texts that belong to them after a kill at any moment", async () => {
        const folder = temporaryFolder();
        for (const writes of [3, 40, 90]) {
            const { child, ended } = start(folder, "killed", 100_000);
            // The moment is one of the journal's: so many calls after the start.
            const enough = journalLength(folder) + writes;
            while (journalLength(folder) < enough && child.exitCode === null)
                await new Promise(setImmediate);
            expect(child.exitCode).toBeNull();
            child.kill("SIGKILL");
            await ended;
            const library = createEmulator({ store: folderStore(folder) }).library(tenantId);
            const files = await library.list();
            expect(files.length).toBeGreaterThan(0);
            for (const file of files) {
                const bytes = await library.read(file.fileName);
                expect(bytes).toHaveLength(10_020);
                expect(sha256(bytes!)).toBe(file.sha256);
                expect(file.description).toBe(bytes!.toString("utf8").slice(0, 20));
                expect(file.createdBy).toBe("pulumi-mde emulator");
            }
            // Under the lock that the killed process may have left, and without its leavings.
            await library.put("after.ps1", "x".repeat(10_020), {
                description: "x".repeat(20),
                createdBy: "pulumi-mde emulator",
            });
            expect(readdirSync(join(folder, tenantId, "incoming"))).toEqual([]);
        }
    }, 60_000);
});

function journalLength(folder: string): number {
    try {
        return readFileSync(join(folder, "journal.jsonl"), "utf8").split("\n").length - 1;
    } catch {
        return 0;
    }
}
