import { cancelPulumi, HeldUpload, startPulumi } from "./heldUpload";
import { clientId, clientSecret, Project, tenantId, type Run } from "./project";

/**
 * The same file under another resource, without an alias. Pulumi makes the new resource, and deletes
 * the old one at the end, perhaps in a later run; both are one file in the library.
 */
function done(run: Run): Run {
    expect(run.output).not.toMatch(/error:/);
    expect(run.failure).toBeUndefined();
    return run;
}

const upload = new HeldUpload();
let project: Project;
beforeAll(async () => {
    project = await Project.create({ answered: upload.answered });
    project.write("scripts/a.sh", "#!/bin/sh\necho a\n");
    project.write("b.sh", "#!/bin/sh\necho b\n");
});
afterAll(() => project.close());

const file = (name: string, options = "") =>
    `new mde.LibraryFile("${name}", { source: "scripts/a.sh", description: "A" }, {${options}});`;
const group = (name: string, body: string) => `
    class Group extends pulumi.ComponentResource {
        constructor(name) {
            super("tests:index:Group", name);
            ${body}
        }
    }
    new Group("${name}");`;
const library = (name: string) =>
    `new mde.Library("${name}", { path: "scripts", files: { "a.sh": { description: "A" } } });`;
const object = () =>
    `const own = new mde.Provider("own", ${JSON.stringify({
        tenantId,
        clientId,
        clientSecret,
        apiUrl: project.url,
        authorityUrl: project.url,
    })});`;
const bytes = async () => (await project.emulator.library(tenantId).read("a.sh"))?.toString();

describe("a file keeps its place in the library, without a call that writes,", () => {
    beforeAll(async () => {
        project.program(file("a"));
        done(await project.up());
        project.calls();
    });

    // Each goes on from the one before.
    it.each([
        ["when its resource is renamed", () => file("a2")],
        ["when it moves into a component", () => group("one", file("a2", "parent: this"))],
        ["when the component is renamed", () => group("two", file("a2", "parent: this"))],
        ["when it moves out of the component", () => file("a2")],
        ["when it moves into a library", () => library("response")],
        ["when the library is renamed", () => library("triage")],
        ["when it moves out of the library", () => file("a")],
        [
            "when a provider object of the same tenant serves it",
            () => object() + file("a", "provider: own"),
        ],
        ["when the stack's configuration serves it again", () => file("a")],
    ])("%s", async (_, program) => {
        project.program(program());
        done(await project.up());
        expect(project.calls().filter((call) => /upload|delete/.test(call))).toEqual([]);
        expect(await bytes()).toBe("#!/bin/sh\necho a\n");
        // Nothing is left over for a later run.
        const again = done(await project.up()).changes;
        expect(Object.keys(again)).toEqual(["same"]);
        expect(project.calls()).toEqual([]);
    });
});

describe("a file whose resource is renamed is still there", () => {
    const more = `new mde.LibraryFile("b", { source: "b.sh" });`;
    const live = async () => {
        expect(await bytes()).toBe("#!/bin/sh\necho a\n");
        const names = await project.names();
        return names.sort();
    };
    beforeAll(async () => {
        project.program(file("a"));
        done(await project.up());
    });

    it("after a run in which another upload failed, and after the run that mends it", async () => {
        project.program(file("a3") + more);
        project.emulator.once(
            { call: "upload", fileName: "b.sh" },
            { kind: "answer", status: 400 },
        );
        expect((await project.up()).failure).toBeDefined();
        expect(await live()).toEqual(["a.sh"]);
        done(await project.up());
        expect(await live()).toEqual(["a.sh", "b.sh"]);
        expect(done(await project.up()).changes).toEqual({ same: 4 });
    });

    it("after a run that was killed before it deleted anything, and after the next", async () => {
        project.write("b.sh", "#!/bin/sh\necho more\n");
        project.program(`const a = ${file("a4")}
            a.sha256.apply(() => { ${more} });`);
        const stored = upload.hold();
        const { cli, exited } = startPulumi(project, "up", "--yes", "--skip-preview");
        await stored;
        cli.kill("SIGKILL");
        await exited;
        upload.let();
        cancelPulumi(project);
        expect(await live()).toEqual(["a.sh", "b.sh"]);
        // Both resources are in the state now.
        const between = await project.stateText();
        for (const name of ["a3", "a4"]) expect(between).toContain(`LibraryFile::${name}`);
        done(await project.up());
        expect(await live()).toEqual(["a.sh", "b.sh"]);
        expect(await project.stateText()).not.toContain("LibraryFile::a3");
    });

    it("after a run for the new resource alone, and after a run for all", async () => {
        project.program(file("a5") + more);
        const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::a5";
        done(await project.up({ target: [urn] }));
        expect(await live()).toEqual(["a.sh", "b.sh"]);
        done(await project.up());
        expect(await live()).toEqual(["a.sh", "b.sh"]);
        expect(await project.stateText()).not.toContain("LibraryFile::a4");
    });

    it("when it is edited at once: that is refused, and an alias is the way out", async () => {
        project.calls();
        const edited = (options: string) => file("a6", options).replace('"A"', '"Edited"') + more;
        project.program(edited(""));
        const { failure, output } = await project.up();
        expect(failure).toBeDefined();
        expect(output).toContain("this resource did not make it, and it differs");
        expect(project.calls()).toEqual(["token", "list"]);
        expect(await live()).toEqual(["a.sh", "b.sh"]);
        project.program(edited('aliases: [{ name: "a5" }]'));
        done(await project.up());
        expect(project.calls()).toEqual(["token", "list", "upload a.sh"]);
        expect(await live()).toEqual(["a.sh", "b.sh"]);
    });
});
