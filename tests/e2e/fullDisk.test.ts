import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { Project, tenantId, type Run } from "./project";

/** Notes that cannot be written: each is a link to a device that is always full. */
let project: Project;
const names = ["a", "b", "c", "d", "e", "f"];
const files = `for (const name of ${JSON.stringify(names)})
    new mde.LibraryFile(name, { source: name + ".sh" });`;
const text = (name: string) => `#!/bin/sh\necho ${name}\n`;
const room = "Make room there, or set PULUMI_MDE_HOME to a folder on another disk.";

beforeEach(async () => {
    project = await Project.create();
    project.program(files);
    for (const name of names) project.write(`${name}.sh`, text(name));
});
afterEach(() => project.close());

/** How often something is said under the diagnostics, where nothing of a trace may be. */
function timesTold({ output, failure }: Run, what: string): number {
    expect(failure).toBeDefined();
    expect(output).not.toContain("unhandled exception");
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    const diagnostics = output.split("Diagnostics:").at(-1) ?? "";
    return diagnostics.split(what).length - 1;
}

const notUploaded = "cannot be used: ENOSPC: no space left on device, write. Nothing was uploaded.";

describe("a disk that is full", () => {
    it("is told once when the program cannot note what it names, and nothing is uploaded", async () => {
        project.program(`${files}
            const { readdirSync, symlinkSync } = require("node:fs");
            const runs = process.env.PULUMI_MDE_HOME + "/runs/";
            symlinkSync("/dev/full", runs + readdirSync(runs)[0] + "/" + process.pid + ".jsonl");`);
        const run = await project.up();
        expect(timesTold(run, `${join(project.folder, "mde", "runs")}/`)).toBe(1);
        expect(timesTold(run, `${notUploaded} ${room}`)).toBe(1);
        expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);
        project.program(files);
        expect((await project.up()).failure).toBeUndefined();
        expect(await project.names()).toHaveLength(names.length);
    });

    it("is told once when the program cannot note where content lies, known late too", async () => {
        for (const name of names) {
            const sha256 = createHash("sha256").update(text(name)).digest("hex");
            mkdirSync(join(project.folder, "mde", "index", sha256), { recursive: true });
        }
        for (const source of [`name + ".sh"`, `pulumi.output(name + ".sh")`]) {
            project.program(files.replace(`name + ".sh"`, source));
            const run = await project.up();
            expect(timesTold(run, `The folder ${join(project.folder, "mde", "index")}, `)).toBe(1);
        }
        expect(project.calls()).toEqual([]);
    });

    it("is told of each file that is not sent, for it could not be noted before", async () => {
        project.program(`new mde.LibraryFile("a", { source: "a.sh" });`);
        expect((await project.up()).failure).toBeUndefined();
        const sent = join(project.folder, "mde", "sent");
        const [book] = readdirSync(sent).filter((name) => name.endsWith(".jsonl"));
        rmSync(join(sent, book!));
        symlinkSync("/dev/full", join(sent, book!));
        project.write("a.sh", text("another"));
        project.calls();
        const run = await project.up();
        expect(timesTold(run, `write. a.sh was not uploaded to tenant ${tenantId}. ${room}`)).toBe(
            1,
        );
        expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);
    });
});
