import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Project, tenantId } from "./project";

const pack = join(__dirname, "..", "..", "node_modules", "pulumi-mde", "policy-pack");

/** What is printed of policies, without how the CLI breaks lines. */
const told = (output: string) => output.replace(/\s+/g, " ");

describe("the ready policy pack", () => {
    let project: Project;
    beforeEach(async () => {
        project = await Project.create({ policies: true });
        project.write("scripts/Get.ps1", "Get-Process\n");
        project.program(
            `new mde.LibraryFile("get", { source: "scripts/Get.ps1", description: "Gets the processes" });`,
        );
    });
    afterEach(() => project.close());

    /** The options of a run with the pack, and with this configuration of it. */
    function withPack(configuration?: object) {
        if (configuration === undefined) return { policyPack: pack };
        project.write("policies.json", JSON.stringify(configuration));
        const file = join(project.folder, "policies.json");
        return { policyPack: pack, policyPackConfig: file };
    }

    it("stops what a user types, with nothing uploaded, and lets it go once it is mended", async () => {
        project.program(`new mde.LibraryFile("get", { source: "scripts/Get.ps1" });`);
        project.write("scripts/Get.ps1", "Get-Process # Größe\n");
        for (const words of [["preview"], ["up", "--yes"], ["up", "--yes", "--skip-preview"]]) {
            const run = await project.command(...words, "--policy-pack", pack);
            expect(run.failed).toBe(true);
            const output = told(run.output);
            expect(output).toContain(`[mandatory] mde-has-description`);
            expect(output).toContain(`"Get.ps1" (scripts/Get.ps1) has no description. Say what`);
            expect(output).toContain(`"Get.ps1" (scripts/Get.ps1:1:17) has characters other than`);
        }
        expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);
        expect(await project.names()).toEqual([]);

        project.program(
            `new mde.LibraryFile("get", { source: "scripts/Get.ps1", description: "Gets the processes" });`,
        );
        project.write("scripts/Get.ps1", "Get-Process # size\n");
        for (const words of [["preview"], ["up", "--yes"]]) {
            const run = await project.command(...words, "--policy-pack", pack);
            expect(run).toMatchObject({ failed: false });
            // That nobody has signed it is told, and stops nothing.
            expect(run.output).toContain("⚠️ pulumi-mde@v");
            expect(run.output).toContain("[advisory]  mde-powershell-signed");
            expect(run.output).not.toContain("[mandatory]");
        }
        expect(await project.names()).toEqual(["Get.ps1"]);
    });

    it("is configured by a file", async () => {
        const strict = await project.preview(
            withPack({
                "mde-has-description": { pattern: "INC-[0-9]+" },
                "mde-file-size": { enforcementLevel: "mandatory", maxBytes: 4 },
                "mde-allowed-destinations": { clouds: ["commercial"] },
                "mde-file-name": "advisory",
            }),
        );
        expect(strict.failure).toBeDefined();
        const output = told(strict.output);
        expect(output).toContain("does not match INC-[0-9]+");
        expect(output).toContain("[mandatory] mde-file-size");
        expect(output).toContain("has 12 bytes, and 4 are allowed");
        expect(output).toContain(
            "goes to the cloud emulator. This stack may reach commercial alone",
        );

        const loose = await project.up(
            withPack({
                "mde-allowed-destinations": { tenants: [tenantId], clouds: ["emulator"] },
                "mde-file-name": { enforcementLevel: "advisory", extensions: [".sh"] },
            }),
        );
        expect(loose.failure).toBeUndefined();
        expect(told(loose.output)).toContain("[advisory] mde-file-name");
        expect(await project.names()).toEqual(["Get.ps1"]);
    });

    it("lets what those that are wanted have signed go, and nothing else", async () => {
        const signed = (name: string) =>
            readFileSync(join(__dirname, "..", "policy", "fixtures", "signed", name));
        const root = signed("root.pem").toString();
        const wanted = { roots: [root], signers: [{ CN: "Fixture ec", O: "Fixtures" }] };

        // It is the policy's own level to Pulumi, as docs/policies/README.md says: as if it was not set.
        const loose = await project.preview(withPack({ "mde-powershell-signed": "remediate" }));
        expect(loose.failure).toBeUndefined();
        expect(told(loose.output)).toContain("[advisory] mde-powershell-signed");
        expect(told(loose.output)).toContain('"Get.ps1" (scripts/Get.ps1) is not signed.');

        for (const set of [
            { "mde-powershell-signed": "mandatory" },
            { "mde-powershell-signed": { enforcementLevel: "mandatory", requireTimeStamp: true } },
            { all: "mandatory" },
        ]) {
            const unsaid = await project.up(withPack(set));
            expect(unsaid.failure).toBeDefined();
            expect(told(unsaid.output)).toContain("[mandatory] mde-powershell-signed");
            expect(told(unsaid.output)).toContain('none of "roots", "signers" is, without which');
        }
        const advised = await project.preview(withPack({ all: "advisory" }));
        expect(advised.failure).toBeUndefined();
        expect(told(advised.output)).not.toContain("[mandatory]");

        const strict = await project.up(withPack({ "mde-powershell-signed": wanted }));
        expect(strict.failure).toBeDefined();
        expect(told(strict.output)).toContain("[mandatory] mde-powershell-signed");
        const lower = { ...wanted, enforcementLevel: "advisory" };
        const lowered = await project.preview(withPack({ "mde-powershell-signed": lower }));
        expect(lowered.failure).toBeUndefined();
        expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);

        project.write("scripts/Get.ps1", signed("ec.ps1").toString());
        const mended = await project.up(withPack({ "mde-powershell-signed": wanted }));
        expect(mended.failure).toBeUndefined();
        expect(told(mended.output)).not.toContain("mde-powershell-signed:");
        expect(await project.names()).toEqual(["Get.ps1"]);
    });

    it.each([
        [{ "mde-file-size": { maxByte: 4 } }, "there is no key maxByte, did you mean maxBytes?"],
        [{ "mde-file-size": { maxBytes: "4" } }, "mde-file-size: maxBytes: Invalid type."],
        [{ "mde-has-description": { pattern: "(" } }, "pattern is not right: must be a regular"],
        [{ "mde-text-encoding": { utf8: true } }, "mde-text-encoding: there is no key utf8."],
    ])("stops with the configuration %j", async (configuration, problem) => {
        const run = await project.up(withPack(configuration));
        expect(run.failure).toBeDefined();
        expect(told(run.output)).toContain(problem);
        expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);
    });

    it("reports an exemption that is in force each time, and stops at one that is over", async () => {
        project.program(`new mde.LibraryFile("get", { source: "scripts/Get.ps1" });`);
        const entry = {
            policy: "mde-has-description",
            file: "get.ps1",
            reason: "INC-7 is open",
            owner: "Ann",
        };
        const exempted = (more: object) =>
            withPack({ "mde-exemptions": { exemptions: [{ ...entry, ...more }] } });

        const over = await project.up(exempted({ expires: "2026-01-31" }));
        expect(over.failure).toBeDefined();
        expect(told(over.output)).toContain("[mandatory] mde-exemptions");
        expect(told(over.output)).toContain("expired on 2026-01-31");
        const incomplete = await project.up(exempted({}));
        expect(incomplete.failure).toBeDefined();
        expect(told(incomplete.output)).toContain("expires is not right: must be a day");
        expect(await project.names()).toEqual([]);

        for (let run = 0; run < 2; run++) {
            const inForce = await project.up(exempted({ expires: "2999-12-31" }));
            expect(inForce.failure).toBeUndefined();
            const output = told(inForce.output);
            expect(output).toContain("[advisory] mde-has-description");
            expect(output).toContain("Exempted through 2999-12-31, by Ann: INC-7 is open");
        }
        expect(await project.names()).toEqual(["Get.ps1"]);
    });

    it("says in a preview what it cannot know yet, and stops it in the up", async () => {
        project.program(`
            const get = new mde.LibraryFile("get", { source: "scripts/Get.ps1", description: "Gets the processes" });
            const content = get.createdBy.apply((by) => "# by " + by + "\\0");
            new mde.LibraryFile("by", { fileName: "by.ps1", content, description: "By whom it was made" });`);
        const preview = await project.preview(withPack());
        expect(preview.failure).toBeUndefined();
        expect(told(preview.output)).toContain("can't run policy 'mde-text-encoding'");
        const up = await project.up(withPack());
        expect(up.failure).toBeDefined();
        expect(told(up.output)).toContain('"by.ps1" (line 1:');
        expect(told(up.output)).toContain("has a NUL character");
        expect(await project.names()).toEqual(["Get.ps1"]);
    });

    it("lends its policies to a pack of one's own, as docs/policies/README.md has it", async () => {
        const page = readFileSync(
            join(__dirname, "..", "..", "docs", "policies", "README.md"),
            "utf8",
        );
        const [, code] = /^```js\n([^]*?)^```/m.exec(page)!;
        project.write("ours/index.js", code!);
        project.write("ours/package.json", JSON.stringify({ name: "ours", version: "1.0.0" }));
        project.write("ours/PulumiPolicy.yaml", "runtime: nodejs\n");
        project.program(`
            new mde.LibraryFile("get", { source: "scripts/Get.ps1", fileName: "draft.ps1" });
            new mde.LibraryFile("described", { source: "scripts/Get.ps1", description: "Gets the processes" });`);
        const run = await project.preview({ policyPack: join(project.folder, "ours") });
        expect(run.failure).toBeDefined();
        const output = told(run.output);
        expect(output).toContain("[mandatory] contoso-no-drafts");
        expect(output).toContain("This is a draft: rename it.");
        expect(output).toContain('"draft.ps1" (scripts/Get.ps1) has no description.');
        expect(output).not.toContain('"Get.ps1"');
    });

    it("needs a CLI whose host starts packs: docs/policies/README.md says what any other prints", async () => {
        const page = readFileSync(
            join(__dirname, "..", "..", "docs", "policies", "README.md"),
            "utf8",
        );
        const [, before, after] = /`(could not read plugin )\[…\](: not supported)`/.exec(page)!;
        const folder = /^`(tools\/.*?)`, put first on `PATH`/m.exec(page)![1]!;
        const bare = await Project.create();
        try {
            bare.program("");
            const { failure, output } = await bare.preview({ policyPack: pack });
            // The CLI that the tests build where none can be fetched.
            const host = process.env["MDE_POLICY_HOST"] ?? "";
            if (host === "") expect(failure).toBeUndefined();
            else expect(told(output)).toContain(`${before!}[${pack}]${after!}`);
            expect(host === "" || host.endsWith(folder)).toBe(true);
        } finally {
            await bare.close();
        }
    });

    it("takes content that cannot be had for a violation", async () => {
        project.program(`
            new mde.LibraryFile("get", { source: "scripts/Get.ps1", description: "Gets the processes" });
            require("node:fs").writeFileSync("scripts/Get.ps1", "Stop-Computer\\n");`);
        const run = await project.up(withPack());
        expect(run.failure).toBeDefined();
        expect(told(run.output)).toContain("was not checked, for its content cannot be had");
        expect(await project.names()).toEqual([]);
    });
});
