import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { FileBusyError, lockFile } from "../../../defender/signIn/fileLock";

let folder = "";
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

/** Time that goes on only where somebody waits. */
function waiting(start = Date.now()) {
    let time = start;
    const slept: number[] = [];
    return {
        slept,
        now: () => time,
        sleep: (ms: number) => {
            slept.push(ms);
            time += ms;
            return Promise.resolve();
        },
    };
}

const held = (path: string, holder: object) => {
    writeFileSync(path, JSON.stringify(holder));
};
const here = { id: "other", host: hostname() };

describe("lockFile", () => {
    it("is had by one at a time, in turn", async () => {
        const path = join(folder, "a.lock");
        const order: string[] = [];
        const work = async (name: string) => {
            const release = await lockFile(path);
            order.push(`${name} in`);
            await new Promise(setImmediate);
            order.push(`${name} out`);
            release();
        };
        await Promise.all(["a", "b", "c"].map(work));
        expect(order).toHaveLength(6);
        for (let at = 0; at < 6; at += 2)
            expect(order[at]!.split(" ")[0]).toBe(order[at + 1]!.split(" ")[0]);
        expect(existsSync(path)).toBe(false);
    });

    it("is not had while another process has it, and says which", async () => {
        const path = join(folder, "a.lock");
        held(path, { ...here, pid: process.ppid });
        const time = waiting();
        const error = await lockFile(path, { ...time, waitMs: 100 }).catch(
            (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(FileBusyError);
        expect((error as Error).message).toContain(`process ${process.ppid} has ${path}`);
        expect(time.slept.length).toBeGreaterThan(1);
        expect(existsSync(path)).toBe(true);
    });

    it("is taken over from a process that is gone", async () => {
        const path = join(folder, "a.lock");
        held(path, { ...here, pid: 2 ** 30 });
        const time = waiting();
        (await lockFile(path, time))();
        expect(time.slept).toEqual([]);
        expect(existsSync(path)).toBe(false);
    });

    it.each([
        ["another machine's", JSON.stringify({ id: "x", pid: 1, host: "elsewhere" })],
        ["an unreadable one", ""],
    ])("is taken over from %s when it is old", async (_, content) => {
        const path = join(folder, "a.lock");
        writeFileSync(path, content);
        const time = waiting();
        utimesSync(path, new Date(time.now()), new Date(time.now() - 29_990));
        (await lockFile(path, time))();
        expect(time.slept.length).toBeGreaterThan(0);
    });

    it("is not given back when another has it by then", async () => {
        const path = join(folder, "a.lock");
        const release = await lockFile(path);
        held(path, { ...here, pid: process.pid });
        release();
        expect(existsSync(path)).toBe(true);
    });
});
