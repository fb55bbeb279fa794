import fs, { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

import { FolderBusyError } from "../../emulator";
import { withFolderLock } from "../../emulator/folderLock";
import { temporaryFolder } from "./temporaryFolder";

const lockIn = (holder?: object) => {
    const file = join(temporaryFolder(), "lock");
    if (holder !== undefined) writeFileSync(file, JSON.stringify(holder));
    return file;
};
/** A process that has ended for certain: no process has this id. */
const gone = { id: "1", pid: 2_147_483_646, host: hostname() };
const alive = { id: "1", pid: process.pid, host: hostname() };

/** Time that passes by waiting only. */
function waitingClock() {
    let time = Date.now();
    return {
        now: () => time,
        sleep: (ms: number) => {
            time += ms;
            return Promise.resolve();
        },
    };
}

describe("withFolderLock", () => {
    it("holds the lock while it works, and not after", async () => {
        const file = lockIn();
        const held = await withFolderLock(file, () => existsSync(file));
        expect(held).toBe(true);
        expect(existsSync(file)).toBe(false);
    });

    it("lets go of the lock when the work fails", async () => {
        const file = lockIn();
        const failing = withFolderLock(file, () => {
            throw new RangeError("no");
        });
        await expect(failing).rejects.toThrow(RangeError);
        expect(existsSync(file)).toBe(false);
    });

    it("takes over the lock of a process that is gone", async () => {
        expect(await withFolderLock(lockIn(gone), () => "done")).toBe("done");
    });

    it("takes over a lock that is older than a minute, whoever made it", async () => {
        for (const holder of [alive, { ...gone, host: "another machine" }]) {
            const file = lockIn(holder);
            const old = Date.now() / 1000 - 61;
            utimesSync(file, old, old);
            expect(await withFolderLock(file, () => "done", waitingClock())).toBe("done");
        }
    });

    it("waits for a process that runs, then says what to do", async () => {
        const file = lockIn(alive);
        const waiting = withFolderLock(file, () => "done", { ...waitingClock(), waitMs: 5000 });
        await expect(waiting).rejects.toThrow(FolderBusyError);
        await expect(waiting).rejects.toMatchObject({ lockFile: file, pid: process.pid });
        await expect(waiting).rejects.toThrow(`in use by process ${process.pid}`);
        expect(readFileSync(file, "utf8")).toBe(JSON.stringify(alive));
    });

    it("leaves no lock without a holder when its process is killed while it writes", async () => {
        const file = lockIn();
        const { writeFileSync: write } = fs;
        const killed = jest.spyOn(fs, "writeFileSync").mockImplementation((path) => {
            write(path, "");
            throw new Error("killed");
        });
        await expect(withFolderLock(file, () => "done")).rejects.toThrow("killed");
        killed.mockRestore();
        const next = withFolderLock(file, () => "done", { ...waitingClock(), waitMs: 1000 });
        expect(await next).toBe("done");
    });

    it("needs no hard links", async () => {
        const file = lockIn();
        const linked = jest.spyOn(fs, "linkSync").mockImplementation(() => {
            throw Object.assign(new Error("no links here"), { code: "EPERM" });
        });
        const inside = await withFolderLock(file, () => readFileSync(file, "utf8"));
        expect(JSON.parse(inside)).toMatchObject({ pid: process.pid });
        expect(linked).toHaveBeenCalledTimes(1);
        linked.mockRestore();
        expect(readdirSync(dirname(file))).toEqual([]);
    });

    it("does not take over a young lock that nobody can read: it is being written", async () => {
        const file = lockIn();
        writeFileSync(file, "");
        const waiting = withFolderLock(file, () => "done", { ...waitingClock(), waitMs: 1000 });
        await expect(waiting).rejects.toThrow("in use by another process");
    });

    it("leaves a left-over lock to another process that is already taking it away", async () => {
        const file = lockIn(gone);
        writeFileSync(`${file}.breaking`, "");
        const waiting = withFolderLock(file, () => "done", { ...waitingClock(), waitMs: 1000 });
        await expect(waiting).rejects.toThrow(FolderBusyError);
        expect(existsSync(file)).toBe(true);
    });

    it("does not delete a lock that became another's", async () => {
        const file = lockIn();
        await withFolderLock(file, () => {
            writeFileSync(file, JSON.stringify({ ...alive, id: "2" }));
        });
        expect(existsSync(file)).toBe(true);
    });
});
