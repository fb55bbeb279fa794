import { areAlive, HeldUpload, processesBelow, startPulumi } from "./heldUpload";
import { Project, tenantId } from "./project";

/** What ^C does in the middle of an upload, as a person gives it in a terminal. */
const upload = new HeldUpload();
let project: Project;
beforeAll(async () => {
    project = await Project.create({ answered: upload.answered });
    for (const name of ["a", "b", "c"]) project.write(`${name}.sh`, `#!/bin/sh\necho ${name}\n`);
    project.program(`
        for (const name of ["a", "b", "c"]) new mde.LibraryFile(name, { source: name + ".sh" });`);
});
afterAll(() => project.close());

async function interrupted(times: 1 | 2) {
    const stored = upload.hold();
    const run = startPulumi(project, "up", "--yes", "--skip-preview", "--parallel", "1");
    await stored;
    run.cli.kill("SIGINT");
    await told(run.printed, /interrupt|cancel/i);
    if (times === 2) run.cli.kill("SIGINT");
    if (times === 2) await run.exited;
    upload.let();
    return { code: await run.exited, output: run.printed() };
}

async function told(printed: () => string, what: RegExp): Promise<void> {
    while (!what.test(printed())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("^C in the middle of an upload", () => {
    it("given once lets it finish, begins no other and fails; the next up does the rest", async () => {
        const { code, output } = await interrupted(1);
        expect(code).not.toBe(0);
        expect(output).toContain("update canceled");
        expect(project.calls()).toHaveLength(3);
        const first = await project.names();
        expect(first).toHaveLength(1);
        const again = await project.up();
        expect(again.failure).toBeUndefined();
        expect(again.changes).toEqual({ create: 2, same: 3 });
        expect(project.calls().filter((call) => call.startsWith("upload"))).toHaveLength(2);
        expect(await project.names()).toHaveLength(3);
    });

    it("given twice ends the run at once, and the next up knows what was stored, edited since or not", async () => {
        for (const name of ["a", "b", "c"]) project.write(`${name}.sh`, `echo more ${name}\n`);
        const { code, output } = await interrupted(2);
        expect(code).not.toBe(0);
        expect(output).toContain("terminating");
        const [, , stored = ""] = project.calls();
        expect(stored).toMatch(/^upload [abc]\.sh$/);
        const name = stored.slice("upload ".length);
        project.write(name, "echo edited since\n");
        // No lock is left, and what is live is known for this stack's own.
        const again = await project.up();
        expect(again.failure).toBeUndefined();
        expect(again.output).toContain("interrupted while updating");
        expect(again.changes).toEqual({ same: 2, update: 3 });
        expect(project.calls().filter((call) => call.startsWith("upload"))).toHaveLength(3);
        const live = await project.emulator.library(tenantId).read(name);
        expect(live?.toString()).toBe("echo edited since\n");
        expect((await project.up()).changes).toEqual({ same: 5 });
        expect(project.calls()).toEqual([]);
    });
});

describe("^C while files wait for the limit", () => {
    const names = ["a", "b", "c", "d", "e"];
    /** Two files go up at once; of two more that the engine has handed over, a line tells. */
    async function upToTheLimit(text: string) {
        for (const name of names) project.write(`${name}.sh`, `echo ${text} ${name}\n`);
        project.calls();
        const run = startPulumi(project, "up", "--yes", "--skip-preview", "--parallel", "2");
        await told(run.printed, /2 uploads are waiting/);
        return run;
    }
    const uploads = () => project.emulator.journal.of("upload").map(({ fileName }) => fileName);

    beforeAll(async () => {
        project.program(`
            for (const name of ${JSON.stringify(names)})
                new mde.LibraryFile(name, { source: name + ".sh" });`);
        await project.configure({ callsPerMinute: "2" });
    });

    it("shows while it waits why, how long and how many; given once those still go up, and no other", async () => {
        const run = await upToTheLimit("once");
        expect(run.cli.exitCode).toBeNull();
        expect(run.printed()).toMatch(
            /the limit of 2 calls a minute is reached; 2 uploads are waiting, for (1 min|5\d s)/,
        );
        expect(run.printed()).toContain("Files that wait go up even after ^C; ^C twice ends");
        expect(uploads()).toHaveLength(2);
        run.cli.kill("SIGINT");
        expect(await run.exited).not.toBe(0);
        expect(run.printed()).toContain("update canceled");
        expect(uploads()).toHaveLength(4);
        const [left] = names.filter((name) => !uploads().includes(`${name}.sh`));
        project.calls();
        const again = await project.up();
        expect(again.failure).toBeUndefined();
        expect(again.output).not.toContain("interrupted");
        expect(project.calls()).toEqual(["token", "list", `upload ${left}.sh`]);
    });

    it("given twice ends the run at once with all its processes, and the next up does what is left", async () => {
        const run = await upToTheLimit("twice");
        const provider = processesBelow(run.cli.pid!);
        expect(provider.length).toBeGreaterThan(1);
        run.cli.kill("SIGINT");
        await told(run.printed, /press \^C again/);
        run.cli.kill("SIGINT");
        expect(await run.exited).not.toBe(0);
        while (areAlive(provider)) await new Promise((resolve) => setTimeout(resolve, 20));
        const before = uploads();
        expect(before).toHaveLength(2);
        await project.configure({ callsPerMinute: undefined });
        project.calls();
        const again = await project.up();
        expect(again.failure).toBeUndefined();
        expect(again.changes).toEqual({ same: 4, update: 3 });
        expect(uploads()).toHaveLength(3);
        expect(uploads().filter((name) => before.includes(name))).toEqual([]);
        project.calls();
        expect((await project.up()).changes).toEqual({ same: 7 });
        expect(project.calls()).toEqual([]);
    });
});
