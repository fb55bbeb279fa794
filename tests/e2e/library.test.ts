import { cpSync } from "node:fs";
import { join } from "node:path";

import { Project } from "./project";

describe("a folder of 50 files", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        for (let at = 0; at < 50; at++)
            project.write(
                `scripts/s${at % 5}/Get-${at}.ps1`,
                `<#\n.SYNOPSIS\nGets ${at}\n#>\nGet-${at}\n`,
            );
        project.program(`
            const library = new mde.Library("response", { path: "scripts" });
            exports.digest = library.digest;
            exports.release = library.release;`);
    });
    afterAll(() => project.close());
    const sorted = (calls: string[]) => [...calls].sort();

    it("goes up with one token and one list", async () => {
        const run = await project.up({ parallel: 16 });
        expect(run.failure).toBeUndefined();
        const calls = project.calls();
        expect(calls.filter((call) => call === "token")).toHaveLength(1);
        expect(calls.filter((call) => call === "list")).toHaveLength(1);
        expect(calls).toHaveLength(52);
        const live = await project.live();
        expect(live).toHaveLength(50);
        expect(live.find(({ fileName }) => fileName === "Get-7.ps1")?.description).toBe("Gets 7");
    });

    it("makes no call when nothing changed, and its release is the same", async () => {
        const before = await project.outputs();
        const run = await project.up();
        expect(run.changes).toEqual({ same: 53 });
        expect(project.calls()).toEqual([]);
        expect(await project.outputs()).toEqual(before);
        expect(before["release"]?.value).toMatchObject({
            count: 50,
            digest: before["digest"]?.value as string,
        });
        expect(run.output.split("\n").length).toBeLessThan(30);
    });

    it("costs one token and one list to refresh", async () => {
        const run = await project.refresh();
        expect(run.changes).toEqual({ same: 53 });
        expect(project.calls()).toEqual(["token", "list"]);
        expect((await project.preview()).changes).toEqual({ same: 53 });
    });

    it("costs one token, one list and k uploads for k changes", async () => {
        const before = (await project.outputs())["digest"]?.value as string;
        project.write("scripts/s0/Get-0.ps1", "Get-Zero\n");
        project.write("scripts/s1/Get-1.ps1", "Get-One\n");
        project.write("scripts/s2/Get-2.ps1", "Get-Two\n");
        expect((await project.preview()).changes).toEqual({ same: 50, update: 3 });
        await project.up();
        expect(sorted(project.calls())).toEqual([
            "list",
            "token",
            "upload Get-0.ps1",
            "upload Get-1.ps1",
            "upload Get-2.ps1",
        ]);
        expect((await project.outputs())["digest"]?.value).not.toBe(before);
    });

    it("takes a file that moves to another subfolder for the same one", async () => {
        project.remove("scripts/s3/Get-3.ps1");
        project.write("scripts/elsewhere/deep/Get-3.ps1", "<#\n.SYNOPSIS\nGets 3\n#>\nGet-3\n");
        expect((await project.up()).changes).toEqual({ same: 53 });
        expect(project.calls()).toEqual([]);
    });

    it("gives exactly the changes of a file added, one removed, one renamed and one in another case", async () => {
        project.write("scripts/New.sh", "#!/bin/sh\n# Something new.\n");
        project.remove("scripts/s4/Get-4.ps1");
        project.remove("scripts/s0/Get-5.ps1");
        project.write("scripts/s0/Read-5.ps1", "<#\n.SYNOPSIS\nGets 5\n#>\nGet-5\n");
        project.remove("scripts/s1/Get-6.ps1");
        project.write("scripts/s1/GET-6.ps1", "<#\n.SYNOPSIS\nGets 6\n#>\nGet-6\n");
        const preview = await project.preview();
        expect(preview.failure).toBeUndefined();
        expect(preview.changes).toEqual({ create: 2, delete: 2, replace: 1, same: 50 });
        await project.up();
        expect(sorted(project.calls())).toEqual([
            "delete Get-4.ps1",
            "delete Get-5.ps1",
            "delete Get-6.ps1",
            "list",
            "token",
            "upload GET-6.ps1",
            "upload New.sh",
            "upload Read-5.ps1",
        ]);
    });

    it("takes less than 2 KB of state a file", async () => {
        const files = (await project.resources()).filter(({ type }) =>
            type.endsWith("LibraryFile"),
        );
        expect(files).toHaveLength(50);
        for (const file of files) expect(JSON.stringify(file).length).toBeLessThan(2048);
    });
});

describe("a TypeScript program", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({ typescript: true });
    });
    afterAll(() => project.close());

    it("brings up a library, a file and a content that a preview does not know", async () => {
        cpSync(
            join(__dirname, "..", "..", "examples", "quickstart", "scripts"),
            join(project.folder, "scripts"),
            {
                recursive: true,
            },
        );
        project.write(
            "index.ts",
            `import * as mde from "pulumi-mde";
            import * as pulumi from "@pulumi/pulumi";

            const library: mde.Library = new mde.Library("response", { path: "scripts" });
            const known = library.files["library-banner.sh"];
            const text = pulumi.all(Object.values(library.files).map((file) => file.createdBy));
            new mde.LibraryFile("banner", {
                fileName: "banner.sh",
                content: text.apply((names) => "echo " + names.length),
                description: pulumi.output("A banner"),
            });
            new mde.LibraryFile("asset", { source: new pulumi.asset.StringAsset("echo asset"), fileName: "asset.sh" });
            new mde.LibraryFile("file", { source: new pulumi.asset.FileAsset("index.ts") });
            export const release: pulumi.Output<mde.Release> = library.release;
            export const nothing = known === undefined;`,
        );
        const preview = await project.preview();
        expect(preview.output).not.toContain("error");
        expect(preview.failure).toBeUndefined();
        expect(project.calls()).toEqual([]);
        const run = await project.up();
        expect(run.failure).toBeUndefined();
        const names = await project.names();
        expect(names).toEqual(expect.arrayContaining(["banner.sh", "asset.sh", "index.ts"]));
        project.calls();
        expect((await project.up()).changes).toEqual({ same: names.length + 3 });
        expect(project.calls()).toEqual([]);
    });
});

describe("500 files in nested folders", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({
            emulator: { behaviour: { service: { rateLimit: false } } },
        });
        await project.configure({ callsPerMinute: "0", callsPerHour: "0" });
        for (let at = 0; at < 500; at++)
            project.write(
                `scripts/a${at % 10}/b${at % 7}/c/f${at}.sh`,
                `#!/bin/sh\n# File ${at}.\necho ${at}\n`,
            );
        project.program(`
            const library = new mde.Library("response", { path: "scripts" });
            exports.release = library.release;`);
    });
    afterAll(() => project.close());

    it("go up, and the next up ends within one screen", async () => {
        const run = await project.up({ parallel: 32 });
        expect(run.failure).toBeUndefined();
        expect(await project.live()).toHaveLength(500);
        project.calls();
        const again = await project.up();
        expect(again.changes).toEqual({ same: 503 });
        expect(again.output.split("\n").length).toBeLessThan(30);
        expect(project.calls()).toEqual([]);
        const release = (await project.outputs())["release"]?.value as { __files: unknown[] };
        expect(release.__files).toHaveLength(500);
    });
});
