import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { clientId, Project, tenantId } from "./project";

/**
 * What is refused, with what a person is told. Each is tried in a preview and in an `up` without
 * one; neither may write anything.
 */
describe("a refusal", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("good.sh", "#!/bin/sh\n");
        project.write("other.sh", "#!/bin/sh\necho other\n");
        mkdirSync(join(project.folder, "folder"));
    });
    afterAll(() => project.close());

    async function refused(body: string): Promise<string> {
        project.program(body);
        const preview = await project.preview();
        expect(preview.failure).toBeDefined();
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(project.calls().filter((call) => !["token", "list"].includes(call))).toEqual([]);
        expect(preview.output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
        return preview.output;
    }

    it.each([
        [
            "a file that is not there",
            `new mde.LibraryFile("x", { source: "nothing.ps1" })`,
            /there is no such file/,
        ],
        [
            "a folder",
            `new mde.LibraryFile("x", { source: "folder" })`,
            /folder.* is a folder|not a file|is a directory/,
        ],
        [
            "no content",
            `new mde.LibraryFile("x", { fileName: "x.ps1" })`,
            /neither "source" nor "content"/,
        ],
        [
            "two contents",
            `new mde.LibraryFile("x", { source: "good.sh", content: "x" })`,
            /both "source" and "content"/,
        ],
        [
            "content without a name",
            `new mde.LibraryFile("x", { content: "x" })`,
            /give it a "fileName"/,
        ],
        [
            "an empty name",
            `new mde.LibraryFile("x", { source: "good.sh", fileName: "" })`,
            /fileName "", which/,
        ],
        [
            "a path for a name",
            `new mde.LibraryFile("x", { source: "good.sh", fileName: "a/b.sh" })`,
            /must not contain/,
        ],
        [
            "a control character, late",
            `new mde.LibraryFile("x", { source: "good.sh", fileName: pulumi.output("a\\nb.sh") })`,
            /must not contain/,
        ],
        [
            "another digest than the pin",
            `new mde.LibraryFile("x", { source: "good.sh", sha256: "${"0".repeat(64)}" })`,
            /pinned/,
        ],
        [
            "another digest than a pin known late",
            `new mde.LibraryFile("x", { source: "good.sh", sha256: pulumi.output("${"0".repeat(64)}") })`,
            /pinned/,
        ],
        [
            "an argument that there is not",
            `new mde.LibraryFile("x", { source: "good.sh", fileNmae: "y.sh" })`,
            /did you mean fileName/,
        ],
        [
            "one name twice",
            `new mde.LibraryFile("x", { source: "good.sh" }); new mde.LibraryFile("y", { source: "other.sh", fileName: "GOOD.sh" })`,
            /"x" and "y" name the files good\.sh and GOOD\.sh/,
        ],
        [
            "one name twice, known late",
            `new mde.LibraryFile("x", { source: "good.sh" }); new mde.LibraryFile("y", { source: "other.sh", fileName: pulumi.output("good.sh") })`,
            /both name the file good\.sh/,
        ],
        [
            "a secret content",
            `new mde.LibraryFile("x", { fileName: "x.sh", content: pulumi.secret("hidden-canary") })`,
            /secret content.*pulumi\.unsecret/s,
        ],
    ])("says what is wrong with %s", async (_, body, message) => {
        const output = await refused(body);
        expect(output).toMatch(message);
        expect(output).not.toContain("hidden-canary");
    });

    it("names link and target of a link that leaves a library's folder, and both of two that collide", async () => {
        project.write("scripts/a/Get.ps1", "1");
        project.write("scripts/b/GET.ps1", "2");
        symlinkSync(join(project.folder, "good.sh"), join(project.folder, "scripts", "out.sh"));
        const output = await refused(`new mde.Library("x", { path: "scripts" })`);
        expect(output).toContain("out.sh");
        expect(output).toContain("good.sh");
        expect(output).toContain("a/Get.ps1");
        expect(output).toContain("b/GET.ps1");
    });

    it("names what is wrong in a sidecar, all at once", async () => {
        project.write("docs/one.sh", "#!/bin/sh\n");
        project.write(
            "docs/library.yaml",
            "files:\n  two.sh: { description: x }\n  one.sh: { descripton: y }\n",
        );
        const output = await refused(`new mde.Library("x", { path: "docs" })`);
        expect(output).toContain("two.sh");
        expect(output).toContain("descripton");
    });

    const good = `new mde.LibraryFile("x", { source: "good.sh" })`;

    it.each([
        ["a file over the limit", { maxUploadBytes: "5" }, /10 bytes|limit/],
        ["a misspelt key", { tenantID: tenantId }, /did you mean mde:tenantId/],
        ["a missing tenant", { tenantId: undefined }, /mde:tenantId is missing/],
        [
            "a tenant that is no id",
            { tenantId: "contoso.onmicrosoft.com" },
            /contoso\.onmicrosoft\.com.*GUID/,
        ],
        ["a missing application", { clientId: undefined }, /mde:clientId is missing/],
        [
            "an unknown cloud",
            { cloud: "comercial" },
            /one of commercial, gcc, gcchigh, dod, emulator/,
        ],
        ["an address in clear", { apiUrl: "http://192.0.2.1" }, /loopback only/],
        ["a bad drift setting", { onDrift: "ignore" }, /fail or overwrite/],
    ])("says what is wrong with %s in the configuration", async (_, values, message) => {
        const before = { tenantId, clientId, apiUrl: project.url };
        await project.configure(values);
        expect(await refused(good)).toMatch(message);
        const undone = Object.fromEntries(
            Object.keys(values).map((key) => [
                key,
                (before as Record<string, string | undefined>)[key],
            ]),
        );
        await project.configure(undone);
    });

    it("says so when a secret key is set in clear, and does not show it", async () => {
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
            "this stack did not make it, and it differs (uploaded by Somebody",
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
        expect((await project.up()).changes).toEqual({ same: 2 });
    });
});
