import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

/** What an expression over the exports of a file of the benchmark comes to: they are ES modules. */
function evaluated(file: string, expression: string): unknown {
    const program =
        `import * as it from "./tests/bench/${file}";` +
        `process.stdout.write(JSON.stringify(${expression}));`;
    const words = ["--input-type=module", "--eval", program];
    const options = { cwd: root, encoding: "utf8", stdio: "pipe" } as const;
    return JSON.parse(execFileSync(process.execPath, words, options));
}

describe("npm run bench", () => {
    let folder: string;
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "mde-bench-"));
    });
    afterAll(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    it("measures every contender in every scenario, and writes its tables", () => {
        const out = join(folder, "benchmarks.md");
        const words = ["tests/bench/run.mjs", "--quick", "--out", out];
        const run = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
        expect(run.stderr).not.toMatch(/Error/);
        expect(run.status).toBe(0);
        const text = readFileSync(out, "utf8");
        // Terraform may not be here; it has its rows all the same.
        for (const by of ["pulumi-mde", "textbook", "that does nothing", "a loop", "Terraform"])
            for (const scenario of ["all files new", "one file", "nothing", "refresh", "destroy"])
                expect(text).toMatch(new RegExp(`^\\| \`.*${scenario}.* \\| .*${by}`, "m"));
        expect(text).toMatch(/^\| calls.*\| exactly +\| exactly +\| met/m);
        // Each policy of the pack has looked at each script, and let it pass.
        expect(text).toMatch(/^\| `mde-no-secrets`\s+\| \d+\.\d\d ms/m);
        expect(text).toMatch(/Mandatory violations: 0; policies that could not run: 0\./);
        expect(text).toMatch(/^\| state per file.*\| met/m);
        // A token and a list for each tenant, or it would say how many.
        expect(text).toMatch(/^\| `pulumi-mde status` of 12 tenants .*\| \d\.\d+ s, 0 × 429 +\|/m);
        for (const path of [root, folder, homedir()]) expect(text).not.toContain(`${path}/`);
    });
});

describe("the document", () => {
    const withTables = (document: string | undefined, tables: string) =>
        evaluated(
            "document.mjs",
            `it.withTables(${document === undefined ? "undefined" : JSON.stringify(document)}, ${JSON.stringify(tables)})`,
        ) as string;

    it("keeps what is written by hand around the tables, run after run", () => {
        const first = withTables(undefined, "| first |");
        const byHand = first.replace("# Benchmarks", "# Mine\n\nbefore") + "\n## After\n";
        const second = withTables(byHand, "| second |");
        expect(second).toBe(byHand.replace("| first |", "| second |"));
    });

    it("has the figures of a run of the policies beside the others, until a whole run", () => {
        const withPolicies = (document: string, tables: string) =>
            evaluated(
                "document.mjs",
                `it.withPolicies(${JSON.stringify(document)}, ${JSON.stringify(tables)})`,
            ) as string;
        const whole = withTables(undefined, "| whole |") + "\n## By hand\n";
        const first = withPolicies(whole, "| first |");
        expect(first).toMatch(/\| whole \|[^]*\| first \|[^]*## By hand\n$/);
        expect(withPolicies(first, "| second |")).toBe(first.replace("| first |", "| second |"));
        expect(withTables(first, "| whole |")).toBe(whole);
        expect(() => withPolicies("# All by hand\n", "| x |")).toThrow("no place for the policies");
    });

    it("tells what the policies took, on which machine, and whether that is enough", () => {
        const [processor, system, node] = ["2 × CPU", "linux x64", "24"];
        const machine = { commit: "abc", date: "2026-11-30", processor, system, node, load: "0.1" };
        const each = [{ name: "mde-file-size", ms: 500 }];
        const times = { loadingMs: 100, wallMs: 12_000, cpuMs: 3000, againMs: 2400 };
        const facts = { files: 500, bytes: 20_480, mandatory: 0, undecided: 0 };
        const found = { machine, races: [], policies: { ...times, ...facts, each } };
        const text = evaluated("report.mjs", `it.policiesReport(${JSON.stringify(found)})`);
        expect(text).toMatch(/^## Policies\n\n.*commit abc.*2 × CPU.*load when it began: 0\.1/);
        expect(text).toMatch(/^\| 500 scripts .*\| 12\.0 s.*\| met *\|$/m);
        expect(text).toMatch(/^\| `mde-file-size` *\| 1\.00 ms/m);
        expect(text).not.toContain("not measured");
    });

    it("is not written over where it has no place for tables", () => {
        expect(() => withTables("# All by hand\n", "| first |")).toThrow("no place for the tables");
    });
});

describe("npm run bench:fleet", () => {
    it("writes what a tenant costs into the page, and nothing else", () => {
        const folder = mkdtempSync(join(tmpdir(), "mde-bench-"));
        const out = join(folder, "scale.md");
        const page = readFileSync(join(root, "docs", "scale.md"), "utf8");
        writeFileSync(out, page);
        const words = ["tests/bench/fleet.mjs", "--tenants", "2", "--at-once", "2", "--out", out];
        const run = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
        expect(run.stderr).not.toMatch(/Error/);
        const text = readFileSync(out, "utf8");
        const around = (all: string) => all.split(/(?<=Written by .*-->)[^]*(?=<!-- To here)/);
        expect(around(text)).toEqual(around(page));
        expect(text).toMatch(/^2 tenants with 2 files each, commit /m);
        // One sign-in, one list and two uploads; then none.
        expect(text).toMatch(/^\| 2 +\|.*\| 1\.00 ×.*\| 4 +\|.* \| 0 +\|/m);
        rmSync(folder, { recursive: true });
    });
});

describe("what is kept of the targets", () => {
    const round = (wallMs: number, calls: object = {}) => ({
        wallMs,
        calls,
        stateBytes: 1_900_000,
    });
    const race = (contender: string, scenario: string, rounds: object[], files = 1000) => ({
        contender,
        scenario,
        files,
        rounds,
    });
    const verdictsOf = (found: object) =>
        evaluated("targets.mjs", `it.verdicts(${JSON.stringify(found)})`) as {
            what: string;
            measured: string;
            met?: boolean;
        }[];
    const met = (found: object, what: RegExp) =>
        verdictsOf({ races: [], ...found }).find((verdict) => what.test(verdict.what))?.met;

    it("is judged by the medians of both sides", () => {
        const textbook = race("textbook", "cold", [round(100), round(1000), round(90)]);
        const ours = (ms: number) => race("pulumi-mde", "cold", [round(ms), round(1), round(2000)]);
        expect(met({ races: [ours(40), textbook] }, /new files/)).toBe(true);
        expect(met({ races: [ours(41), textbook] }, /new files/)).toBe(false);
    });

    it("says of how many runs it is", () => {
        const measured = (...rounds: object[]) => {
            const races = [race("pulumi-mde", "cold", rounds), race("textbook", "cold", rounds)];
            return verdictsOf({ races }).find(({ what }) => what.includes("new files"))?.measured;
        };
        expect(measured(round(100))).toMatch(/, one run each\)$/);
        expect(measured(round(100), round(90), round(99))).toMatch(/, medians of 3 runs\)$/);
    });

    it("is not judged for few files, nor where a side is missing", () => {
        const few = [
            race("pulumi-mde", "cold", [round(400)], 10),
            race("textbook", "cold", [round(100)], 10),
        ];
        expect(met({ races: few }, /new files/)).toBeUndefined();
        expect(met({ races: [race("pulumi-mde", "cold", [round(1)])] }, /new/)).toBeUndefined();
    });

    it("is broken by one call too many, in whichever round", () => {
        const calls = { token: 1, list: 1 };
        const rounds = [round(1, calls), round(1, calls)];
        expect(met({ races: [race("pulumi-mde", "refresh", rounds)] }, /^calls/)).toBe(true);
        const more = [...rounds, round(1, { token: 1, list: 2 })];
        expect(met({ races: [race("pulumi-mde", "refresh", more)] }, /^calls/)).toBe(false);
    });

    it("allows a list more for each minute of a run, and no more", () => {
        const calls = { token: 1, list: 2, upload: 1000 };
        const cold = (ms: number) => race("pulumi-mde", "cold", [round(ms, calls)]);
        expect(met({ races: [cold(60_001)] }, /^calls/)).toBe(true);
        expect(met({ races: [cold(59_999)] }, /^calls/)).toBe(false);
    });

    it("is broken by a 429, by memory and by state", () => {
        const atTheLimit = {
            files: 250,
            calls: 100,
            windowMs: 6000,
            wallMs: 12_500,
            leastMs: 12_000,
        };
        expect(met({ atTheLimit: { ...atTheLimit, refused: 0 } }, /rate limit/)).toBe(true);
        expect(met({ atTheLimit: { ...atTheLimit, refused: 1 } }, /rate limit/)).toBe(false);
        const largeFiles = { files: 32, bytes: 20e6, wallMs: 1 };
        expect(met({ largeFiles: { ...largeFiles, peakBytes: 249e6 } }, /memory/)).toBe(true);
        expect(met({ largeFiles: { ...largeFiles, peakBytes: 250e6 } }, /memory/)).toBe(false);
        const cold = (stateBytes: number) =>
            race("pulumi-mde", "cold", [{ ...round(1), stateBytes }]);
        expect(met({ races: [cold(1_999_000)] }, /state/)).toBe(true);
        expect(met({ races: [cold(2_048_000)] }, /state/)).toBe(false);
    });

    it("is broken by a status that takes too long, is told to wait or asks twice", () => {
        const calls = { token: 200, list: 200 };
        const status = { tenants: 200, files: 100, wallMs: 59_999, refused: 0, calls };
        expect(met({ status }, /mde status/)).toBe(true);
        expect(met({ status: { ...status, wallMs: 60_000 } }, /mde status/)).toBe(false);
        expect(met({ status: { ...status, refused: 1 } }, /mde status/)).toBe(false);
        const twice = { ...calls, list: 201 };
        expect(met({ status: { ...status, calls: twice } }, /mde status/)).toBe(false);
        expect(met({ status: { ...status, tenants: 12 } }, /mde status/)).toBeUndefined();
    });

    it("is broken by policies that take too long, find something or cannot run", () => {
        const policies = { files: 500, wallMs: 14_999, mandatory: 0, undecided: 0 };
        expect(met({ policies }, /whole pack/)).toBe(true);
        expect(met({ policies: { ...policies, wallMs: 15_000 } }, /whole pack/)).toBe(false);
        expect(met({ policies: { ...policies, mandatory: 1 } }, /whole pack/)).toBe(false);
        expect(met({ policies: { ...policies, undecided: 1 } }, /whole pack/)).toBe(false);
        expect(met({ policies: { ...policies, files: 10 } }, /whole pack/)).toBeUndefined();
    });
});
