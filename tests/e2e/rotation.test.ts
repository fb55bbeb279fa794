import { clientId, Project, tenantId } from "./project";

/**
 * Which secret Pulumi uses after it was rotated: it keeps a provider's configuration in the state,
 * and configures `refresh` and `destroy` from there. The secret before counts no more at once.
 */
describe.each(["configuration", "environment"] as const)("a secret rotated in the %s", (place) => {
    const app = { displayName: "pulumi-mde tests", secret: "canary~0" };
    let project: Project;
    let version = 0;

    beforeAll(async () => {
        project = await Project.create({
            emulator: { tenants: { [tenantId]: { apps: { [clientId]: app } } } },
        });
        project.write("file.sh", "echo 1\n");
        project.program(`new mde.LibraryFile("file", { source: "file.sh" });`);
        if (place === "environment")
            await project.configure({ clientId: undefined, clientSecret: undefined });
        await set();
        expect((await project.up()).failure).toBeUndefined();
    });
    afterAll(() => project.close());

    async function set(): Promise<void> {
        if (place === "configuration") await project.configure({ clientSecret: app.secret });
        else project.setEnvironment({ ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: app.secret });
    }

    /** A new secret, in Entra ID and in its place; the one before is gone. */
    async function rotate(): Promise<void> {
        app.secret = `canary~${++version}`;
        await set();
        project.calls();
    }

    const secretIsWrong = /AADSTS7000215.*--run-program/s;

    it("is used by up", async () => {
        await rotate();
        project.write("file.sh", "echo 2\n");
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload file.sh"]);
    });

    it("is used by an up that changes nothing and calls nobody, and by what follows it", async () => {
        await rotate();
        expect((await project.up()).failure).toBeUndefined();
        expect(project.calls()).toEqual([]);
        expect((await project.refresh()).failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it(`is ${place === "environment" ? "" : "not "}used by a plain refresh`, async () => {
        await rotate();
        const run = await project.refresh();
        if (place === "environment") {
            expect(run.failure).toBeUndefined();
            expect(project.calls()).toEqual(["token", "list"]);
        } else {
            expect(run.output).toMatch(secretIsWrong);
            expect(run.output).not.toContain("canary");
            expect(project.calls()).toEqual(["token"]);
        }
    });

    it("is used by a refresh that runs the program", async () => {
        const run = await project.refresh({ runProgram: true });
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it(`is ${place === "environment" ? "" : "not "}used by a plain destroy`, async () => {
        await rotate();
        const run = await project.destroy();
        if (place === "environment") {
            expect(run.failure).toBeUndefined();
            expect(project.calls()).toEqual(["token", "list", "delete file.sh"]);
        } else {
            expect(run.output).toMatch(secretIsWrong);
            expect(project.calls()).toEqual(["token"]);
            expect(await project.names()).toEqual(["file.sh"]);
        }
    });

    it("is used by a destroy that runs the program", async () => {
        expect((await project.destroy({ runProgram: true })).failure).toBeUndefined();
        expect(await project.names()).toEqual([]);
    });
});

describe("a secret rotated where the program cannot run any more", () => {
    it("is used with a program of one file, which is not made", async () => {
        const app = { displayName: "pulumi-mde tests", secret: "canary~0" };
        const project = await Project.create({
            emulator: { tenants: { [tenantId]: { apps: { [clientId]: app } } } },
        });
        project.write("file.sh", "echo 1\n");
        project.program(`new mde.LibraryFile("file", { source: "file.sh" });`);
        await project.configure({ clientSecret: app.secret });
        expect((await project.up()).failure).toBeUndefined();
        app.secret = "canary~1";
        await project.configure({ clientSecret: app.secret });
        project.calls();

        project.program(`throw new Error("cannot run");`);
        expect((await project.destroy({ runProgram: true })).output).toContain("cannot run");
        expect(project.calls()).toEqual([]);
        // No file, no provider to hand the configuration to.
        project.program("");
        const empty = await project.destroy({ runProgram: true });
        expect(empty.output).toContain("AADSTS7000215");
        expect(project.calls()).toEqual(["token"]);

        project.program(`new mde.LibraryFile("any", { fileName: "any.sh", content: "exit 0" });`);
        expect((await project.destroy({ runProgram: true })).failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "delete file.sh"]);
        await project.close();
    });
});
