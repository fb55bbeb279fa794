import { Project, tenantId } from "./project";

/**
 * What is refused, as a person sees it in the real CLI. All ways of getting arguments wrong are in
 * tests/sdk; here are those that only show when values arrive late, and what the engine makes of
 * a program that has a mistake.
 */
describe("a refusal", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("good.sh", "#!/bin/sh\n");
        project.write("other.sh", "#!/bin/sh\necho other\n");
    });
    afterAll(() => project.close());

    async function refused(body: string): Promise<string> {
        project.program(body);
        const { failure, output } = await project.preview();
        expect(failure).toBeDefined();
        expect(project.calls()).toEqual([]);
        expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
        return output;
    }

    it.each([
        [
            "a control character in a name",
            `new mde.LibraryFile("x", { source: "good.sh", fileName: pulumi.output("a\\nb.sh") })`,
            /must not contain/,
        ],
        [
            "another digest than the pin",
            `new mde.LibraryFile("x", { source: "good.sh", sha256: pulumi.output("${"0".repeat(64)}") })`,
            /not the pinned/,
        ],
        [
            "one name twice",
            `new mde.LibraryFile("x", { source: "good.sh" }); new mde.LibraryFile("y", { source: "other.sh", fileName: pulumi.output("good.sh") })`,
            /both name the file good\.sh/,
        ],
        [
            "one name twice, both known late",
            `const late = pulumi.output(new Promise((resolve) => setTimeout(() => resolve("o.sh"), 300)));
            new mde.LibraryFile("x", { source: "good.sh", fileName: late });
            new mde.LibraryFile("y", { source: "good.sh", fileName: late });`,
            /error: The resources "x" and "y" both name the file o\.sh .*"y" was not uploaded/,
        ],
        [
            "a promise of a secret description",
            `new mde.LibraryFile("x", { source: "good.sh", description: Promise.resolve(pulumi.secret("hidden-canary")) })`,
            /secret description/,
        ],
        [
            "one name twice, of children of two components that have the same name too",
            `class Group extends pulumi.ComponentResource {
                constructor(name) {
                    super("tests:index:Group", name);
                    new mde.LibraryFile("x", { source: "good.sh" }, { parent: this });
                }
            }
            new Group("one"); new Group("two");`,
            /"x" and "x" both name the file good\.sh/,
        ],
        [
            "a secret description",
            `new mde.LibraryFile("x", { source: "good.sh", description: pulumi.secret("hidden-canary") })`,
            /secret description.*pulumi\.unsecret/s,
        ],
        [
            "a secret parametersDescription",
            `new mde.LibraryFile("x", { source: "good.sh", parametersDescription: pulumi.secret("hidden-canary") })`,
            /secret parametersDescription/,
        ],
        [
            "a secret fileName",
            `new mde.LibraryFile("x", { source: "good.sh", fileName: pulumi.secret("hidden-canary") })`,
            /secret fileName/,
        ],
        [
            "a secret content",
            `new mde.LibraryFile("x", { fileName: "x.sh", content: pulumi.secret("hidden-canary") })`,
            /secret content.*pulumi\.unsecret/s,
        ],
    ])("says what is wrong with %s, known late", async (_, body, message) => {
        const output = await refused(body);
        expect(output).toMatch(message);
        expect(output).not.toContain("hidden-canary");
    });

    it("stops every file of the program, told once, also in an up without a preview", async () => {
        project.program(`
            new mde.LibraryFile("x", { source: "good.sh" });
            new mde.LibraryFile("y", { source: "other.sh", fileName: "GOOD.sh" });`);
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(project.calls()).toEqual([]);
        // One message; the CLI shows each live and again under Diagnostics.
        expect(run.output.split("name the files good.sh and GOOD.sh")).toHaveLength(3);
    });

    const good = `new mde.LibraryFile("x", { source: "good.sh" })`;

    it("of a configuration names the key, and happens before any call", async () => {
        await project.configure({ tenantID: tenantId });
        expect(await refused(good)).toContain("did you mean mde:tenantId?");
        await project.configure({ tenantID: undefined, tenantId: undefined });
        expect(await refused(good)).toContain("mde:tenantId is missing");
        await project.configure({ tenantId, maxUploadBytes: "5" });
        expect(await refused(good)).toMatch(/10 bytes and 5 are allowed/);
        await project.configure({ maxUploadBytes: undefined });
    });

    it("of a secret that is set in clear does not show it", async () => {
        await project.configureInClear("clientSecret", "in-clear-canary");
        const output = await refused(good);
        expect(output).toContain("pulumi config set --secret mde:clientSecret");
        expect(output).not.toContain("in-clear-canary");
    });
});

describe("somebody else's file", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("mine.sh", "#!/bin/sh\necho one\n");
    });
    afterAll(() => project.close());
    const put = (text: string) =>
        project.emulator
            .library(tenantId)
            .put("mine.sh", Buffer.from(text), { description: null, createdBy: "Somebody" });

    it("is left as it is when it differs", async () => {
        await put("#!/bin/sh\necho two\n");
        project.program(`new mde.LibraryFile("x", { source: "mine.sh" });`);
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toContain(
            "this resource did not make it, and it differs (uploaded by Somebody",
        );
        expect(run.output).toContain("adopt: true");
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("says so when it differs only in line ends", async () => {
        await put("#!/bin/sh\r\necho one\r\n");
        const run = await project.up();
        expect(run.output).toContain("differs only in line ends");
        project.calls();
    });

    it("is overwritten with adopt", async () => {
        project.program(`new mde.LibraryFile("x", { source: "mine.sh", adopt: true });`);
        expect((await project.up()).failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload mine.sh"]);
        await project.destroy();
        project.calls();
    });

    it("is taken over without an upload when it is the same, and the warning says by whom it was", async () => {
        await put("#!/bin/sh\necho one\n");
        project.program(`new mde.LibraryFile("x", { source: "mine.sh" });`);
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        expect(run.output).toContain("uploaded by Somebody");
        expect(run.output).toContain('"pulumi destroy" will remove it');
        expect(project.calls()).toEqual(["token", "list"]);
        expect((await project.up()).changes).toEqual({ same: 3 });
    });
});
