import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { Programs } from "./standIn";

const parsers = join(__dirname, "..", "..", "..", "dist", "policy", "parsers");

/** Whether a process has ended, once the system has noticed; one that nobody asks for is a zombie. */
async function ended(pid: number): Promise<boolean> {
    for (let tries = 0; tries < 20_000; tries++) {
        try {
            process.kill(pid, 0);
            if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return true;
        } catch {
            return true;
        }
        await new Promise((resolve) => setImmediate(resolve));
    }
    return false;
}

describe("killedWithThis", () => {
    let programs: Programs;
    let started: number | undefined;
    beforeEach(() => {
        programs = new Programs();
    });
    afterEach(async () => {
        // A test that fails leaves nothing busy behind.
        if (started !== undefined && !(await ended(started))) process.kill(started, "SIGKILL");
        started = undefined;
        programs.remove();
    });

    /** A process that has a program asked, which is busy for ever; its own end, and the program's id. */
    async function asking(name: string, question: string, more = "") {
        const log = join(programs.folder, "pid");
        programs.add(
            name,
            `const { writeFileSync, renameSync } = require("node:fs");
            writeFileSync(${JSON.stringify(`${log}.new`)}, String(process.pid));
            renameSync(${JSON.stringify(`${log}.new`)}, ${JSON.stringify(log)});
            process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); process.on("SIGHUP", () => {});
            for (;;);`,
        );
        const parent = spawn(process.execPath, ["-e", `${more}; ${question}`], {
            env: { PATH: programs.folder },
            stdio: "ignore",
        });
        const end = new Promise((resolve) => {
            parent.once("exit", (code, signal) => {
                resolve(signal ?? code);
            });
        });
        while (!existsSync(log)) await new Promise((resolve) => setImmediate(resolve));
        started = Number(readFileSync(log, "utf8"));
        return { parent, end, pid: started };
    }

    const pwsh = `require(${JSON.stringify(join(parsers, "pwsh.js"))}).pwsh.parse("a")`;
    const shell = `require(${JSON.stringify(join(parsers, "shellCheck.js"))}).checkByShell("zsh", Buffer.from("a"))`;

    it.each([
        ["pwsh", "SIGTERM", pwsh],
        ["pwsh", "SIGHUP", pwsh],
        ["zsh", "SIGTERM", shell],
        ["zsh", "SIGINT", shell],
    ] as const)("ends a busy %s with a process that gets %s", async (name, signal, question) => {
        const { parent, end, pid } = await asking(name, question);
        parent.kill(signal);
        expect(await end).toBe(signal);
        expect(await ended(pid)).toBe(true);
    });

    it.each([
        ["pwsh", pwsh],
        ["zsh", shell],
    ])("ends a busy %s with a process that ends by itself", async (name, question) => {
        const leave = `process.on("SIGUSR2", () => process.exit(7))`;
        const { parent, end, pid } = await asking(name, question, leave);
        parent.kill("SIGUSR2");
        expect(await end).toBe(7);
        expect(await ended(pid)).toBe(true);
    });

    it("leaves a signal to whoever has taken it", async () => {
        const taken = `process.on("SIGTERM", () => setImmediate(() => process.exit(5)))`;
        const { parent, end, pid } = await asking("pwsh", pwsh, taken);
        parent.kill("SIGTERM");
        expect(await end).toBe(5);
        expect(await ended(pid)).toBe(true);
    });
});
