import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { PruneReceipt } from "../../cli/prune/receipt";
import { clientId, clientSecret, Project, tenantId } from "../e2e/project";
import { runCommand, startCommand } from "./commandProcess";
import { otherStack } from "./otherStack";

const page = readFileSync(join(__dirname, "..", "..", "docs", "prune.md"), "utf8");

describe("pulumi-mde prune", () => {
    let project: Project;
    let answered: (request: { method: string; url: string }) => Promise<void>;
    beforeAll(async () => {
        project = await Project.create({ answered: (request) => answered(request) });
        project.write("scripts/ours.sh", "#!/bin/sh\necho ours\n");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        answered = () => Promise.resolve();
        expect((await project.up()).failure).toBeUndefined();
        await otherStack(project, "other", [
            { id: `${tenantId}/old-other.ps1`, outputs: { sha256: "0".repeat(64) } },
        ]);
    });
    afterAll(() => project.close());
    beforeEach(async () => {
        answered = () => Promise.resolve();
        const library = project.emulator.library(tenantId);
        for (const { fileName } of await library.list())
            if (fileName !== "ours.sh") await library.remove(fileName);
        for (const name of ["old-a.ps1", "old-b.ps1", "old-other.ps1", "kept.ps1"])
            await library.put(name, `Write-Output ${name}\n`, { description: `It is ${name}` });
        await library.put("old-marked.ps1", "Get-Process\n", {
            description: "Theirs [pulumi: elsewhere/production]",
        });
        project.calls();
    });

    const prune = (...words: readonly string[]) => {
        const { folder: cwd, environment } = project;
        return runCommand(["prune", "--stack", "test", ...words], { cwd, environment });
    };
    const receipts = () =>
        readdirSync(project.folder)
            .filter((name) => /^prune-.*\.json$/.test(name))
            .sort();
    const all = ["kept.ps1", "old-a.ps1", "old-b.ps1", "old-marked.ps1", "old-other.ps1"];

    it("removes what nobody has, each by a list that shows it, and keeps a receipt", async () => {
        const library = project.emulator.library(tenantId);
        await library.put("old-cut.ps1", "Get-Process\n", { description: "Cut [pulumi: elsewh" });
        // Of a state that was lost: the mark is this stack's own.
        await library.put("old-own.ps1", "Get-Process\n", {
            description: "It is old-own.ps1 [pulumi: e2e/test]",
        });
        const live = await project.live();
        const { code, stdout, stderr } = await prune(
            "--name",
            "OLD-*.ps1",
            "--name",
            "old-own.ps1",
            "--yes",
        );
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect((await project.names()).sort()).toEqual([
            "kept.ps1",
            "old-cut.ps1",
            "old-marked.ps1",
            "old-other.ps1",
            "ours.sh",
        ]);
        expect(project.calls()).toEqual([
            "token",
            "list",
            "list",
            "list",
            "delete old-a.ps1",
            "list",
            "delete old-b.ps1",
            "list",
            "delete old-own.ps1",
        ]);
        expect(stdout).toMatch(
            /^file +sha256 +changed +made by +description\nold-a\.ps1 +[0-9a-f]{12}… /,
        );
        expect(stdout).toContain("old-cut.ps1 stays: marked by [pulumi: elsewh….\n");
        expect(stdout).toContain("old-marked.ps1 stays: marked by elsewhere/production.\n");
        expect(stdout).toContain("old-other.ps1 stays: managed by stack other.\n");
        expect(stdout).toContain(`3 files of tenant ${tenantId} (emulator) to be removed.`);

        const [name = "", ...others] = receipts();
        expect(others).toEqual([]);
        expect(stdout).toContain(`/${name}.`);
        expect(stdout).toContain(
            "Judged by the states of 2 stacks that this login can see: other, test.",
        );
        const receipt = JSON.parse(
            readFileSync(join(project.folder, name), "utf8"),
        ) as PruneReceipt;
        expect(receipt).toMatchObject({
            tenantId,
            by: { applicationId: clientId },
            stack: "test",
            names: ["OLD-*.ps1", "old-own.ps1"],
            stacks: ["other", "test"],
        });
        expect(receipt.notice).toContain("is gone");
        expect(receipt.kept.map(({ fileName }) => fileName)).toEqual([
            "old-cut.ps1",
            "old-marked.ps1",
            "old-other.ps1",
        ]);
        for (const file of receipt.files) {
            const { sha256 } = live.find(({ fileName }) => fileName === file.fileName)!;
            expect(file).toMatchObject({
                sha256,
                description: `It is ${file.fileName}`,
                createdBy: "somebody else",
                outcome: "removed",
                message: null,
            });
            expect(file.requestIds).toEqual([]);
        }
        for (const key of [...Object.keys(receipt), ...Object.keys(receipt.files[0]!)])
            expect(page).toContain(`\`${key}\``);
    });

    it("has a page with a command that works, and each option", async () => {
        const { stdout: help } = await prune("--help");
        const options = [...help.matchAll(/^ +(--[a-z-]+(?: <\w+>)?)/gm)].map(([, word]) => word!);
        expect(options.length).toBeGreaterThan(6);
        for (const option of options) expect(page).toContain(`| \`${option}\``);
        const [, command = ""] = /```sh\n(.*)\n```/.exec(page) ?? [];
        expect(command).toBe("npx pulumi-mde prune --name 'old-*.ps1' --stack production");
        expect(help).toContain(command);
        // As a pipeline would run it: nobody is there to answer.
        const { code, stdout, stderr } = await prune("--name", "old-*.ps1");
        expect(code).toBe(2);
        expect(stdout).toMatch(/^old-b\.ps1 /m);
        const asked = await prune("--name", "old-*.ps1", "--json");
        expect(asked.code).toBe(2);
        expect(JSON.parse(asked.stdout)).toEqual({
            schema: 1,
            removed: [],
            why: expect.stringMatching(/^nothing was removed: there is no terminal/) as string,
        });
        expect(stderr).toMatch(
            /^pulumi-mde: nothing was removed: there is no terminal to ask at\./,
        );
        expect((await project.names()).sort()).toEqual([...all, "ours.sh"]);
    });

    it("removes nothing when more is named than may be", async () => {
        const before = receipts();
        const { code, stderr } = await prune("--name", "*", "--max", "2", "--yes");
        expect(code).toBe(2);
        expect(stderr).toMatch(/nothing was removed: 3 files are named, and at most 2 are removed/);
        expect(project.calls()).toEqual(["token", "list"]);
        expect(receipts()).toEqual(before);
    });

    it.each([
        [["--yes"], /required option '--name <glob>'/],
        [["--name", "", "--yes"], /The name is empty/],
        [["--name", "!old-a.ps1", "--yes"], /begins with "!"/],
        [["--name", "a", "--max", "0", "--yes"], /at least 1/],
    ])("wants names that mean something: %j", async (words, why) => {
        const { code, stderr } = await prune(...words);
        expect(code).toBe(2);
        expect(stderr).toMatch(why);
        expect(project.calls()).toEqual([]);
    });

    it("says in a pipeline's form what was removed, and ends with 1 when it was not to be", async () => {
        const words = ["--json", "--yes", "--receipt", "r.json"];
        const { code, stdout, stderr } = await prune(...words, "--name", "ours.sh");
        expect(code).toBe(1);
        expect(JSON.parse(stdout)).toMatchObject({
            removed: [],
            why: "Nothing that was named may be removed.",
            files: [],
            kept: [{ fileName: "ours.sh", why: "managed by stack test" }],
        });
        expect(stderr).toContain("Nothing is to be removed");
        expect(existsSync(join(project.folder, "r.json"))).toBe(false);

        const second = await prune(...words, "--name", "old-a*.ps1", "--name", "nobody.sh");
        expect(second.code).toBe(0);
        expect(second.stderr).toContain("No live file is called nobody.sh.");
        const receipt = readFileSync(join(project.folder, "r.json"), "utf8");
        expect(JSON.parse(second.stdout)).toEqual({
            ...(JSON.parse(receipt) as PruneReceipt),
            removed: ["old-a.ps1"],
            why: null,
        });
    });

    it("stops after the file that is under way when it is interrupted, and names its receipt", async () => {
        const { folder: cwd, environment } = project;
        const words = ["--stack", "test", "--name", "old-*", "--yes", "--receipt", "cut.json"];
        const run = startCommand(["prune", ...words], { cwd, environment });
        const deletes: string[] = [];
        answered = async ({ method, url }) => {
            if (method !== "DELETE") return;
            deletes.push(url);
            run.interrupt();
            await run.said("interrupted");
        };
        const { code, stdout, stderr } = await run.ended;
        expect({ code, deletes: deletes.length }).toEqual({ code: 1, deletes: 1 });
        expect(stderr).toMatch(
            /^pulumi-mde: interrupted: .* so far: nothing\. Perhaps removed: old-a\.ps1\. The receipt is cut\.json\.$/m,
        );
        expect(stdout).toMatch(/^removed "old-a\.ps1"$/m);
        expect(stdout).toContain(`1 file removed from tenant ${tenantId}. 1 file not tried.`);
        const receipt = JSON.parse(readFileSync(join(cwd, "cut.json"), "utf8")) as PruneReceipt;
        expect(receipt.files.map(({ outcome }) => outcome)).toEqual(["removed", "planned"]);
    });

    it("ends at once when it is interrupted again, and the receipt alone tells a pipeline", async () => {
        const { folder: cwd, environment } = project;
        const words = ["--stack", "test", "--name", "old-*", "--yes", "--json"];
        const run = startCommand(["prune", ...words, "--receipt", "twice.json"], {
            cwd,
            environment,
        });
        answered = async ({ method }) => {
            if (method !== "DELETE") return;
            run.interrupt();
            await run.said("interrupted:");
            run.interrupt();
            await run.said("ended at once");
        };
        const { code, stdout, stderr } = await run.ended;
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toMatch(/ended at once\. Removed .* Perhaps removed: old-a\.ps1\./);
        const receipt = JSON.parse(readFileSync(join(cwd, "twice.json"), "utf8")) as PruneReceipt;
        expect(receipt.files.map(({ outcome }) => outcome)).toEqual(["removing", "planned"]);
    });

    it("puts no receipt where a Library reads: it would become a script of the tenant", async () => {
        const { code, stderr } = await prune(
            "--yes",
            "--name",
            "kept.ps1",
            "--receipt",
            "scripts/r.json",
        );
        expect(code).toBe(2);
        expect(stderr).toMatch(
            /the receipt scripts\/r\.json would lie in scripts, which a Library reads/,
        );
        expect(await project.names()).toContain("kept.ps1");
    });

    it("leaves what the service does not remove, and goes on with the next", async () => {
        project.emulator.once(
            { call: "delete", fileName: "old-a.ps1" },
            { kind: "answer", status: 400 },
        );
        const { code, stdout } = await prune(
            "--name",
            "old-*",
            "--yes",
            "--receipt",
            "failed.json",
        );
        expect(code).toBe(1);
        expect(stdout).toMatch(/^failed "old-a\.ps1": /m);
        expect(stdout).toMatch(/^removed "old-b\.ps1"$/m);
        expect(await project.names()).toContain("old-a.ps1");
    });

    it("removes nothing by a list that was not found", async () => {
        project.emulator.once({ call: "list" }, { kind: "answer", status: 404 });
        const { code, stdout, stderr } = await prune("--name", "old-*", "--yes");
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toContain("answered 404 to the list");
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("removes nothing where a state cannot be read, or none knows the tenant", async () => {
        const broken = await otherStack(project, "broken", [{ id: "no-tenant" }]);
        const words = ["--name", "old-*", "--yes"];
        const unreadable = await prune(...words);
        expect(unreadable).toMatchObject({ code: 2, stdout: "" });
        expect(unreadable.stderr).toMatch(/the state of stack broken was not read/);
        await broken.workspace.removeStack("broken", { force: true });

        // A backend whose stack of that name has never had anything there.
        const elsewhere = await Project.create();
        try {
            await elsewhere.configure({ apiUrl: project.url, authorityUrl: project.url });
            const { folder: cwd, environment } = elsewhere;
            const unused = await runCommand(["prune", "--stack", "test", ...words], {
                cwd,
                environment,
            });
            expect(unused).toMatchObject({ code: 2, stdout: "" });
            expect(unused.stderr).toMatch(
                /no stack of the project in .* has had anything in tenant/,
            );
        } finally {
            await elsewhere.close();
        }

        const alone = {
            ARM_TENANT_ID: tenantId,
            ARM_CLIENT_ID: clientId,
            ARM_CLIENT_SECRET: clientSecret,
            MDE_API_URL: project.url,
            MDE_AUTHORITY_URL: project.url,
        };
        const environment = { ...project.environment, ...alone };
        const nowhere = await runCommand(["prune", ...words], { cwd: "/", environment });
        expect(nowhere).toMatchObject({ code: 2, stdout: "" });
        expect(nowhere.stderr).toMatch(
            /nothing tells whose the live files are: there is no Pulumi/,
        );
        expect(project.calls().filter((call) => call.startsWith("delete"))).toEqual([]);
    });
});
