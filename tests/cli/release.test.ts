import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { verifyRelease, type ReleaseVerification } from "../../cli/releaseVerification";
import type { TenantLibrary } from "../../cli/tenantLibrary";
import type { LiveFile } from "../../library/liveFile";
import { releaseOf } from "../../library/release";
import { readRelease, type ReleaseDocument } from "../../library/readRelease";
import { clientSecret, Project, tenantId } from "../e2e/project";
import { runCommand } from "./commandProcess";

/** A release is read from a real stack's state, and compared with what its tenant has live. */
describe("pulumi-mde release and verify", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
        project.write("scripts/b.sh", "#!/bin/sh\necho b\n");
        project.program(`
            const library = new mde.Library("response", { path: "scripts" });
            exports.release = library.release;`);
        const { failure } = await project.up();
        expect(failure).toBeUndefined();
        project.calls();
    });
    afterAll(() => project.close());

    const run = async (...words: readonly string[]) => {
        const { folder: cwd, environment } = project;
        const result = await runCommand(words, { cwd, environment });
        expect(result.stdout + result.stderr).not.toContain(clientSecret);
        return result;
    };
    const git = (...words: readonly string[]) =>
        execFileSync(
            "git",
            ["-c", "user.name=test", "-c", "user.email=test@example.com", ...words],
            { cwd: project.folder, encoding: "utf8" },
        ).trim();
    async function release(...words: readonly string[]): Promise<ReleaseDocument> {
        const { code, stdout, stderr } = await run("release", "--stack", "test", ...words);
        expect({ code, stderr }).toMatchObject({ code: 0 });
        writeFileSync(join(project.folder, "release.json"), stdout);
        return readRelease(JSON.parse(stdout));
    }
    const verify = (...words: readonly string[]) =>
        run("verify", "--release", "release.json", "--stack", "test", ...words);

    it("writes what the stack's own output has, with time, stack and commit, and asks no tenant", async () => {
        project.write(".gitignore", "*\n");
        git("init", "--quiet");
        git("add", "--force", "scripts", "index.js");
        git("commit", "--quiet", "-m", "scripts");
        project.write("index.js", `${readFileSync(join(project.folder, "index.js"), "utf8")}\n`);
        const output = (await project.outputs())["release"]?.value as object;
        const document = await release();
        expect(document).toMatchObject({
            ...output,
            stack: "test",
            git: { commit: git("rev-parse", "HEAD"), clean: false },
        });
        expect(Math.abs(Date.parse(document.time ?? "") - Date.now())).toBeLessThan(60_000);
        git("commit", "--quiet", "--all", "-m", "all");
        expect((await release()).git?.clean).toBe(true);
        expect(project.calls()).toEqual([]);
    });

    it("proves that the tenant runs it, by one token and one list", async () => {
        const { digest } = await release();
        const text = await verify();
        expect(text).toMatchObject({ code: 0 });
        expect(text.stdout).toContain(`tenant ${tenantId} runs release ${digest} (2 files`);
        expect(project.calls()).toEqual(["token", "list"]);
        const { code, stdout } = await verify("--json");
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({
            schema: 1,
            ok: true,
            tenantId,
            cloud: "emulator",
            count: 2,
            release: { digest, tenantId },
            differences: [],
        });
    });

    it("shows each difference, and ends with 1", async () => {
        const library = project.emulator.library(tenantId);
        await library.put("a.sh", "#!/bin/sh\n# Wipes it.\n");
        await library.put("c.sh", "echo c\n");
        const { code, stdout } = await verify();
        expect(code).toBe(1);
        expect(stdout).toMatch(/does not run release .*of its 3 files these differ/);
        expect(stdout).toMatch(/^a\.sh +sha256 \w{12}… +sha256 \w{12}…$/m);
        expect(stdout).toMatch(/^c\.sh +not there +sha256 \w{12}…$/m);
        expect(stdout).toMatch(/Run "pulumi up" with the release .* --allow-others lets it pass/);
        const { stdout: json } = await verify("--json", "--allow-others");
        const { differences, others } = JSON.parse(json) as ReleaseVerification;
        expect(differences.map(({ fileName }) => fileName)).toContain("a.sh");
        expect(others).toEqual(["c.sh"]);
        expect((await verify("--allow-others")).stdout).not.toContain("--allow-others");
    });

    it("takes a part of a text for another text, and a second file of a name for a difference", async () => {
        const live = (files: readonly Partial<LiveFile>[]): TenantLibrary => ({
            tenantId,
            cloud: "commercial",
            requestIds: [],
            files: files.map((file) => ({ ...tested, createdBy: "", ...times, ...file })),
        });
        const times = { creationTime: "", lastUpdatedTime: "" };
        const [first] = (await release()).__files;
        const tested = { ...first!, description: "Collects it. Never run it twice." };
        const document = releaseOf({ tenantId, cloud: "commercial", files: [tested] });
        const options = { allowOthers: false, partial: false, time: "", version: "" };
        const verdict = async (files: readonly Partial<LiveFile>[]) =>
            (await verifyRelease(live(files), document, options)).ok;
        expect(await verdict([{}])).toBe(true);
        expect(await verdict([{ description: " Collects it. Never run it twice. " }])).toBe(true);
        expect(await verdict([{ description: "Collects it." }])).toBe(false);
        expect(await verdict([{ sha256: undefined }])).toBe(false);
        expect(await verdict([{ fileName: "A.SH", sha256: "b".repeat(64) }, {}])).toBe(false);
        expect(await verdict([{}, { fileName: "A.SH", sha256: "b".repeat(64) }])).toBe(false);
        expect(await verdict([])).toBe(false);
        const partial = await verifyRelease(live([]), document, { ...options, partial: true });
        expect(partial.ok).toBe(true);
    });

    it("has no verdict on what is misspelt", async () => {
        expect((await run("verify")).code).toBe(2);
        expect((await verify("--jsno")).code).toBe(2);
    });

    it.each<[string, string, RegExp]>([
        ["is no JSON", "{", /release\.json cannot be used\. It is no JSON/],
        ["has another schema", `{ "schema": 2 }`, /schema 2, and this pulumi-mde knows schema 1/],
    ])("compares nothing with a release that %s, and ends with 2", async (_, content, why) => {
        project.calls();
        project.write("release.json", content);
        const { code, stdout, stderr } = await verify();
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toMatch(why);
        expect(project.calls()).toEqual([]);
    });

    it("names a stack that there is, and a Library", async () => {
        expect(await run("release", "--stack", "tests")).toMatchObject({
            code: 1,
            stdout: "",
            stderr: expect.stringMatching(/no stack tests: did you mean test\?/) as string,
        });
        expect(await run("release", "--stack", "test", "--library", "respons")).toMatchObject({
            code: 1,
            stderr: expect.stringMatching(/no Library respons: did you mean response\?/) as string,
        });
    });
});
