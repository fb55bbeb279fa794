import { Project, tenantId } from "./project";

describe("marks, with the real CLI", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
        await project.configure({ mark: "true" });
        project.program(`new mde.Library("response", { path: "scripts", unmanaged: "fail" });`);
    });
    afterAll(() => project.close());
    const library = () => project.emulator.library(tenantId);

    it("marks what goes up, keeps no mark in the state, and costs nothing when nothing changes", async () => {
        const first = await project.up();
        expect(first.failure).toBeUndefined();
        expect(await project.live()).toMatchObject([
            { description: "Collects it. [pulumi: e2e/test]" },
        ]);
        expect(project.textsIn("backend").join()).not.toContain("[pulumi:");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        project.calls();
        const { failure, changes } = await project.up();
        expect(failure).toBeUndefined();
        expect(changes).not.toHaveProperty("update");
        expect(project.calls()).toEqual([]);
        const refreshed = await project.refresh();
        expect(refreshed.failure).toBeUndefined();
        expect(refreshed.changes).not.toHaveProperty("update");
        await project.configure({ mark: "false" });
        expect((await project.preview()).output).not.toMatch(/to update/);
        await project.configure({ mark: "true" });
    });

    it("stops at files that belong to nobody before anything is written, and lets marked ones be", async () => {
        await library().put("b.sh", "ls\n", { createdBy: "Ann Example" });
        await library().put("c.sh", "ls\n", { description: "[pulumi: other/production]" });
        project.write("scripts/d.sh", "#!/bin/sh\n");
        project.program(`new mde.Library("response", { path: "scripts", unmanaged: "fail" });`);
        project.calls();
        for (const run of [await project.preview(), await project.up()]) {
            expect(run.failure).toBeDefined();
            expect(run.output).not.toContain("c.sh");
            expect(run.output.match(/ b\.sh +Ann Example/g)).toHaveLength(1);
        }
        expect(project.calls().filter((call) => !/^(token|list)$/.test(call))).toEqual([]);
    });

    it("warns of them in a preview at one list, and tells what another stack has marked from an up", async () => {
        project.write("scripts/c.sh", "ls\n");
        project.program(`
            exports.marks = mde.getLibrary().then(({ files }) =>
                files.map(({ mark }) => mark ?? "none").join());
            for (const [name, include] of [["one", "[ad].sh"], ["other", "c.sh"]])
                new mde.Library(name, {
                    path: "scripts", include: [include], unmanaged: "warn",
                    ...(name === "other" && { files: { "c.sh": { adopt: true } } }),
                }, { aliases: name === "one" ? [{ name: "response" }] : [] });
        `);
        project.calls();
        const preview = await project.preview();
        expect(preview.failure).toBeUndefined();
        expect(preview.output.match(/ b\.sh +Ann Example/g)).toHaveLength(1);
        expect(preview.output).toContain("e2e/test,none,other/production");
        expect(project.calls()).toEqual(["token", "list"]);
        const { failure, output } = await project.up();
        expect(failure).toBeDefined();
        expect(output).toContain("c.sh in tenant");
        expect(output).toContain("is the file of another stack, other/production");
        expect(await project.live()).toContainEqual(
            expect.objectContaining({
                fileName: "c.sh",
                description: "[pulumi: other/production]",
            }),
        );
    });

    it("removes its own without a program, which would say which stack it is", async () => {
        project.program("");
        const { failure } = await project.destroy();
        expect(failure).toBeUndefined();
        expect((await project.names()).sort()).toEqual(["b.sh", "c.sh"]);
    });
});
