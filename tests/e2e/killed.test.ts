import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

import { Project, tenantId } from "./project";

/** A `pulumi up` that is killed (SIGKILL) after the service has stored an upload, and then again. */
describe("an up that is killed in the middle of an upload", () => {
    let project: Project;
    /** Resolved when an upload is stored; its answer is held back until it is released. */
    let stored: PromiseWithResolvers<undefined>;
    let release: PromiseWithResolvers<undefined>;
    let holding = false;
    beforeAll(async () => {
        project = await Project.create({
            answered: async ({ method, url }) => {
                const isUpload = method === "POST" && url.endsWith("/api/libraryfiles");
                if (!isUpload || !holding) return;
                stored.resolve(undefined);
                await release.promise;
            },
        });
        project.program(`new mde.LibraryFile("a", { source: "a.sh" });`);
    });
    afterAll(() => project.close());
    const pulumi = (...words: string[]) => ({
        file: "pulumi",
        words: [...words, "--stack", "test"],
        options: { cwd: project.folder, env: { ...process.env, ...project.environment } },
    });

    async function killedUp(): Promise<void> {
        stored = Promise.withResolvers();
        release = Promise.withResolvers();
        holding = true;
        const { file, words, options } = pulumi("up", "--yes", "--skip-preview");
        const cli = spawn(file, words, { ...options, stdio: "ignore" });
        await stored.promise;
        cli.kill("SIGKILL");
        await once(cli, "exit");
        release.resolve(undefined);
        holding = false;
        const cancel = pulumi("cancel", "--yes");
        expect(spawnSync(cancel.file, cancel.words, cancel.options).status).toBe(0);
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
