import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import type { AdoptionReport } from "../../cli/adopt/adoptionReport";
import { readLibraryFolder } from "../../sdk/libraryFolder";
import { pinType } from "../../sdk/fileType";
import { clientId, clientSecret, Project, tenantId } from "../e2e/project";
import { runCommand } from "./commandProcess";
import { otherStack } from "./otherStack";

const page = readFileSync(join(__dirname, "..", "..", "docs", "adopt.md"), "utf8");

describe("pulumi-mde adopt", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        const { library } = project.emulator;
        const put = (name: string, content: string, texts = {}) =>
            library(tenantId).put(name, content, texts);
        await put("a.sh", "#!/bin/sh\n# Its help.\n", {
            description: "typed in",
            createdBy: "Ann\u202e",
        });
        await put("silent.sh", "#!/bin/sh\n# Its help.\n");
        await put("lines.sh", "echo 1\r\necho 2\r\n");
        await put("other.sh", "echo live\n");
        await put("managed.sh", "echo managed\n");
        await put("marked.sh", "echo\n", { description: "[pulumi: elsewhere/production]" });
        await put("theirs\u202e.ps1", "Get-Process\n");
        project.write("scripts/a.sh", "#!/bin/sh\n# Its help.\n");
        project.write("scripts/silent.sh", "#!/bin/sh\n# Its help.\n");
        project.write("scripts/lines.sh", "echo 1\necho 2\n");
        project.write("scripts/other.sh", "echo here\n");
        project.write("scripts/managed.sh", "echo managed\n");
        project.write("scripts/marked.sh", "echo\n");
        project.write("scripts/new.sh", "echo new\n");
        project.write("scripts/library.yaml", "# ours\nfiles:\n  new.sh: { description: new }\n");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        const id = `${tenantId}/managed.sh`;
        await otherStack(project, "other", [{ id, outputs: { sha256: "0".repeat(64) } }]);
    });
    afterAll(() => project.close());
    beforeEach(() => {
        project.calls();
    });

    const adopt = (...words: readonly string[]) => {
        const { folder: cwd, environment } = project;
        return runCommand(["adopt", ...words], { cwd, environment });
    };
    const onStack = ["scripts", "--stack", "test"];
    const sidecar = () => readFileSync(join(project.folder, "scripts/library.yaml"), "utf8");

    it("compares, and writes nothing when told so", async () => {
        const before = sidecar();
        const { code, stdout, stderr } = await adopt(...onStack, "--json", "--dry-run");
        expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
        const report = JSON.parse(stdout) as AdoptionReport;
        expect(
            Object.fromEntries(report.files.map((file) => [file.fileName, file.status])),
        ).toEqual({
            "a.sh": "same",
            "lines.sh": "different",
            "managed.sh": "managed",
            "marked.sh": "marked",
            "new.sh": "onlyHere",
            "other.sh": "different",
            "silent.sh": "same",
            "theirs\u202e.ps1": "onlyLive",
        });
        const asked = report.files.filter(({ needsDecision }) => needsDecision);
        expect(asked.map(({ fileName }) => fileName)).toEqual([
            "lines.sh",
            "managed.sh",
            "marked.sh",
            "other.sh",
        ]);
        expect(report.sidecar).toMatchObject({
            written: false,
            files: { "a.sh": { description: "typed in" }, "silent.sh": { description: "" } },
        });
        expect(sidecar()).toBe(before);
        expect(project.calls()).toEqual(["token", "list"]);
        for (const key of Object.keys(report)) expect(page).toContain(`| \`${key}\``);
        for (const key of Object.keys(report.files[0]!)) expect(page).toContain(`\`${key}\``);
    });

    it("has a page with commands that work as they stand, and each option", async () => {
        const { stdout: help } = await adopt("--help");
        const options = [...help.matchAll(/^ +(--[a-z-]+(?: <\w+>)?)/gm)].map(([, word]) => word!);
        expect(options.length).toBeGreaterThan(7);
        for (const option of options) expect(page).toContain(`| \`${option}\``);
        const [first = "", second = ""] = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(
            ([, block]) => block!.replaceAll("production", "test"),
        );
        expect(help.replaceAll("production", "test")).toContain(first.trim());

        const { code, stdout } = await adopt(...first.trim().split(" ").slice(3));
        expect(code).toBe(1);
        expect(stdout).toMatch(/^a\.sh +the same +Ann<U\+202E> /m);
        expect(stdout).toMatch(/^lines\.sh +different \(only line ends\) /m);
        expect(stdout).toMatch(/^managed\.sh +managed by other /m);
        expect(stdout).toMatch(/^marked\.sh +marked by elsewhere\/production /m);
        expect(stdout).toMatch(/^theirs<U\+202E>\.ps1 +only live /m);
        expect(sidecar()).toBe(
            "# ours\nfiles:\n  new.sh: { description: new }\n" +
                '  a.sh:\n    description: typed in\n  silent.sh:\n    description: ""\n',
        );
        for (const line of second.trim().split("\n")) {
            expect(stdout).toContain(`  ${line}\n`);
            const [pulumi, ...words] = line.split(" --stack test")[0]!.split(" ");
            expect(pulumi).toBe("pulumi");
            const run = await project.command(...words, "--non-interactive", "--color", "never");
            expect(run).toMatchObject({ failed: false });
            if (words[0] === "preview") expect(run.output).toMatch(/\+ 5 to create\n +5 unchanged/);
        }
        expect(project.calls()).toEqual(["token", "list"]);

        // What has been taken over is this stack's own, and no import is made of it again.
        const again = await adopt(...onStack, "--json", "--exclude", "{lines,other,m*}.sh");
        expect(again.code).toBe(0);
        const report = JSON.parse(again.stdout) as AdoptionReport;
        expect(report.files.find(({ fileName }) => fileName === "a.sh")).toMatchObject({
            status: "managed",
            stacks: ["test"],
            needsDecision: false,
        });
        expect(report.sidecar.files).toEqual({});
    });

    it("says of a strange name what the service may refuse, and of a nested sidecar what it is", async () => {
        project.write("odd/a b\u00e9.sh", "echo\n");
        project.write("odd/fine.sh", "echo\n");
        project.write("odd/sub/library.yaml", "files: {}\n");
        const { code, stdout } = await adopt("odd", "--stack", "test");
        expect(code).toBe(1);
        expect(stdout).toMatch(/^a b\u00e9\.sh +only in the folder \(strange name\)$/m);
        expect(stdout).toContain("Decide about a b\u00e9.sh: the service may refuse such a name");
        expect(stdout).toContain('  "a b\u00e9.sh" has a space, "\u00e9" (U+00E9) in its name\n');
        // As a Library of this folder does.
        expect(stdout).toContain('The first "pulumi up" uploads fine.sh, library.yaml.\n');
        expect(stdout).toMatch(/^sub\/library\.yaml: a file of the library like any other/m);
        const files = readLibraryFolder("response", { path: join(project.folder, "odd") });
        expect(files.map(({ fileName }) => fileName)).toContain("library.yaml");
        const plain = await adopt("odd", "--stack", "test", "--exclude", "{sub/**,a*}");
        expect(plain.code).toBe(0);
        expect(plain.stdout).not.toMatch(/strange|like any other/);
    });

    it("prints commands that work from the current folder, wherever the project is", async () => {
        await project.emulator.library(tenantId).put("late.sh", "echo late\n");
        project.write("late/late.sh", "echo late\n");
        project.write("else where/kept", "");
        const cwd = join(project.folder, "else where");
        // A project of its own, which Pulumi would take otherwise.
        project.write("else where/Pulumi.yaml", "name: other\nruntime: nodejs\n");
        const environment = { ...process.env, ...project.environment };
        const { code, stdout } = await runCommand(
            ["adopt", "../late", "--cwd", "..", "--stack", "test"].concat([
                "--library",
                "late",
                "--import-file",
                "late.json",
            ]),
            { cwd, environment: project.environment },
        );
        expect(code).toBe(0);
        const lines = [...stdout.matchAll(/^ {2}(pulumi .*)$/gm)].map(([, line]) => line!);
        expect(lines).toEqual([
            "pulumi --cwd .. import --file 'else where/late.json' --generate-code=false --yes --stack test",
            "pulumi --cwd .. preview --diff --stack test",
        ]);
        const [importing = ""] = lines;
        execFileSync("sh", ["-c", `${importing} --non-interactive`], { cwd, env: environment });
        expect((await project.stateText()).match(/::late-late\.sh"/g)).not.toBeNull();
    });

    it("tells of provider objects that the stack has, in whose tenants nobody has looked", async () => {
        const other = "99990000-3333-4444-8555-666677778888";
        await project.editState((text) => {
            const exported = JSON.parse(text) as { deployment: { resources: object[] } };
            exported.deployment.resources.push({
                urn: `urn:pulumi:test::e2e::pulumi:providers:mde$${pinType}::contoso`,
                type: pinType,
                custom: true,
                id: other,
                outputs: { tenantId: other, cloud: "commercial" },
            });
            return JSON.stringify(exported);
        });
        const { stdout } = await adopt("late", "--stack", "test");
        expect(stdout).toContain(`provider objects too: contoso (tenant ${other}).`);
        await project.emulator.library(tenantId).remove("late.sh");
    });

    it("overwrites no file, and makes none that would be uploaded", async () => {
        project.write("there.json", "kept");
        const words = [...onStack, "--library", "response", "--import-file"];
        const there = await adopt(...words, "there.json");
        expect(there).toMatchObject({ code: 2, stdout: "" });
        expect(there.stderr).toMatch(/^pulumi-mde: there\.json is there already/);
        const inside = await adopt(...words, "scripts/import.json");
        expect(inside.stderr).toMatch(/would be uploaded as a script/);
        const nowhere = await adopt(...words, "nowhere/import.json");
        expect(nowhere).toMatchObject({ code: 2, stdout: "" });
        expect(nowhere.stderr).toMatch(/nowhere does not exist\. Nothing was written/);
        const nameless = await adopt(...onStack, "--import-file", "import2.json");
        expect(nameless).toMatchObject({ code: 2, stdout: "" });
        expect(nameless.stderr).toMatch(/needs --stack and --library/);
        expect(existsSync(join(project.folder, "import2.json"))).toBe(false);
        expect(project.calls()).toEqual([]);
    });

    it("says what is wrong with a folder before anybody is asked", async () => {
        project.write("empty/.gitkeep", "");
        project.write("twice/a/x.sh", "echo\n");
        project.write("twice/b/X.sh", "echo\n");
        project.write("broken/x.sh", "echo\n");
        project.write("broken/library.yaml", "files: [");
        for (const [folder, why] of [
            ["nowhere", /does not exist/],
            ["empty", /has no file/],
            ["twice", /would be one file of the library/],
            ["broken", /no valid YAML/],
        ] as const) {
            const { code, stdout, stderr } = await adopt(folder, "--stack", "test");
            expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
            expect(stderr).toMatch(why);
        }
        expect(project.calls()).toEqual([]);
    });

    it("compares without a project, and writes to no sidecar that is a link", async () => {
        project.write("linked/a.sh", "#!/bin/sh\n# Its help.\n");
        project.write("linked/texts/real.yaml", "files: {}\n");
        const { folder } = project;
        symlinkSync("texts/real.yaml", join(folder, "linked/library.yaml"));
        const environment = {
            ...project.environment,
            ARM_TENANT_ID: tenantId,
            ARM_CLIENT_ID: clientId,
            ARM_CLIENT_SECRET: clientSecret,
            MDE_API_URL: project.url,
            MDE_AUTHORITY_URL: project.url,
        };
        const alone = (name: string) =>
            runCommand(["adopt", join(folder, name)], { cwd: "/", environment });
        const linked = await alone("linked");
        expect(linked).toMatchObject({ code: 2, stdout: "" });
        expect(linked.stderr).toMatch(/library\.yaml is a link/);
        project.remove("linked/library.yaml");
        const { code, stdout } = await alone("linked");
        expect(code).toBe(0);
        expect(stdout).toMatch(
            /^Whose the live files are is not known: there is no Pulumi project/,
        );
        expect(stdout).toContain(
            "1 the same, 1 marked by another stack, 1 only in the folder, 5 only live",
        );
    });

    it("takes no list that was not found for an empty library", async () => {
        project.emulator.once({ call: "list" }, { kind: "answer", status: 404 });
        const before = sidecar();
        const { code, stdout, stderr } = await adopt(...onStack);
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toContain("answered 404 to the list");
        expect(sidecar()).toBe(before);
    });

    it("writes nothing when a state cannot be read", async () => {
        await otherStack(project, "broken", [{ id: "no-tenant" }]);
        const { code, stdout, stderr } = await adopt(...onStack);
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toMatch(/the state of stack broken was not read/);
    });
});
