import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    copyFileSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = join(__dirname, "..", "..", "examples", "fleet");

interface Outcome {
    readonly result: string;
    readonly reason: string;
}

/** What `rollOut` makes of tenants that fail as said, and when each was begun and ended. */
function rollOut(options: {
    canaries: string[];
    others: string[];
    atOnce: number;
    failing: string[];
    stopAfter?: number;
}): { events: string[]; outcomes: Record<string, Outcome> } {
    return runModule(`
        import { rollOut } from ${moduleOf("rollOut.mjs")};
        const { canaries, others, atOnce, failing, stopAfter } = ${JSON.stringify(options)};
        const events = [];
        const stop = new AbortController();
        const outcomes = await rollOut({
            canaries, others, atOnce, stop: stop.signal,
            async deploy(tenant) {
                events.push("begin " + tenant);
                if (events.filter((event) => event.startsWith("begin")).length === stopAfter) stop.abort();
                for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
                events.push("end " + tenant);
                const result = failing.includes(tenant) ? "failed" : "updated";
                return { result, changes: "", seconds: 1, reason: "" };
            },
            onOutcome() {},
        });
        console.log(JSON.stringify({ events, outcomes: Object.fromEntries(outcomes) }));`) as ReturnType<
        typeof rollOut
    >;
}

const results = (outcomes: Record<string, Outcome>) =>
    Object.fromEntries(Object.entries(outcomes).map(([name, { result }]) => [name, result]));

describe("rollOut of examples/fleet", () => {
    const others = ["a", "b", "c", "d", "e"];

    it("begins nobody else before all canaries have ended well, and no more at once than said", () => {
        const { events, outcomes } = rollOut({
            canaries: ["x", "y"],
            others,
            atOnce: 2,
            failing: ["b"],
        });
        const firstOther = events.findIndex((event) => event === "begin a");
        expect(events.slice(0, firstOther).sort()).toEqual([
            "begin x",
            "begin y",
            "end x",
            "end y",
        ]);
        let atOnce = 0;
        const most = Math.max(
            ...events.map((event) => (event.startsWith("begin") ? ++atOnce : --atOnce)),
        );
        expect(most).toBe(2);
        expect(results(outcomes)).toEqual({
            x: "updated",
            y: "updated",
            a: "updated",
            b: "failed",
            c: "updated",
            d: "updated",
            e: "updated",
        });
    });

    it("begins nobody else when a canary has failed, and says why", () => {
        const { events, outcomes } = rollOut({
            canaries: ["x", "y"],
            others,
            atOnce: 3,
            failing: ["y"],
        });
        expect(events).toHaveLength(4);
        expect(outcomes["x"]?.result).toBe("updated");
        for (const name of others)
            expect(outcomes[name]).toMatchObject({
                result: "not begun",
                reason: "canary y has not taken it",
            });
    });

    it("waits for what has begun when it is stopped, and begins nobody else", () => {
        const { events, outcomes } = rollOut({
            canaries: [],
            others,
            atOnce: 2,
            failing: [],
            stopAfter: 2,
        });
        expect(events.sort()).toEqual(["begin a", "begin b", "end a", "end b"]);
        expect(results(outcomes)).toMatchObject({ a: "updated", c: "not begun", e: "not begun" });
    });
});

/** A program of the example's modules, as JSON what it prints. */
function runModule(program: string): unknown {
    const words = ["--input-type=module", "--eval", program];
    const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as unknown;
}

const moduleOf = (name: string) => JSON.stringify(pathToFileURL(join(folder, name)).href);

const tenantOf = (at: number) => `00001111-aaaa-2222-bbbb-0000cccc000${at}`;

describe("the command line of examples/fleet", () => {
    let files: string;
    beforeAll(() => {
        files = mkdtempSync(join(tmpdir(), "fleet-"));
        writeFileSync(join(files, "release.json"), `{ "digest": "${"a".repeat(64)}" }`);
        const names = ["one", "two", "three", "four", "five"];
        writeFileSync(
            join(files, "tenants.yaml"),
            `tenants: { ${names.map((name, at) => `${name}: { tenantId: ${tenantOf(at)} }`).join(", ")} }`,
        );
    });
    afterAll(() => {
        rmSync(files, { recursive: true, force: true });
    });

    const plans = (lines: string[][], expected?: string) =>
        runModule(`
            import { planOf } from ${moduleOf("plan.mjs")};
            const expected = ${JSON.stringify(expected)};
            console.log(JSON.stringify(${JSON.stringify(lines)}.map((words) => {
                try {
                    return planOf(words, { folder: ${JSON.stringify(files)}, expected });
                } catch (error) {
                    return error.message;
                }
            })));`) as (string | object)[];

    it("shares the tenants without one left out, and none twice", () => {
        const others = ["--canary", "two", "--wave", "others", "--shard"];
        const [all, canaries, first, second] = plans([
            ["--canary", "two"],
            ["--canary", "two", "--wave", "canaries"],
            [...others, "1/2"],
            [...others, "2/2"],
        ]);
        const rest = { canaries: ["two"], others: ["one", "three", "four", "five"], before: [] };
        expect(all).toMatchObject(rest);
        expect(canaries).toMatchObject({ canaries: ["two"], others: [] });
        expect(first).toMatchObject({ canaries: [], others: ["one", "four"], before: ["two"] });
        expect(second).toMatchObject({ canaries: [], others: ["three", "five"], before: ["two"] });
    });

    it("refuses what cannot be meant", () => {
        const wrong: [string[], string][] = [
            [["--canary", "six"], "tenants.yaml has no six."],
            [["--wave", "some"], '--wave is all, canaries or others, and not "some".'],
            [["--wave", "canaries"], "--wave canaries needs a --canary."],
            [["--wave", "others"], "--wave others needs a --canary."],
            [["--shard", "1/2"], "--shard needs --wave others"],
            [["--canary", "two", "--wave", "others", "--shard", "3/2"], "--shard is such as 2/8"],
            [["--canary", "two", "--wave", "others", "--shard", "0/2"], "--shard is such as 2/8"],
            [["--at-once", "none"], '--at-once is a number of tenants, and not "none".'],
            [["--at-onec", "2"], "Unknown option '--at-onec'"],
        ];
        const said = plans(wrong.map(([words]) => words));
        expect(said).toEqual(wrong.map(([, why]) => expect.stringContaining(why) as string));
    });

    it("refuses another release than the one that was asked for, and no digest at all", () => {
        const digest = "a".repeat(64);
        for (const expected of ["b".repeat(64), ""])
            expect(plans([[]], expected)).toEqual([
                `release.json is ${digest}, and RELEASE_DIGEST asks for "${expected}".`,
            ]);
        expect(plans([[]], digest)).toMatchObject([{ digest }]);
    });

    it("refuses tenants that are none, that are twice, or that have a secret beside them", () => {
        const other = mkdtempSync(join(tmpdir(), "fleet-"));
        const wrong = {
            [`development: { tenantId: ${tenantOf(1)} }`]: "development is the stack",
            "one:": "has no tenantId for one",
            "one: { tennantId: x }": "has no tenantId for one",
            [`one: { tenantId: ${tenantOf(1)} }\n    two: { tenantId: ${tenantOf(1).toUpperCase()} }`]:
                "two and one have the same tenant",
            [`one: { tenantId: ${tenantOf(1)}, clientSecret: hidden }`]: "has clientSecret for one",
        };
        for (const [tenants, why] of Object.entries(wrong)) {
            writeFileSync(join(other, "tenants.yaml"), `tenants:\n    ${tenants}\n`);
            const [said] = runModule(`
                import { planOf } from ${moduleOf("plan.mjs")};
                try {
                    planOf([], { folder: ${JSON.stringify(other)}, expected: undefined });
                } catch (error) {
                    console.log(JSON.stringify([error.message]));
                }`) as [string];
            expect(said).toContain(why);
            expect(said).not.toContain("hidden");
        }
        rmSync(other, { recursive: true });
    });

    it("begins nothing then", () => {
        const words = [join(folder, "fleet.mjs"), "--canary", "nobody"];
        const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
        expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
        expect(stderr).toBe("fleet: nothing was begun: tenants.yaml has no nobody.\n");
    });
});

describe("the report of examples/fleet", () => {
    it("says why tenants were not begun, once for all of them", () => {
        const [matrix, results] = runModule(`
            import { matrix, resultsText } from ${moduleOf("report.mjs")};
            import { notBegun } from ${moduleOf("rollOut.mjs")};
            const outcomes = new Map([
                ["one", { result: "failed", changes: "", seconds: 1, reason: "it is closed" }],
                ["two", notBegun("canary one has not taken it")],
                ["three", notBegun("canary one has not taken it")],
            ]);
            console.log(JSON.stringify([matrix(outcomes), resultsText("aa", outcomes)]));`) as [
            string,
            string,
        ];
        expect(matrix).toMatch(
            /\n\none: it is closed\n\nnot begun: canary one has not taken it\n$/,
        );
        expect(JSON.parse(results)).toMatchObject({
            digest: "aa",
            tenants: [{ tenant: "one" }, { tenant: "two", result: "not begun" }, {}],
        });
    });

    /** The program in a folder of its own, with two tenants. */
    const programIn = (own: string) => {
        for (const name of ["fleet", "plan", "rollOut", "deploy", "report"])
            copyFileSync(join(folder, `${name}.mjs`), join(own, `${name}.mjs`));
        symlinkSync(join(folder, "..", "..", "node_modules"), join(own, "node_modules"));
        writeFileSync(join(own, "release.json"), `{ "digest": "${"a".repeat(64)}" }`);
        const ids = [1, 2, 3].map((at) => `t${at}: { tenantId: ${tenantOf(at)} }`);
        writeFileSync(join(own, "tenants.yaml"), `tenants: { ${ids.join(", ")} }`);
    };
    let own: string;
    beforeEach(() => {
        own = mkdtempSync(join(tmpdir(), "fleet-"));
        programIn(own);
    });
    afterEach(() => {
        rmSync(own, { recursive: true });
    });

    it("tells how far it has come in the file of results, when it is killed", async () => {
        // The first takes it, the second never ends.
        writeFileSync(
            join(own, "deploy.mjs"),
            `export const hasRelease = async () => true;
            const hanging = setInterval(() => {}, 1000);
            export const deploy = async ({ tenant }) => {
                if (tenant === "t1") return { result: "updated", changes: "", seconds: 1, reason: "" };
                console.log("hangs");
                await new Promise(() => {});
            };`,
        );
        const results = join(own, "results.json");
        const words = [join(own, "fleet.mjs"), "--at-once", "1", "--results", results];
        const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
        let said = "";
        for await (const chunk of child.stdout)
            if ((said += String(chunk)).includes("hangs")) break;
        child.kill("SIGKILL");
        await once(child, "exit");
        const { tenants } = JSON.parse(readFileSync(results, "utf8")) as { tenants: Outcome[] };
        expect(tenants).toMatchObject([
            { tenant: "t1", result: "updated" },
            { tenant: "t2", result: "under way" },
            { tenant: "t3", result: "not begun" },
        ]);
    });

    it("says before anything is begun that the results cannot be written", () => {
        const results = join(own, "nowhere", "results.json");
        const words = [join(own, "fleet.mjs"), "--results", results];
        const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
        expect({ status, stdout, stderr }).toEqual({
            status: 2,
            stdout: "",
            stderr: `fleet: nothing was begun: ${results} cannot be written (ENOENT).\n`,
        });
    });
});
