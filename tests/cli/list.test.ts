import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as automation from "@pulumi/pulumi/automation";

import type { LibraryListing } from "../../cli/libraryListing";
import { Project, tenantId } from "../e2e/project";
import { runCommand } from "./commandProcess";

describe("pulumi-mde list", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
        project.write("scripts/b.sh", "#!/bin/sh\necho b\n");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        const { failure } = await project.up();
        expect(failure).toBeUndefined();
        const library = project.emulator.library(tenantId);
        await library.put("B.sh", "#!/bin/sh\necho changed\n");
        await library.put("shared.sh", "ls\n", {
            description: "Shared [pulumi: other/production]",
        });
        await library.put("theirs-ä.ps1", "Get-Process\n");
        project.calls();
    });
    afterAll(() => project.close());

    const list = (...words: readonly string[]) => {
        const { folder: cwd, environment } = project;
        return runCommand(["list", "--stack", "test", ...words], { cwd, environment });
    };
    const namesOf = async (...words: readonly string[]) => {
        const { code, stdout } = await list("--json", ...words);
        expect(code).toBe(0);
        return (JSON.parse(stdout) as LibraryListing).files.map(({ fileName }) => fileName);
    };

    it("tells whose each file is, and which was changed, by one list", async () => {
        const { code, stdout } = await list();
        expect(code).toBe(0);
        const [head, ...rows] = stdout.split("\n").map((line) => line.split(/ {2,}/));
        expect(head).toEqual(["file", "sha256", "changed", "by", "managed by"]);
        expect(rows.slice(0, 4).map((row) => [row[0], row.at(-1)])).toEqual([
            ["a.sh", "test"],
            ["b.sh", "test (drifted)"],
            ["shared.sh", "other/production (by its mark)"],
            ["theirs-ä.ps1", "nobody"],
        ]);
        expect(stdout).toContain(`4 files of tenant ${tenantId} (emulator).`);
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("names the stacks where the environment alone names no tenant", async () => {
        const { folder: cwd, environment } = project;
        const { code, stdout, stderr } = await runCommand(["list"], { cwd, environment });
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toMatch(/ARM_TENANT_ID.* --stack looks at a stack: test\.\n$/);
    });

    it("lists by name, whatever the case, and what nobody manages", async () => {
        expect(await namesOf("--name", "*.SH", "--name", "x*")).toEqual([
            "a.sh",
            "b.sh",
            "shared.sh",
        ]);
        expect(await namesOf("--unmanaged")).toEqual(["theirs-ä.ps1"]);
        expect(await namesOf("--unmanaged", "--name", "*.sh")).toEqual([]);
    });

    it("gives a mark in JSON by itself, and the description without it", async () => {
        const { stdout } = await list("--json", "--name", "shared.sh");
        const { files } = JSON.parse(stdout) as LibraryListing;
        expect(files).toMatchObject([
            { description: "Shared", mark: "other/production", owners: [] },
        ]);
    });

    it("has a page that explains each option and key, with a command that works", async () => {
        const page = readFileSync(join(__dirname, "..", "..", "docs", "list.md"), "utf8");
        const { stdout: help } = await list("--help");
        const options = [...help.matchAll(/^ +(--[a-z-]+(?: <\w+>)?)/gm)].map(([, word]) => word!);
        expect(options.length).toBeGreaterThan(4);
        for (const option of options) expect(page).toContain(`| \`${option}\``);
        const { stdout } = await list("--json");
        const { files, ...rest } = JSON.parse(stdout) as LibraryListing;
        for (const key of [...Object.keys(rest), "files", ...Object.keys(files[0]!.owners[0]!)])
            expect(page).toContain(`\`${key}\``);
        const [, command = ""] = /```sh\n(.*)\n```/.exec(page) ?? [];
        expect(command.replace("production", "test")).toBe("npx pulumi-mde list --stack test");
    });

    it("refuses a name that would mean all files but some", async () => {
        const { code, stdout, stderr } = await list("--name", "!a*");
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toContain('The name begins with "!"');
    });

    it("says which state it could not read, and ends with 1", async () => {
        const { folder: workDir, environment } = project;
        const broken = await automation.LocalWorkspace.createStack(
            { stackName: "broken", workDir },
            { envVars: { ...environment } },
        );
        const { version } = await broken.exportStack();
        const type = "pulumi-nodejs:dynamic/mde:LibraryFile";
        const urn = `urn:pulumi:broken::e2e::${type}::nobody`;
        const resources = [{ urn, type, custom: true, id: "no-tenant" }];
        await broken.importStack({ version, deployment: { resources } });
        const { code, stdout } = await list();
        expect(code).toBe(1);
        expect(stdout).toMatch(/^The state of stack broken was not read/);
        expect(stdout).toMatch(/a\.sh .* test$/m);
    });
});
