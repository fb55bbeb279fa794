import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..");
const example = join("examples", "fleet");

describe("node examples/fleet/run.mjs", () => {
    let clone: string;
    beforeAll(() => {
        mkdirSync(join(root, ".e2e"), { recursive: true });
        clone = mkdtempSync(join(root, ".e2e", "fleet-"));
        for (const name of [example, "tools"])
            cpSync(join(root, name), join(clone, name), {
                recursive: true,
                filter: (path) => !/[\\/](\.pulumi-mde|node_modules)$/.test(path),
            });
    });
    afterAll(() => {
        rmSync(clone, { recursive: true, force: true });
    });

    it("brings a release to all tenants, goes on where it was stopped, and stops at a canary", () => {
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            ["examples/fleet/run.mjs", "--tenants", "4"],
            {
                cwd: clone,
                encoding: "utf8",
                env: { ...process.env, PULUMI_MDE_HOME: join(clone, "mde") },
            },
        );
        expect({ status, stderr }).toMatchObject({ status: 0 });
        const rows = (part: string) =>
            [...part.matchAll(/^ +\| (tenant-\d\d)  (\w+(?: \w+)?) /gm)].map(
                ([, tenant, result]) => [tenant!, result!] as const,
            );
        const parts = stdout.split(/^\d\. /m).slice(1);
        const matrices = parts.map((part) => Object.fromEntries(rows(part)));
        expect(matrices).toEqual([
            {
                "tenant-01": "updated",
                "tenant-02": "updated",
                "tenant-03": "failed",
                "tenant-04": "updated",
            },
            {
                "tenant-01": "current",
                "tenant-02": "current",
                "tenant-03": "updated",
                "tenant-04": "current",
            },
            {
                "tenant-01": "failed",
                "tenant-02": "updated",
                "tenant-03": "not begun",
                "tenant-04": "not begun",
            },
        ]);
        expect(stdout).toMatch(/\| not begun: canary tenant-01 has not taken it/);
        // The next bare "pulumi up" goes where it would have gone before.
        const selected = readdirSync(join(clone, example, ".pulumi-mde", "home", "workspaces"));
        expect(selected).toHaveLength(1);
        const workspace = join(clone, example, ".pulumi-mde", "home", "workspaces", selected[0]!);
        const { stacks } = JSON.parse(readFileSync(workspace, "utf8")) as { stacks: object };
        expect(Object.values(stacks)).toEqual(["organization/fleet/development"]);
        expect(stdout).toMatch(/tenant-03: linux-triage\.sh is already in the library of tenant/);
        expect(stdout).toMatch(/tenant-01: linux-triage\.sh in tenant \S+ was changed outside/);
    });
});
