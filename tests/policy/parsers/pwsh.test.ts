import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { openPwsh, type Pwsh } from "../../../policy/parsers/pwsh";
import { pwshCode } from "../../../policy/parsers/pwshCode";
import { Programs, pwshStandIn } from "./standIn";

const parsing = `say({ problems: question.text.includes("bad") ? [{ message: "bad", line: 1, column: 2 }] : [] });`;

describe("openPwsh", () => {
    let programs: Programs;
    beforeEach(() => {
        programs = new Programs();
    });
    afterEach(() => {
        programs.remove();
    });

    function withPwsh(answer: string, maxTime?: number): Pwsh {
        programs.add("pwsh", pwshStandIn(answer));
        const environment = () => ({ PATH: programs.folder });
        return openPwsh(maxTime === undefined ? { environment } : { environment, maxTime });
    }

    interface Entry {
        readonly pid?: number;
        readonly args?: string[];
        readonly line?: string;
        readonly question?: object;
        readonly term?: string;
    }

    const log = () =>
        readFileSync(join(programs.folder, "log"), "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Entry);

    /** Whether a process has ended, once the system has noticed. */
    async function ended(pid: number): Promise<boolean> {
        for (let tries = 0; tries < 1_000; tries++) {
            try {
                process.kill(pid, 0);
                // One that has ended and was not asked for yet is a zombie.
                if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return true;
            } catch {
                return true;
            }
            await new Promise((resolve) => setImmediate(resolve));
        }
        return false;
    }

    it("asks one process about all texts, with its own code before them", async () => {
        const pwsh = withPwsh(parsing);
        const texts = ["good", "bad 'Größe'", "good\r\nagain"];
        const answers = await Promise.all(texts.map((text) => pwsh.parse(text)));
        expect(answers).toEqual([
            { problems: [] },
            { problems: [{ message: "bad", line: 1, column: 2 }] },
            { problems: [] },
        ]);
        const entries = log();
        expect(entries.filter(({ pid }) => pid !== undefined)).toMatchObject([
            {
                args: ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", "-"],
                cwd: "/",
                term: "dumb",
            },
        ]);
        expect(entries.flatMap(({ line }) => line ?? [])).toEqual(pwshCode);
        expect(entries.flatMap(({ question }) => question ?? [])).toEqual(
            texts.map((text) => ({ ask: "parse", text })),
        );
    });

    it("hands PSScriptAnalyzer its options", async () => {
        const pwsh = withPwsh(`say({ missing: true });`);
        const options = { severities: ["Error"], excludeRules: ["A"], includeRules: [] };
        expect(await pwsh.analyze("a", options)).toEqual({ absent: "module" });
        expect(log().at(-1)!.question).toEqual({
            ask: "analyze",
            text: "a",
            Severity: ["Error"],
            ExcludeRule: ["A"],
            IncludeRule: [],
        });
    });

    it("finds its answer in whatever else is said", async () => {
        const pwsh = withPwsh(
            `process.stdout.write("\\x1b[?1h"); console.log("WARNING: x"); ${parsing}`,
        );
        expect(await pwsh.parse("bad")).toHaveProperty("problems.0.message", "bad");
    });

    it("says that there is none", async () => {
        const pwsh = openPwsh({ environment: () => ({ PATH: programs.folder }) });
        expect(await pwsh.parse("a")).toEqual({ absent: "pwsh" });
        withPwsh(parsing);
        // A run goes by what was there first.
        expect(await pwsh.parse("a")).toEqual({ absent: "pwsh" });
    });

    it.each([
        ["dies", "process.exit(3);", "ended before it answered (with exit code 3)"],
        [
            "is killed",
            'process.kill(process.pid, "SIGKILL");',
            "ended before it answered (with SIGKILL)",
        ],
        ["answers rubbish", 'console.log("mde:////:");', "gave an answer that is none"],
        ["answers another thing", "say({ problems: 7 });", "gave an answer that is none"],
        [
            "talks without end",
            'for (let n = 0; n < 99; n++) console.log("x".repeat(65536));',
            "says other things than answers",
        ],
    ])("says when it %s, and starts another one", async (_, code, failed) => {
        const pwsh = withPwsh(`if (question.text === "odd") { ${code} } else ${parsing}`);
        expect(await pwsh.parse("odd")).toEqual({ failed });
        expect(await pwsh.parse("bad")).toHaveProperty("problems.0.message", "bad");
        const pids = log().flatMap(({ pid }) => pid ?? []);
        expect(pids).toHaveLength(2);
        expect(await ended(pids[0]!)).toBe(true);
    });

    it("says what PowerShell itself failed at, and goes on with it", async () => {
        const pwsh = withPwsh(
            `say(question.text === "odd" ? { failed: "no\\x1b memory" } : { problems: [] });`,
        );
        expect(await pwsh.parse("odd")).toEqual({ failed: "failed at it (no<U+001B> memory)" });
        expect(await pwsh.parse("a")).toEqual({ problems: [] });
        expect(log().filter(({ pid }) => pid !== undefined)).toHaveLength(1);
    });

    it("ends one that hangs, and does not ask for ever", async () => {
        const pwsh = withPwsh("for (;;);", 400);
        for (let times = 0; times < 3; times++)
            expect(await pwsh.parse("a")).toEqual({ failed: "gave no answer in 0.4 s" });
        expect(await pwsh.parse("a")).toEqual({
            failed: "failed 3 times for other files, and was not asked again",
        });
        if (!existsSync(join(programs.folder, "log"))) return;
        for (const { pid } of log()) if (pid !== undefined) expect(await ended(pid)).toBe(true);
    });

    it("sends code that is whole on each line, and in which no text of a script stands", () => {
        for (const line of pwshCode) {
            expect(line).not.toMatch(/\n|Invoke-Expression|iex/i);
            const count = (brackets: RegExp) => line.match(brackets)?.length ?? 0;
            expect(count(/[({]/g)).toBe(count(/[)}]/g));
        }
    });
});
