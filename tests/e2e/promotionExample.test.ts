import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

describe("node examples/promotion/run.mjs", () => {
    let clone: string;
    beforeAll(() => {
        mkdirSync(join(root, ".e2e"), { recursive: true });
        clone = mkdtempSync(join(root, ".e2e", "promotion-"));
        for (const name of ["examples/promotion", "tools"])
            cpSync(join(root, name), join(clone, name), {
                recursive: true,
                filter: (path) => !/[\\/](\.pulumi-mde|node_modules)$/.test(path),
            });
    });
    afterAll(() => {
        rmSync(clone, { recursive: true, force: true });
    });

    it("takes a tested change to production, and not one that was tampered with", () => {
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            ["examples/promotion/run.mjs"],
            {
                cwd: clone,
                encoding: "utf8",
                env: { ...process.env, PULUMI_MDE_HOME: join(clone, "mde") },
            },
        );
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
        const versions = [...stdout.matchAll(/^ +(\w+) +\S+ \S+ +linux-triage\.sh (\w+)$/gm)].map(
            ([, stack, digest]) => ({ stack, digest }),
        );
        const of = (stack: string) =>
            versions.filter((each) => each.stack === stack).map(({ digest }) => digest);
        const [first, second] = of("development");
        expect(second).not.toBe(first);
        expect(of("production")).toEqual([first, first, second, second]);
        const tested = of("staging").at(-1);
        expect([first, second]).not.toContain(tested);
        expect(stdout.match(/was stopped before any file of it was uploaded/g)).toHaveLength(2);
        expect(stdout).toMatch(new RegExp(`linux-triage\\.sh +sha256 ${tested}… +sha256 \\w{12}…`));
    });
});
