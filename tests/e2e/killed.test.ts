import { cancelPulumi, HeldUpload, startPulumi } from "./heldUpload";
import { Project, tenantId } from "./project";

/** A `pulumi up` that is killed (SIGKILL) after the service has stored an upload, and then again. */
describe("an up that is killed in the middle of an upload", () => {
    const upload = new HeldUpload();
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({ answered: upload.answered });
        project.program(`new mde.LibraryFile("a", { source: "a.sh" });`);
    });
    afterAll(() => project.close());

    async function killedUp(): Promise<void> {
        const stored = upload.hold();
        const { cli, exited } = startPulumi(project, "up", "--yes", "--skip-preview");
        await stored;
        cli.kill("SIGKILL");
        await exited;
        upload.let();
        cancelPulumi(project);
        project.calls();
    }
    const live = async () => (await project.emulator.library(tenantId).read("a.sh"))?.toString();

    it("goes on with a new file that was edited since", async () => {
        project.write("a.sh", "one");
        await killedUp();
        expect(await live()).toBe("one");
        project.write("a.sh", "two");
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload a.sh"]);
        expect(await live()).toBe("two");
    });

    it("goes on with an update of a file that was edited since", async () => {
        project.write("a.sh", "three");
        await killedUp();
        expect(await live()).toBe("three");
        project.write("a.sh", "four");
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(await live()).toBe("four");
        expect((await project.up()).changes).toEqual({ same: 3 });
    });

    it("removes what it has put there", async () => {
        project.write("a.sh", "five");
        await killedUp();
        expect((await project.destroy()).failure).toBeUndefined();
        expect(await project.names()).toEqual([]);
    });
});
