import { Project, type Run } from "./project";

/** A run in which uploads of some files fail, and what the next run does. */
let project: Project;
const names = ["a", "b", "c", "d", "e"];
beforeAll(async () => {
    project = await Project.create();
    project.program(`
        for (const name of ${JSON.stringify(names)})
            new mde.LibraryFile(name, { source: name + ".sh" });`);
});
afterAll(() => project.close());

function edit(text: string): void {
    for (const name of names) project.write(`${name}.sh`, `#!/bin/sh\necho ${text} ${name}\n`);
}

const uploads = () => project.calls().filter((call) => call.startsWith("upload"));

function refuse(...refused: string[]): void {
    const error = { code: "BadRequest", message: "The file is not welcome." };
    for (const name of refused)
        project.emulator.once(
            { call: "upload", fileName: `${name}.sh` },
            { kind: "answer", status: 400, body: JSON.stringify({ error }) },
        );
}

/** How often a failure of that file is told under the diagnostics. */
function timesTold({ output }: Run, name: string): number {
    const diagnostics = output.split("Diagnostics:").at(-1) ?? "";
    return diagnostics.split(`error: "${name}.sh"`).length - 1;
}

describe("an up in which uploads fail", () => {
    it("exits with a failure that is told once, and the next up does exactly what is left", async () => {
        edit("one");
        refuse("c");
        const run = await project.up({ parallel: 1 });
        expect(run.failure).toBeDefined();
        expect(timesTold(run, "c")).toBe(1);
        expect(run.output).toContain("The file is not welcome.");
        const first = uploads();
        // The engine's order is its own; none is begun after the failure.
        expect(first.at(-1)).toBe("upload c.sh");
        expect(await project.names()).toHaveLength(first.length - 1);
        expect((await project.up()).failure).toBeUndefined();
        expect(uploads()).toHaveLength(names.length - first.length + 1);
        expect(await project.names()).toHaveLength(names.length);
        expect((await project.up()).changes).toEqual({ same: names.length + 2 });
        expect(project.calls()).toEqual([]);
    });

    it("brings the rest up with --continue-on-error, and tells each failure once", async () => {
        edit("two");
        refuse("b", "d");
        const run = await project.up({ continueOnError: true });
        expect(run.failure).toBeDefined();
        for (const name of names)
            expect([name, timesTold(run, name)]).toEqual([name, "bd".includes(name) ? 1 : 0]);
        expect(uploads()).toHaveLength(names.length);
        expect((await project.up()).failure).toBeUndefined();
        expect(uploads().sort()).toEqual(["upload b.sh", "upload d.sh"]);
        expect((await project.up()).changes).toEqual({ same: names.length + 2 });
    });
});

describe("an up that the service makes wait", () => {
    it("says why, for how long, and how many files wait", async () => {
        edit("three");
        for (const name of names)
            project.emulator.once(
                { call: "upload", fileName: `${name}.sh` },
                { kind: "throttle", retryAfter: "10" },
            );
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(run.output).toMatch(
            /the API asked to wait \(429\); [45] uploads are waiting, for \d+ s\./,
        );
        expect(uploads()).toHaveLength(2 * names.length);
    });
});

describe("a Library of which a file fails with --continue-on-error", () => {
    it("keeps the digest of the stack as it was until an up succeeds, as README says", async () => {
        project.program(`exports.digest = new mde.Library("kept", { path: "kept" }).digest;`);
        const write = (text: string) => {
            for (const name of ["x", "y"])
                project.write(`kept/${name}.sh`, `#!/bin/sh\n# ${text}\necho ${name}\n`);
        };
        const digest = async () => (await project.outputs())["digest"]?.value as unknown;
        write("one");
        expect((await project.up()).failure).toBeUndefined();
        const before = await digest();
        expect(before).toEqual(expect.any(String));
        write("two");
        refuse("x");
        const run = await project.up({ continueOnError: true });
        expect(run.failure).toBeDefined();
        expect(timesTold(run, "x")).toBe(1);
        // Pulumi's own words, which README explains.
        expect(run.output).toContain("failed to register");
        expect(await digest()).toBe(before);
        expect((await project.up()).failure).toBeUndefined();
        expect(await digest()).not.toBe(before);
    });
});
