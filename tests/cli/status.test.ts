import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as automation from "@pulumi/pulumi/automation";

import type { StatusReport } from "../../cli/status/statusReport";
import { runPulumi } from "../e2e/pulumiRun";
import { Project } from "../e2e/project";
import { callsByTenant, contoso, fabrikam, twoTenants, type TestTenant } from "../e2e/tenants";
import { runCommand } from "./commandProcess";

const nobodys = "99990000-1111-4222-8333-444455556666";

describe("pulumi-mde status", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({ emulator: twoTenants() });
        project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
        project.write("scripts/b.sh", "#!/bin/sh\necho b\n");
        project.program(
            `exports.release = new mde.Library("response", { path: "scripts" }).release;`,
        );
        const { folder: workDir, url, environment } = project;
        for (const [stackName, { tenantId, clientId, clientSecret }] of stacks()) {
            const stack = await automation.LocalWorkspace.createOrSelectStack(
                { stackName, workDir },
                { envVars: { ...environment } },
            );
            await stack.setAllConfig({
                "mde:tenantId": { value: tenantId },
                "mde:clientId": { value: clientId },
                "mde:clientSecret": { value: clientSecret, secret: true },
                "mde:apiUrl": { value: url },
                "mde:authorityUrl": { value: url },
            });
            const env = { ...process.env, ...environment };
            const { failure } = await runPulumi("up", { cwd: workDir, env, stack: stackName });
            expect(failure).toBeUndefined();
        }
        // The stack that every project of the tests begins with.
        const { stdout } = await status("--stack", "test");
        expect(stdout).toContain("test was not read");
        const { failed } = await project.command("stack", "rm", "--yes");
        expect(failed).toBe(false);
        const release = await run("release", "--stack", "contoso");
        project.write("release.json", release.stdout);
        project.write(
            "tenants.yaml",
            `tenants:\n${[...stacks(), ["nobody", { ...contoso, tenantId: nobodys }] as const]
                .map(([name, { tenantId, clientId }]) =>
                    [`  ${name} 北京:`, `tenantId: ${tenantId}`, `clientId: ${clientId}`].join(
                        "\n    ",
                    ),
                )
                .join("\n")}\n`,
        );
        callsByTenant(project);
    });
    afterAll(() => project.close());

    const stacks = (): [string, TestTenant][] => [
        ["contoso", contoso],
        ["fabrikam", fabrikam],
    ];
    const run = (...words: readonly string[]) => {
        const { folder: cwd, environment } = project;
        return runCommand(words, { cwd, environment });
    };
    const status = (...words: readonly string[]) => run("status", ...words);
    const byName = (words: readonly string[], secret = contoso.clientSecret) => {
        const { folder: cwd, environment, url } = project;
        const variables = { ARM_CLIENT_SECRET: secret, MDE_API_URL: url, MDE_AUTHORITY_URL: url };
        return runCommand(["status", "--tenants", "tenants.yaml", ...words], {
            cwd,
            environment: { ...environment, ...variables },
        });
    };
    const conditionsIn = (stdout: string) =>
        Object.fromEntries(
            (JSON.parse(stdout) as StatusReport).files.map(({ fileName, tenants }) => [
                fileName,
                Object.fromEntries(tenants.map(({ tenant, condition }) => [tenant, condition])),
            ]),
        );

    it("looks at all stacks of the project, with one token and one list of each tenant", async () => {
        const { code, stdout, stderr } = await status("--release", "release.json");
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(stdout).toMatch(/^All 2 tenants run release [0-9a-f]{12}…\.\n/);
        expect(callsByTenant(project)).toEqual({
            contoso: ["token", "list"],
            fabrikam: ["token", "list"],
        });
        expect((await status()).code).toBe(0);
    });

    it("tells what was changed outside Pulumi, and what nobody manages, and ends with 1", async () => {
        const library = project.emulator.library(fabrikam.tenantId);
        const before = (await library.list()).length;
        await library.put("B.sh", "#!/bin/sh\necho changed\n");
        await library.put("theirs.sh", "#!/bin/sh\n");
        try {
            const { code, stdout } = await status("--json", "--release", "release.json");
            expect(code).toBe(1);
            expect(conditionsIn(stdout)).toEqual({
                "a.sh": { contoso: "as-wanted", fabrikam: "as-wanted" },
                "b.sh": { contoso: "as-wanted", fabrikam: "drifted" },
                "theirs.sh": { fabrikam: "unmanaged" },
            });
            const named = await status("--name", "A.*");
            expect(named).toMatchObject({ code: 0 });
            expect(named.stdout).toMatch(/newest +[0-9a-f]{12}… .* contoso, fabrikam\n/);
            const only = await status("--stack", "contoso", "--json");
            expect(only.code).toBe(0);
            expect((JSON.parse(only.stdout) as StatusReport).tenants).toHaveLength(1);
        } finally {
            await library.put("B.sh", "#!/bin/sh\necho b\n");
            await library.remove("theirs.sh");
            expect(await library.list()).toHaveLength(before);
        }
    });

    it("tells of a tenant that cannot be read, and goes on with the others", async () => {
        const { code, stdout } = await byName(["--release", "release.json"]);
        expect(code).toBe(2);
        expect(stdout).toMatch(
            /^1 of 3 tenants runs release [0-9a-f]{12}…; of 2 it is not known\.\n/,
        );
        expect(stdout).toMatch(/^2 of 2 +contoso 北京$/m);
        expect(stdout).toMatch(/^not read +fabrikam 北京$/m);
        expect(stdout).toMatch(/^nobody 北京 was not read: ./m);
        expect(stdout).not.toMatch(/ARM_(?:TENANT|CLIENT)_ID/);
        const named = await byName(["--release", "release.json", "--name", "none*"]);
        expect(named.code).toBe(2);
        expect(named.stdout).toMatch(/^0 of 3 tenants run release .*; of 3 it is not known\./);
        expect(named.stdout).toContain(
            'No tenant that was read has a file with a name like "none*".\n',
        );
        await project.emulator.library(contoso.tenantId).put("c.sh", "#!/bin/sh\n");
        try {
            expect((await byName(["--release", "release.json"])).code).toBe(1);
            expect((await byName(["--release", "release.json", "--allow-others"])).code).toBe(2);
        } finally {
            await project.emulator.library(contoso.tenantId).remove("c.sh");
        }
    });

    it("tells of a tenant that a stack reaches by a provider object", async () => {
        const { folder: workDir, environment } = project;
        const stack = await automation.LocalWorkspace.createStack(
            { stackName: "objects", workDir },
            { envVars: { ...environment } },
        );
        const { version } = await stack.exportStack();
        const type = "pulumi-nodejs:dynamic/mde:LibraryFile";
        const [id, outputs] = [`${nobodys}/a.sh`, { sha256: "0".repeat(64) }];
        const urn = `urn:pulumi:objects::e2e::${type}::a`;
        const resources = [{ urn, type, custom: true, id, outputs }];
        await stack.importStack({ version, deployment: { resources } });
        try {
            const { code, stdout } = await status("--stack", "objects", "--stack", "contoso");
            expect(code).toBe(2);
            expect(stdout).toContain(
                `${nobodys} was not read: stack objects has files there by a provider object`,
            );
        } finally {
            await stack.workspace.removeStack("objects", { force: true });
        }
    });

    it.each([
        [["--tenants", "tenants.yaml", "--stack", "contoso"], "two ways to name tenants"],
        [["--release", "none.json"], "none.json cannot be read (ENOENT)"],
        [["--html", "none/status.html"], "none/status.html cannot be written: there is no folder"],
        [["--name", "!a*"], 'The name begins with "!"'],
        [["--name", "none*"], `no file has a name like "none*"`],
        [["--cwd", "/"], "there is no Pulumi project in /"],
        [["--concurrency", "0"], "whole number from 1 to 64"],
        [["--concurency", "1"], "Did you mean --concurrency?"],
    ])("ends with 2 for %j", async (words, why) => {
        const { code, stdout, stderr } = await status(...words);
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toContain(why);
    });

    it("compares a single tenant with nothing", async () => {
        const text = readFileSync(join(project.folder, "tenants.yaml"), "utf8");
        const [, one = ""] = /^(tenants:\n(?: .*\n){3})/.exec(text) ?? [];
        writeFileSync(join(project.folder, "one.yaml"), one);
        const { code, stderr } = await status("--tenants", "one.yaml");
        expect(code).toBe(2);
        expect(stderr).toContain("there is nothing to compare with");
    });
});
