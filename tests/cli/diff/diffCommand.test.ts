import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { sha256Of } from "../../../library/digest";
import { Project } from "../../e2e/project";
import { runCommand } from "../commandProcess";

const first = "#!/bin/sh\n# Collects it.\nwho\n";
const second = "#!/bin/sh\n# Collects it.\nwho -a\n";

/** By the real CLI: what a preview says, and what git and this machine still have. */
describe("pulumi-mde diff", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write(".gitignore", "*\n");
        project.write("scripts/linux-triage.sh", first);
        project.write("scripts/b.sh", "#!/bin/sh\necho b\n");
        project.write("scripts/c.sh", "#!/bin/sh\necho c\n");
        project.program(`
            pulumi.log.warn("mind it");
            new mde.Library("response", { path: "scripts" });
            new mde.LibraryFile("text", { fileName: "text.sh", content: process.env.TEXT ?? "echo 1\\n" }, {
                additionalSecretOutputs: ["hasParameters"],
            });
            if (process.env.TEXT === undefined)
                new mde.LibraryFile("kept", { fileName: "kept.sh", content: "echo k\\n" }, { retainOnDelete: true });`);
        git("init", "--quiet");
        git("add", "--force", "scripts/linux-triage.sh");
        git("commit", "--quiet", "-m", "scripts");
        await project.rename("production");
        expect((await project.up()).failure).toBeUndefined();
        pulumi("stack", "init", "selected");
        project.calls();
    });
    afterAll(() => project.close());

    const git = (...words: readonly string[]) =>
        execFileSync(
            "git",
            ["-c", "user.name=test", "-c", "user.email=test@example.com", ...words],
            {
                cwd: project.folder,
            },
        );
    const pulumi = (...words: readonly string[]) =>
        execFileSync("pulumi", words, {
            cwd: project.folder,
            env: { ...process.env, ...project.environment },
            encoding: "utf8",
            stdio: "pipe",
        });
    const run = (...words: readonly string[]) =>
        runCommand(["diff", "--stack", "production", ...words], {
            cwd: project.folder,
            environment: { ...project.environment, TEXT: "echo 2\n" },
        });

    it("shows the lines that it can, says where it cannot, and asks no tenant", async () => {
        project.write("scripts/linux-triage.sh", second);
        project.write("scripts/b.sh", "#!/bin/sh\necho bb\n");
        project.remove("scripts/c.sh");
        project.write("scripts/d.sh", "#!/bin/sh\necho d\n");
        const { code, stdout, stderr } = await run();
        expect({ code, stderr }).toEqual({
            code: 0,
            stderr: "pulumi-mde: the preview warns: mind it\n",
        });
        expect(stdout).toMatch(
            /^update linux-triage\.sh .*\n {2}content: .*; the earlier bytes are in git [0-9a-f]{12}\n@@ -1,3 \+1,3 @@\n #!\/bin\/sh\n # Collects it\.\n-who\n\+who -a\n/m,
        );
        expect(stdout).toMatch(
            /^update b\.sh .*\n.*not on this machine, and git has no commit of scripts\/b\.sh$/m,
        );
        expect(stdout).toMatch(
            /^delete c\.sh .*\n.*not on this machine, and .*; the service gives none back$/m,
        );
        expect(stdout).toMatch(/^create d\.sh .*\n {2}content: \w{12}…, new\n/m);
        // Text of the program is kept by this machine alone.
        expect(stdout).toMatch(
            /^update text\.sh .*\n {2}hasParameters: a secret -> false\n.* on this machine\n@@ .*\n-echo 1\n\+echo 2\n/m,
        );
        expect(stdout).toMatch(/^forget kept\.sh .*\n {2}retainOnDelete: it stays in the tenant/m);
        expect(project.calls()).toEqual([]);
        expect(await project.stateText()).not.toContain("who -a");
    });

    it("shows one file, and prints JSON", async () => {
        const { code, stdout } = await run("LINUX-TRIAGE.sh", "--json");
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({
            schema: 1,
            stack: "production",
            changes: [
                {
                    operation: "update",
                    before: { sha256: sha256Of(Buffer.from(first)) },
                    after: {
                        sha256: sha256Of(Buffer.from(second)),
                        source: "scripts/linux-triage.sh",
                    },
                    content: { kind: "lines" },
                },
            ],
            warnings: ["mind it"],
        });
        const created = await run("d.sh");
        expect(created.stdout).toContain("\n+#!/bin/sh\n+echo d\n");
    });

    it("is what its page says", async () => {
        const page = readFileSync(join(__dirname, "..", "..", "..", "docs", "diff.md"), "utf8");
        const { folder: cwd, environment } = project;
        const lines = [...page.matchAll(/^npx pulumi-mde (.*)$/gm)].map(([, words]) => words!);
        expect(lines).toHaveLength(2);
        for (const line of lines)
            expect(await runCommand(line.split(" "), { cwd, environment })).toMatchObject({
                code: 0,
            });
        const { stdout } = await runCommand(["diff", "--help"], { cwd, environment });
        const options = [...stdout.matchAll(/^ +(--[a-z-]+(?: <\w+>)?)/gm)].map(
            ([, word]) => word!,
        );
        expect(options).toEqual(["--stack <name>", "--cwd <folder>", "--json"]);
        for (const option of options) expect(page).toContain(`| \`${option}\``);
    });

    it("knows which file was meant, and says when a preview fails", async () => {
        expect(await run("bb.sh")).toMatchObject({
            code: 1,
            stdout: "",
            stderr: "pulumi-mde: stack production has no file bb.sh: did you mean b.sh?\n",
        });
        const program = readFileSync(join(project.folder, "index.js"), "utf8");
        project.write("index.js", program.replace(`"scripts"`, `"script"`));
        const failed = await run();
        expect(failed).toMatchObject({ code: 1, stdout: "" });
        expect(failed.stderr).toMatch(
            /^pulumi-mde: the preview of stack production was stopped, .*\bscript\b/,
        );
        rmSync(join(project.folder, "index.js"));
    });

    it("selects no stack, and knows which one was meant", async () => {
        expect(await run("--stack", "producton")).toEqual({
            code: 1,
            stdout: "",
            stderr: `pulumi-mde: the project in ${project.folder} has no stack producton: did you mean production?\n`,
        });
        const stacks = JSON.parse(pulumi("stack", "ls", "--json")) as { name: string }[];
        expect(stacks).toMatchObject([
            { name: "production", current: false },
            { name: "selected", current: true },
        ]);
    });
});
