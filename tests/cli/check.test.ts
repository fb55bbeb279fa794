import { execFileSync } from "node:child_process";
import {
    mkdirSync,
    readdirSync,
    readFileSync,
    symlinkSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";

import type { FolderReport } from "../../cli/folderReport";
import { folderWith, runCheck } from "./checkProcess";

const described = "#!/bin/sh\n# Collects the state of it.\n";
const clean = { "scripts/collect.sh": described };
const bad = { "scripts/linux/collect.sh": `${described}echo one\r\necho two\n` };
const json = (text: string) => JSON.parse(text) as FolderReport;

describe("pulumi-mde check", () => {
    it("ends with 0 when nothing is wrong, and says what it cannot check", async () => {
        const run = await runCheck(["scripts"], folderWith(clean));
        expect(run).toEqual({
            code: 0,
            stderr: "",
            stdout:
                "not checked  mde-allowed-destinations  It goes by the tenant and the cloud of a " +
                "stack: a preview with the pack checks it.\n\n1 file: nothing is wrong.\n",
        });
    });

    it("ends with 1 when something mandatory is, with its place for an editor", async () => {
        const run = await runCheck(["scripts"], folderWith(bad));
        expect(run).toMatchObject({ code: 1, stderr: "" });
        const [line] = run.stdout.split("\n");
        expect(line).toMatch(
            /^mandatory +mde-text-encoding +scripts\/linux\/collect\.sh:3: "collect\.sh" ends this line with CRLF/,
        );
        expect(run.stdout).toContain("\n1 file: 1 mandatory.\n");
    });

    it("ends with 0 when there are advisories alone", async () => {
        const cwd = folderWith({ ...bad, "p.json": '{ "mde-text-encoding": "advisory" }' });
        const run = await runCheck(["scripts", "--policy-pack-config", "p.json"], cwd);
        expect(run).toMatchObject({ code: 0, stderr: "" });
        expect(run.stdout).toContain("\n1 file: 1 advisory.\n");
    });

    it("shows an exempted finding each time, and one that is over as its own", async () => {
        const exemption = { policy: "mde-text-encoding", reason: "INC-7", owner: "Ann" };
        const exempted = async (expires: string) => {
            const exemptions = [{ ...exemption, file: "collect.sh", expires }];
            const text = JSON.stringify({ "mde-exemptions": { exemptions } });
            const cwd = folderWith({ ...bad, "ci/p.json": text });
            return runCheck(["scripts", "--policy-pack-config", "ci/p.json"], cwd);
        };
        const inForce = await exempted("2999-12-31");
        expect(inForce.code).toBe(0);
        expect(inForce.stdout).toMatch(/^exempted .*Exempted through 2999-12-31, by Ann: INC-7$/m);
        expect(inForce.stdout).toContain("\n1 file: 1 exempted.\n");
        const over = await exempted("2026-01-31");
        expect(over.code).toBe(1);
        expect(over.stdout).toMatch(
            /^mandatory +mde-exemptions +ci\/p\.json: Of the exemptions, exemptions\[0\] .*expired on 2026-01-31/m,
        );
        expect(over.stdout).toContain("\n1 file: 2 mandatory.\n");
    });

    it("prints one JSON object, with paths from the root of the repository", async () => {
        const cwd = folderWith(bad);
        execFileSync("git", ["init", "--quiet"], { cwd });
        const { code, stdout } = await runCheck([".", "--format", "json"], join(cwd, "scripts"));
        expect(code).toBe(1);
        expect(json(stdout)).toEqual({
            version: 1,
            ok: false,
            folder: "scripts",
            files: 1,
            findings: [
                {
                    policy: "mde-text-encoding",
                    level: "mandatory",
                    fileName: "collect.sh",
                    path: "scripts/linux/collect.sh",
                    line: 3,
                    column: null,
                    message: expect.stringMatching(/^"collect\.sh" ends .*\.$/) as string,
                    mend: expect.stringMatching(/\.$/) as string,
                    exemption: null,
                },
            ],
            notChecked: [
                {
                    policy: "mde-allowed-destinations",
                    why: expect.stringContaining("tenant") as string,
                },
            ],
        });
    });

    it("says so when every policy is switched off", async () => {
        const cwd = folderWith({ ...bad, "policies.json": `{ "all": "disabled" }` });
        const { code, stdout } = await runCheck(
            ["scripts", "--policy-pack-config", "policies.json"],
            cwd,
        );
        expect(code).toBe(0);
        expect(stdout).toMatch(
            /^not checked +all +The configuration switches every policy off\.$/m,
        );
    });

    it("checks what include and exclude leave, with the whole folder's sidecar", async () => {
        const cwd = folderWith({
            ...bad,
            "scripts/get.ps1": "Get-Process\r\n",
            "scripts/get.Tests.ps1": "Describe\n",
            "scripts/library.yaml": "files: { get.ps1: { description: Gets the processes } }\n",
        });
        const only = (...more: string[]) => runCheck(["scripts", "--format", "json", ...more], cwd);
        expect(
            json((await only("--include", "*.ps1", "--exclude", "*.Tests.ps1")).stdout),
        ).toMatchObject({ files: 1, ok: true });
        const two = await only("--include", "get.ps1", "--include", "linux", "--exclude", "x");
        expect(json(two.stdout)).toMatchObject({ files: 2, ok: false });
    });

    it.each(["text", "json", "sarif"])(
        "writes a report as %s to a file, and text",
        async (format) => {
            const cwd = folderWith(bad);
            const words = ["scripts", "--format", format];
            const printed = await runCheck(words, cwd);
            const run = await runCheck([...words, "--output", "report"], cwd);
            expect(run.code).toBe(1);
            expect(run.stdout).toContain("\n1 file: 1 mandatory.\n");
            expect(readFileSync(join(cwd, "report"), "utf8")).toBe(printed.stdout);
        },
    );

    describe("checks nothing and ends with 2", () => {
        it.each<[string, Record<string, string>, string[], RegExp]>([
            ["no folder", {}, [], /missing required argument 'folder'/],
            ["a misspelt option", clean, ["scripts", "--formt", "json"], /Did you mean --format/],
            ["another format", clean, ["scripts", "--format", "xml"], /text, json, sarif/],
            ["two folders", clean, ["scripts", "more"], /too many arguments/],
            ["no such folder", clean, ["scipts"], /The folder scipts does not exist/],
            ["an empty folder", { "scripts/.keep": "" }, ["scripts"], /scripts has no file/],
            ["no such file", clean, ["scripts", "--include", "a.sh"], /include names "a\.sh"/],
            ["no glob", clean, ["scripts", "--exclude", "../x"], /exclude must not hold/],
            [
                "a file",
                clean,
                ["scripts/collect.sh"],
                /is a file.*"pulumi-mde check scripts --include collect\.sh"/,
            ],
            ["no size", clean, ["scripts", "--max-upload-bytes", "20MB"], /whole number of bytes/],
            [
                "a name that the library cannot have",
                { ...clean, "scripts/dot.": described },
                ["scripts"],
                /would be refused:\n +The file name of "dot\." must not end with a dot/,
            ],
            [
                "a broken sidecar",
                { ...clean, "scripts/library.yaml": "files:\n  colect.sh: { descripton: x }\n" },
                ["scripts"],
                /would be refused:\n +library\.yaml, line 2: .*did you mean "collect\.sh"[^]*did you mean description/,
            ],
            [
                "two files of one name",
                { ...clean, "scripts/b/Collect.sh": described },
                ["scripts"],
                /would be one file of the library/,
            ],
            [
                "no configuration",
                clean,
                ["scripts", "--policy-pack-config", "p.json"],
                /--policy-pack-config names .*p\.json, which does not exist/,
            ],
            [
                "a policy that there is not",
                { ...clean, "p.json": '{ "mde-file-sise": "advisory" }' },
                ["scripts", "--policy-pack-config", "p.json"],
                /configuration p\.json is wrong:\n +There is no policy "mde-file-sise", did you mean mde-file-size\?/,
            ],
            [
                "a report among the scripts",
                clean,
                ["scripts", "--output", "scripts/report.txt"],
                /--output scripts\/report\.txt would be a file of the library/,
            ],
            [
                "a report nowhere",
                clean,
                ["scripts", "--output", "reports/report.txt"],
                /folder of --output, .*reports, cannot be written to \(ENOENT\)/,
            ],
        ])("for %s", async (_, files, words, problem) => {
            const cwd = folderWith(files);
            const run = await runCheck(words, cwd);
            expect(run).toMatchObject({ code: 2, stdout: "" });
            expect(run.stderr).toMatch(problem);
            expect(run.stderr).not.toMatch(/^\s+at /m);
        });

        it("for links that leave the folder, go in circles or lead nowhere, each by its name", async () => {
            const cwd = folderWith({ ...clean, "secret.sh": described });
            symlinkSync("../secret.sh", join(cwd, "scripts", "out.sh"));
            symlinkSync("nowhere.sh", join(cwd, "scripts", "gone.sh"));
            symlinkSync(".", join(cwd, "scripts", "round"));
            const { code, stderr } = await runCheck(["scripts"], cwd);
            expect(code).toBe(2);
            expect(stderr).toContain('"out.sh" leads to');
            expect(stderr).toContain('"gone.sh" leads to "nowhere.sh", which does not exist');
            expect(stderr).toContain('"round" leads to');
        });

        it("for a report that cannot be written, whatever was found", async () => {
            const cwd = folderWith(clean);
            mkdirSync(join(cwd, "report"));
            const { code, stderr } = await runCheck(["scripts", "--output", "report"], cwd);
            expect(code).toBe(2);
            expect(stderr).toMatch(/The report was not written: .*report cannot .*\(EISDIR\)/);
        });
    });

    it("lets a report lie among the scripts where it is no file of the library", async () => {
        const cwd = folderWith(clean);
        const dot = await runCheck(["scripts", "--output", "scripts/.report"], cwd);
        expect(dot.code).toBe(0);
        const words = ["--output", "scripts/report.json", "--exclude", "*.json"];
        expect((await runCheck(["scripts", ...words], cwd)).code).toBe(0);
        expect(readdirSync(join(cwd, "scripts")).sort()).toEqual([
            ".report",
            "collect.sh",
            "report.json",
        ]);
    });

    it("shows the file that a link leads to, within the folder", async () => {
        const cwd = folderWith(bad);
        symlinkSync("linux/collect.sh", join(cwd, "scripts", "run.sh"));
        const { findings } = json((await runCheck(["scripts", "--format", "json"], cwd)).stdout);
        expect(findings.map(({ fileName, path }) => [fileName, path])).toEqual([
            ["collect.sh", "scripts/linux/collect.sh"],
            ["run.sh", "scripts/linux/collect.sh"],
        ]);
    });

    it("finds something in whatever it is given, and ends", async () => {
        const cwd = folderWith({
            "scripts/empty.ps1": "",
            "scripts/nul.ps1": "Get-Process\0\n",
            "scripts/torn.ps1": Buffer.from([0xff, 0xfe, 0x41]),
            "scripts/latin.sh": Buffer.from("#!/bin/sh\necho \xe9\n", "latin1"),
            "scripts/program.ps1": Buffer.from([0x4d, 0x5a, 0x90, 0]),
            "scripts/large.sh": `${described}${"echo 1\n".repeat(2_000_000)}`,
            "scripts/line.sh": `${described}${"x".repeat(20_000_000)}`,
        });
        const { code, stdout } = await runCheck(["scripts", "--format", "json"], cwd);
        expect(code).toBe(1);
        const names = new Set(json(stdout).findings.map(({ fileName }) => fileName));
        expect([...names].sort()).toEqual(readdirSync(join(cwd, "scripts")).sort());
    });

    it.each(["text", "json", "sarif"])(
        "ends with 1 for a file that no Library uploads, whatever the policies say, as %s",
        async (format) => {
            const cwd = folderWith({ ...clean, "p.json": '{ "all": "disabled" }' });
            const large = join(cwd, "scripts", "large.bin");
            const words = ["scripts", "--format", format, "--policy-pack-config", "p.json"];
            writeFileSync(large, "");
            truncateSync(large, 20 * 2 ** 20);
            expect(await runCheck(words, cwd)).toMatchObject({ code: 0, stderr: "" });
            truncateSync(large, 20 * 2 ** 20 + 1);
            const run = await runCheck(words, cwd);
            expect(run).toMatchObject({ code: 1, stderr: "" });
            expect(run.stdout).toContain("mde-upload-limit");
            expect(run.stdout).toMatch(
                /large\.bin\\?" has 20,971,521 bytes, and an upload may have 20,971,520: pulumi up/,
            );
            const more = [...words, "--max-upload-bytes", "20971521"];
            expect(await runCheck(more, cwd)).toMatchObject({ code: 0, stderr: "" });
        },
    );

    it("says which files it could not read, and checks none", async () => {
        const cwd = folderWith(clean);
        writeFileSync(join(cwd, "scripts", "huge.exe"), "");
        // A file with a hole: it takes no room.
        truncateSync(join(cwd, "scripts", "huge.exe"), 251 * 2 ** 20);
        execFileSync("mkfifo", [join(cwd, "scripts", "fifo.sh")]);
        const { code, stdout, stderr } = await runCheck(["scripts"], cwd);
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toContain('"fifo.sh" is neither a file nor a folder');
        expect(stderr).toMatch(/huge\.exe has 263192576 bytes and 262144000 are allowed/);
    });
});
