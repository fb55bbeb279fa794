import { readFileSync } from "node:fs";
import { join } from "node:path";

import { conditionMeanings } from "../../cli/status/condition";
import { tenantKeys } from "../../cli/status/fileTenants";
import type { StatusReport } from "../../cli/status/statusReport";
import { runPulumi } from "../e2e/pulumiRun";
import { clientSecret, Project, tenantId } from "../e2e/project";
import { runCommand } from "./commandProcess";

const page = readFileSync(join(__dirname, "..", "..", "docs", "status.md"), "utf8");
const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!,
    );
/** The words of the page's table rows. */
const explained = new Set(
    [...page.matchAll(/^\| .*\|$/gm)].flatMap(([row]) =>
        [...row.matchAll(/`([^`]+)`/g)].map(([, word]) => word!),
    ),
);

describe("docs/status.md", () => {
    it("explains each option, each condition and each key of a tenant", async () => {
        const { stdout } = await runCommand(["status", "--help"], { cwd: __dirname });
        const options = [...stdout.matchAll(/^ +(--[a-z-]+(?: <\w+>)?)/gm)];
        expect(options.length).toBeGreaterThan(9);
        for (const [, option] of options) expect(explained).toContain(option);
        for (const condition of Object.keys(conditionMeanings))
            expect(explained).toContain(condition);
        for (const key of tenantKeys) expect(page).toContain(`\`${key}\``);
    });

    it("has commands and a tenants file that work, and explains what they print", async () => {
        const project = await Project.create();
        try {
            project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
            project.program(
                `exports.release = new mde.Library("response", { path: "scripts" }).release;`,
            );
            const { folder: cwd, environment, url } = project;
            const env = { ...process.env, ...environment };
            const { failure } = await runPulumi("up", { cwd, env, stack: "test" });
            expect(failure).toBeUndefined();
            const run = (words: readonly string[]) =>
                runCommand(words, {
                    cwd,
                    environment: {
                        ...environment,
                        ARM_CLIENT_SECRET: clientSecret,
                        MDE_API_URL: url,
                        MDE_AUTHORITY_URL: url,
                    },
                });
            project.write("release.json", (await run(["release", "--stack", "test"])).stdout);
            const [yaml = "", ...others] = blocks("yaml");
            expect(others).toEqual([]);
            // The page's first tenant is the one that there is.
            project.write(
                "tenants.yaml",
                yaml.replace(/00001111-aaaa-2222-bbbb-3333cccc4444/, tenantId),
            );
            const commands = blocks("sh").map((block) => block.trim().split(" "));
            expect(commands).toHaveLength(3);
            const [ofStacks = [], ofTenants = [], bench = []] = commands;
            expect([ofStacks, ofTenants].map((words) => words.slice(0, 2))).toEqual([
                ["npx", "pulumi-mde"],
                ["npx", "pulumi-mde"],
            ]);
            expect(await run(ofStacks.slice(2))).toMatchObject({ code: 0, stderr: "" });
            expect(readFileSync(join(cwd, "status.html"), "utf8")).toMatch(/^<!doctype html>/);
            const named = await run([...ofTenants.slice(2), "--json"]);
            const { tenants, files, ...report } = JSON.parse(named.stdout) as StatusReport;
            expect(tenants.map(({ name }) => name)).toEqual(["Contoso", "Fabrikam (government)"]);
            for (const keys of [report, tenants[0]!, files[0]!, files[0]!.tenants[0]!])
                for (const key of Object.keys(keys)) expect(explained).toContain(key);
            expect(bench.join(" ")).toBe("npm run bench -- --parts status");
        } finally {
            await project.close();
        }
    });
});
