import { createHash } from "node:crypto";

import { clientSecret, Project, tenantId } from "./project";

const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");

describe("one file", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
    });
    afterAll(() => project.close());

    const live = async (fileName: string) =>
        (await project.live()).find((file) => file.fileName === fileName);
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x23, 0x0d, 0x0a, 0x00, 0xff, 0x0a]);

    it("is shown by a preview, which makes no call", async () => {
        project.write("scripts/Collect.ps1", bytes);
        project.program(`
            const file = new mde.LibraryFile("collect", {
                source: "scripts/Collect.ps1",
                description: "Collects",
                parametersDescription: "-Full  everything",
            });
            exports.id = file.id;
            exports.hasParameters = file.hasParameters;
            exports.createdBy = file.createdBy;`);
        const run = await project.preview();
        expect(run.failure).toBeUndefined();
        expect(run.changes).toEqual({ create: 3 });
        expect(project.calls()).toEqual([]);
    });

    it("goes up once, byte for byte, with all five fields", async () => {
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload Collect.ps1"]);
        expect(await project.emulator.library(tenantId).read("Collect.ps1")).toEqual(bytes);
        expect(await live("Collect.ps1")).toMatchObject({
            sha256: sha256(bytes),
            description: "Collects",
            parametersDescription: "-Full  everything",
            hasParameters: true,
        });
        const outputs = await project.outputs();
        expect(outputs["id"]?.value).toBe(`${tenantId}/Collect.ps1`);
        expect(outputs["hasParameters"]?.value).toBe(true);
        expect(outputs["createdBy"]?.value).toBe("pulumi-mde tests");
    });

    it("costs no call when nothing changed", async () => {
        const run = await project.up();
        expect(run.changes).toEqual({ same: 3 });
        expect(project.calls()).toEqual([]);
    });

    it("is updated in place when its content changes", async () => {
        project.write("scripts/Collect.ps1", "Get-Process\r\n");
        expect((await project.preview()).changes).toEqual({ same: 2, update: 1 });
        const run = await project.up();
        expect(run.changes).toEqual({ same: 2, update: 1 });
        expect(project.calls()).toEqual(["token", "list", "upload Collect.ps1"]);
        expect((await live("Collect.ps1"))?.sha256).toBe(sha256("Get-Process\r\n"));
    });

    it("is updated in place when a text changes, content included", async () => {
        project.program(
            `new mde.LibraryFile("collect", { source: "scripts/Collect.ps1", description: "Collects more" });`,
        );
        const run = await project.up();
        expect(run.changes).toEqual({ same: 2, update: 1 });
        expect(project.calls()).toEqual(["token", "list", "upload Collect.ps1"]);
        expect(await live("Collect.ps1")).toMatchObject({
            description: "Collects more",
            hasParameters: false,
            sha256: sha256("Get-Process\r\n"),
        });
    });

    it("is replaced when it gets another name, the new one first", async () => {
        project.program(
            `new mde.LibraryFile("collect", { source: "scripts/Collect.ps1", fileName: "Gather.ps1" });`,
        );
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(run.changes).toEqual({ same: 2, replace: 1 });
        expect(project.calls()).toEqual([
            "token",
            "list",
            "upload Gather.ps1",
            "delete Collect.ps1",
        ]);
    });

    it("is deleted first when its name changes in case only", async () => {
        project.program(
            `new mde.LibraryFile("collect", { source: "scripts/Collect.ps1", fileName: "gather.ps1" });`,
        );
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual([
            "token",
            "list",
            "delete Gather.ps1",
            "upload gather.ps1",
        ]);
        expect(await live("gather.ps1")).toBeDefined();
        expect((await project.up()).changes).toEqual({ same: 3 });
        expect(project.calls()).toEqual([]);
    });

    it("shows what somebody changed, and stops before it overwrites that", async () => {
        await project.emulator.library(tenantId).put("gather.ps1", Buffer.from("Remove-Item"), {
            description: "by hand",
            createdBy: "Somebody",
        });
        project.write("scripts/Collect.ps1", "Get-Service\n");
        const stopped = await project.up();
        expect(stopped.failure).toBeDefined();
        expect(stopped.output).toContain("was changed outside Pulumi (uploaded by Somebody");
        expect(stopped.output).toContain("pulumi up --refresh");
        expect(stopped.output).not.toMatch(/^\s+at .*\(/m);
        expect(project.calls()).toEqual(["token", "list"]);

        const refreshed = await project.refresh();
        expect(refreshed.failure).toBeUndefined();
        expect(refreshed.changes).toEqual({ same: 2, update: 1 });
        expect(project.calls()).toEqual(["token", "list"]);
        expect((await project.preview({ diff: true })).output).toContain("by hand");

        expect((await project.up()).failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload gather.ps1"]);
        expect(await live("gather.ps1")).toMatchObject({
            sha256: sha256("Get-Service\n"),
            description: null,
        });
    });

    it("is found gone by a refresh, and put back", async () => {
        await project.emulator.library(tenantId).remove("gather.ps1");
        expect((await project.refresh()).changes).toEqual({ delete: 1, same: 2 });
        project.calls();
        expect((await project.up()).changes).toEqual({ create: 1, same: 2 });
        expect(project.calls()).toEqual(["token", "list", "upload gather.ps1"]);
    });

    it("keeps content and secrets out of the state and of what is printed", async () => {
        const run = await project.up();
        expect(run.output).not.toContain(clientSecret);
        const state = project.textsIn("backend");
        expect(state.length).toBeGreaterThan(1);
        for (const text of [...state, ...project.textsIn("home")]) {
            expect(text).not.toContain("Get-Service");
            expect(text).not.toContain("Get-Process");
            expect(text).not.toContain(clientSecret);
        }
        for (const text of state) expect(text).not.toContain(project.folder);
        for (const text of project.textsIn("mde")) expect(text).not.toContain(clientSecret);
    });

    it("is deleted with the stack", async () => {
        project.calls();
        const run = await project.destroy();
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "delete gather.ps1"]);
        expect(await project.live()).toEqual([]);
    });
});

describe("resource options", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        for (const name of ["a", "b", "c"])
            project.write(`${name}.sh`, `#!/bin/sh\necho ${name}\n`);
    });
    afterAll(() => project.close());

    it("get reads a file that is there, and fails when it is not", async () => {
        await project.emulator.library(tenantId).put("theirs.sh", Buffer.from("echo theirs"), {
            description: "theirs",
            createdBy: "Somebody",
        });
        project.program(`
            const file = mde.LibraryFile.get("theirs", "${tenantId}/theirs.sh");
            exports.read = { by: file.createdBy, sha256: file.sha256, description: file.description };`);
        expect((await project.up()).failure).toBeUndefined();
        expect((await project.outputs())["read"]?.value).toEqual({
            by: "Somebody",
            sha256: sha256("echo theirs"),
            description: "theirs",
        });
        expect(project.calls()).toEqual(["token", "list"]);

        project.program(`mde.LibraryFile.get("nobodys", "${tenantId}/nobodys.sh");`);
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toContain("There is no file nobodys.sh in the library of tenant");
        project.program("");
        await project.up();
        expect(await project.names()).toEqual(["theirs.sh"]);
        project.calls();
    });

    it("protect keeps a file from being removed", async () => {
        project.program(`new mde.LibraryFile("a", { source: "a.sh" }, { protect: true });`);
        await project.up();
        project.program("");
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toContain("protected");
        expect(await project.names()).toContain("a.sh");
    });

    it("an alias renames a resource without a call", async () => {
        project.program(
            `new mde.LibraryFile("a2", { source: "a.sh" }, { aliases: [{ name: "a" }] });`,
        );
        project.calls();
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(run.changes).toEqual({ same: 3 });
        expect(project.calls()).toEqual([]);
    });

    it("a resource renamed without an alias keeps its file", async () => {
        project.program(`new mde.LibraryFile("a3", { source: "a.sh" });`);
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(run.output).toContain("stays in the library");
        expect(await project.names()).toContain("a.sh");
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("a resource renamed without an alias keeps its file with up --refresh too, which reads before the program runs", async () => {
        project.program(`new mde.LibraryFile("a3b", { source: "a.sh" });`);
        const run = await project.up({ refresh: true });
        expect(run.failure).toBeUndefined();
        expect(run.output).toContain("stays in the library");
        expect(await project.names()).toContain("a.sh");
        project.program(`new mde.LibraryFile("a3", { source: "a.sh" });`);
        await project.up();
        project.calls();
    });

    it("an edited file that is replaced before it is deleted is no stranger's", async () => {
        project.write("a.sh", "#!/bin/sh\necho edited once\n");
        const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::a3";
        const run = await project.up({ replace: [urn] });
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload a.sh"]);
        expect((await project.up()).changes).toEqual({ same: 3 });
        expect(await project.names()).toContain("a.sh");
    });

    it("a replacement that was interrupted keeps its file when it is finished", async () => {
        await project.emulator.library(tenantId).put("c.sh", "theirs");
        project.program(`
            new mde.LibraryFile("a3", { source: "a.sh" });
            new mde.LibraryFile("c", { source: "c.sh" });`);
        const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::a3";
        expect((await project.up({ replace: [urn] })).failure).toBeDefined();
        await project.emulator.library(tenantId).remove("c.sh");
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect((await project.names()).sort()).toEqual(["a.sh", "c.sh", "theirs.sh"]);
        project.program(`new mde.LibraryFile("a3", { source: "a.sh" });`);
        await project.up();
        expect((await project.names()).sort()).toEqual(["a.sh", "theirs.sh"]);
        project.calls();
    });

    it("a targeted update touches nothing else", async () => {
        project.program(`
            new mde.LibraryFile("a3", { source: "a.sh", description: "new" });
            new mde.LibraryFile("b", { source: "b.sh" });`);
        const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::b";
        expect((await project.up({ target: [urn] })).failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload b.sh"]);
        expect((await project.up()).changes).toEqual({ same: 3, update: 1 });
        expect(project.calls()).toEqual(["token", "list", "upload a.sh"]);
    });

    it("retainOnDelete leaves the file where it is", async () => {
        project.program(`
            new mde.LibraryFile("a3", { source: "a.sh", description: "new" });
            new mde.LibraryFile("b", { source: "b.sh" }, { retainOnDelete: true });`);
        await project.up();
        project.program(`new mde.LibraryFile("a3", { source: "a.sh", description: "new" });`);
        project.calls();
        expect((await project.up()).changes).toMatchObject({ delete: 1 });
        expect(project.calls()).toEqual([]);
        expect(await project.names()).toContain("b.sh");
    });

    it("a renamed resource whose name changes in case keeps its file, through an interrupted run too", async () => {
        await project.emulator.library(tenantId).put("d.sh", "theirs");
        project.program(`
            new mde.LibraryFile("a4", { source: "a.sh", fileName: "A.sh", description: "new" });
            new mde.LibraryFile("d", { source: "c.sh", fileName: "d.sh" });`);
        // "d" fails, so that Pulumi does not come to delete "a3", the old half of the rename.
        expect((await project.up()).failure).toBeDefined();
        await project.emulator.library(tenantId).remove("d.sh");
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(run.output).toContain("stays in the library");
        expect((await project.names()).map((name) => name.toLowerCase())).toContain("a.sh");
        expect((await project.up()).changes).toEqual({ same: 4 });
        project.program(
            `new mde.LibraryFile("a3", { source: "a.sh", description: "new" }, { aliases: [{ name: "a4" }] });`,
        );
        expect((await project.up()).failure).toBeUndefined();
        expect((await project.names()).sort()).toEqual(["a.sh", "b.sh", "theirs.sh"]);
        project.calls();
    });

    it("a replacement that deletes first leaves no gap, and takes its own file for no stranger's", async () => {
        project.write("a.sh", "#!/bin/sh\necho edited\n");
        project.program(
            `new mde.LibraryFile("a3", { source: "a.sh", description: "new" }, { deleteBeforeReplace: true });`,
        );
        const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::a3";
        const run = await project.up({ replace: [urn] });
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload a.sh"]);
        expect((await project.live()).find(({ fileName }) => fileName === "a.sh")?.sha256).toBe(
            sha256("#!/bin/sh\necho edited\n"),
        );
        expect((await project.up()).changes).toEqual({ same: 3 });
    });

    it("a resource that an alias has renamed is removed by destroy --run-program", async () => {
        project.program(
            `new mde.LibraryFile("a5", { source: "a.sh", description: "new" }, { aliases: [{ name: "a3" }] });`,
        );
        expect((await project.up()).changes).toEqual({ same: 3 });
        expect((await project.destroy({ runProgram: true })).failure).toBeUndefined();
        expect((await project.names()).sort()).toEqual(["b.sh", "theirs.sh"]);
    });

    it("destroy --run-program removes what the program names, after the stack was renamed too", async () => {
        project.program(`new mde.LibraryFile("a3", { source: "a.sh" });`);
        expect((await project.up()).failure).toBeUndefined();
        await project.rename("renamed");
        const run = await project.destroy({ runProgram: true });
        expect(run.failure).toBeUndefined();
        expect((await project.names()).sort()).toEqual(["b.sh", "theirs.sh"]);
    });
});
