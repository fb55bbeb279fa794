import { createHash } from "node:crypto";
import { join } from "node:path";

import { Project } from "./project";

const pack = join(__dirname, "..", "..", "node_modules", "pulumi-mde", "policy-pack");

/** What is printed of policies, without how the CLI breaks lines. */
const told = (output: string) => output.replace(/\s+/g, " ");
const digestOf = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the ready policy pack, by digest", () => {
    const first = "Get-Process # Größe\n";
    let project: Project;
    beforeEach(async () => {
        project = await Project.create({ policies: true });
        project.write("scripts/Get.ps1", first);
        program("Get.ps1");
    });
    afterEach(() => project.close());

    function program(fileName: string) {
        project.program(
            `new mde.LibraryFile("get", { source: "scripts/Get.ps1", fileName: "${fileName}", description: "Gets the processes" });`,
        );
    }

    /** Types a command with the pack, and with this configuration of it. */
    async function type(words: readonly string[], configuration: object) {
        project.write("policies.json", JSON.stringify(configuration));
        const file = join(project.folder, "policies.json");
        const options = ["--policy-pack", pack, "--policy-pack-config", file];
        const { failed, output } = await project.command(...words, ...options);
        return { failed, output: told(output), calls: project.calls() };
    }
    const preview = ["preview"];
    const up = ["up", "--yes"];

    it("never deploys a content again that was rejected, under whatever name, without a call", async () => {
        const digests = [{ sha256: digestOf(first), reason: "INC-7: it hangs" }];
        const configuration = {
            "mde-text-encoding": "disabled",
            "mde-rejected-content": { digests },
        };
        for (const [fileName, words] of [
            ["Get.ps1", preview],
            ["Get.ps1", up],
            ["Other.ps1", up],
        ] as const) {
            program(fileName);
            const run = await type(words, configuration);
            expect(run).toMatchObject({ failed: true, calls: [] });
            expect(run.output).toContain("[mandatory] mde-rejected-content");
            expect(run.output).toContain(
                `"${fileName}" (scripts/Get.ps1) has a content that was rejected`,
            );
            expect(run.output).toContain("INC-7: it hangs");
        }
        project.write("scripts/Get.ps1", "Get-Process\n");
        expect(await type(up, configuration)).toMatchObject({ failed: false });
        expect(await project.names()).toEqual(["Other.ps1"]);
    });

    it("exempts a content, and ends that when the content changes", async () => {
        const exemption = {
            policy: "mde-text-encoding",
            sha256: digestOf(first),
            reason: "INC-7 is open",
            owner: "Ann",
            expires: "2999-12-31",
        };
        const configuration = { "mde-exemptions": { exemptions: [exemption] } };
        for (const words of [preview, up]) {
            const run = await type(words, configuration);
            expect(run.failed).toBe(false);
            expect(run.output).toContain("[advisory] mde-text-encoding");
            expect(run.output).toContain(
                "Exempted through 2999-12-31, or until its content changes, by Ann: INC-7 is open",
            );
        }
        const [before] = await project.live();
        project.calls();

        project.write("scripts/Get.ps1", `${first}# Größe\n`);
        for (const words of [preview, up]) {
            const run = await type(words, configuration);
            expect(run).toMatchObject({ failed: true, calls: [] });
            expect(run.output).toContain("[mandatory] mde-text-encoding");
            expect(run.output).not.toContain("Exempted");
        }
        expect(await project.live()).toEqual([before]);
        expect(before).toMatchObject({ sha256: digestOf(first) });
    });
});
