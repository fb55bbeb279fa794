import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as automation from "@pulumi/pulumi/automation";

import { runPulumi } from "../e2e/pulumiRun";
import { Project } from "../e2e/project";
import { contoso, fabrikam, namesIn, twoTenants } from "../e2e/tenants";
import { promotionArgNames } from "../../sdk/promotionArgs";
import { runCommand } from "./commandProcess";

const page = readFileSync(join(__dirname, "..", "..", "docs", "promotion.md"), "utf8");
const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!,
    );
/** The words of the page's table rows, each in its first column. */
const explained = new Set(
    [...page.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, cell = ""]) =>
        [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!),
    ),
);

describe("docs/promotion.md", () => {
    it("explains each argument and each option", async () => {
        for (const name of promotionArgNames) expect(explained).toContain(name);
        for (const command of ["release", "verify"]) {
            const { stdout } = await runCommand([command, "--help"], { cwd: __dirname });
            const options = [...stdout.matchAll(/^ +(--[a-z-]+(?: <\w+>)?)/gm)];
            expect(options.length).toBeGreaterThan(2);
            for (const [, option] of options) expect(explained).toContain(option);
        }
    });

    it("has a program and commands that work as they stand, from one stack to the next", async () => {
        const [program, ...others] = blocks("ts");
        expect(others).toEqual([]);
        const project = await Project.create({ typescript: true, emulator: twoTenants() });
        try {
            const endpoints = { apiUrl: project.url, authorityUrl: project.url };
            await project.configure({ ...contoso, ...endpoints });
            project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
            project.write(
                "index.ts",
                `import * as mde from "pulumi-mde";
                export const { release } = new mde.Library("response", { path: "scripts" });`,
            );
            expect((await project.up()).failure).toBeUndefined();
            await project.rename("staging");

            const { folder: cwd, environment } = project;
            const production = await automation.LocalWorkspace.createStack(
                { stackName: "production", workDir: cwd },
                { envVars: { ...environment } },
            );
            const { tenantId, clientId, clientSecret } = fabrikam;
            await production.setAllConfig({
                "e2e:stagingStack": { value: "organization/e2e/staging" },
                "mde:tenantId": { value: tenantId },
                "mde:clientId": { value: clientId },
                "mde:clientSecret": { value: clientSecret, secret: true },
                "mde:apiUrl": { value: endpoints.apiUrl },
                "mde:authorityUrl": { value: endpoints.authorityUrl },
            });
            project.write("index.ts", program!);
            const env = { ...process.env, ...environment };
            const { failure } = await runPulumi("up", { cwd, env, stack: "production" });
            expect(failure).toBeUndefined();
            expect(await namesIn(project, fabrikam)).toEqual(["a.sh"]);

            const isOfClone = (block: string) => block.startsWith("node ");
            // tests/e2e/promotionExample.test.ts runs it.
            expect(blocks("sh").filter(isOfClone)).toEqual(["node examples/promotion/run.mjs\n"]);
            const commands = blocks("sh").filter((block) => !isOfClone(block));
            expect(commands).toHaveLength(2);
            for (const block of commands) {
                const [words = "", file] = block.trim().split(" > ");
                const [npx, name, ...args] = words.split(" ");
                expect([npx, name]).toEqual(["npx", "pulumi-mde"]);
                const run = await runCommand(args, { cwd, environment });
                expect(run).toMatchObject({ code: 0 });
                if (file !== undefined) project.write(file, run.stdout);
            }
            const keysOf = async (...args: readonly string[]) => {
                const { stdout } = await runCommand(args, { cwd, environment });
                return Object.keys(JSON.parse(stdout) as object);
            };
            const evidence = ["verify", "--release", "release.json", "--stack", "production"];
            for (const key of [
                ...(await keysOf("release", "--stack", "staging")),
                ...(await keysOf(...evidence, "--json")),
            ])
                expect(explained).toContain(key);
        } finally {
            await project.close();
        }
    });
});
