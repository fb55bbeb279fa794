import { join } from "node:path";

import { Project } from "./project";

const policyPack = join(__dirname, "..", "..", "examples", "policy-pack");

/** What is printed of policies, without how the CLI breaks lines. */
const told = (output: string) => output.replace(/\s+/g, " ");

describe("examples/policy-pack", () => {
    let project: Project;
    beforeEach(async () => {
        project = await Project.create({ policies: true });
        project.program(`new mde.Library("response", { path: "scripts", exclude: [".gitkeep"] });`);
        project.write("scripts/Get.ps1", "# Gets the processes (triage team)\nGet-Process\n");
        project.write("scripts/library.yaml", described("Gets the processes (triage team)"));
    });
    afterEach(() => project.close());

    const described = (text: string) => `files: { Get.ps1: { description: ${text} } }\n`;

    it("lets a script go that is as it asks", async () => {
        const run = await project.up({ policyPack });
        expect(run.failure).toBeUndefined();
        expect(told(run.output)).toContain("contoso@v1.0.0");
        expect(await project.names()).toEqual(["Get.ps1"]);
    });

    it("stops by what it takes, by its own policy, and as it configures them", async () => {
        project.write("scripts/library.yaml", described("Gets the processes"));
        project.write("scripts/Get.ps1", "Get-Process\n# ü\nnet stop x; Restart-Computer -Force\n");
        for (const run of [
            await project.preview({ policyPack }),
            await project.up({ policyPack }),
        ]) {
            expect(run.failure).toBeDefined();
            const output = told(run.output);
            expect(output).toContain("[mandatory] mde-has-description");
            expect(output).toContain("does not match");
            expect(output).toContain("[mandatory] mde-text-encoding");
            expect(output).toContain("[mandatory] contoso-leaves-running");
            expect(output).toContain(
                '"Get.ps1" (scripts/Get.ps1:3:13) has the command Restart-Computer. Its memory',
            );
            expect(output).toContain("(scripts/Get.ps1:3:1) has the command net stop");
        }
        expect(await project.names()).toEqual([]);
    });

    it("runs beside the ready pack, each by its own configuration", async () => {
        const ready = join(__dirname, "..", "..", "node_modules", "pulumi-mde", "policy-pack");
        project.write("scripts/library.yaml", described("Gets the processes"));
        project.write("ready.json", '{ "mde-file-size": { "maxBytes": 4 } }');
        project.write("ours.json", '{ "mde-has-description": { "pattern": "processes" } }');
        const run = async () => {
            const packs = ["--policy-pack", ready, "--policy-pack", policyPack];
            const configurations = ["ready.json", "ours.json"].flatMap((name) => [
                "--policy-pack-config",
                join(project.folder, name),
            ]);
            const { failed, output } = await project.command(
                "preview",
                ...packs,
                ...configurations,
            );
            return { failed, output: told(output) };
        };
        const loose = await run();
        expect(loose.failed).toBe(false);
        expect(loose.output).toContain("pulumi-mde@v");
        expect(loose.output).toContain("contoso@v1.0.0");
        expect(loose.output).toContain("[advisory] mde-file-size");
        project.write("scripts/Get.ps1", "# Gets the processes\nStop-Computer\n");
        const strict = await run();
        expect(strict.failed).toBe(true);
        expect(strict.output).toContain("[mandatory] contoso-leaves-running");
    });

    it("stops what it rejects, whatever it is called", async () => {
        project.write("scripts/Get.ps1", "Restart-Computer\n");
        const run = await project.preview({ policyPack });
        expect(run.failure).toBeDefined();
        expect(told(run.output)).toContain("INC-7: it restarts domain controllers");
    });

    it("is configured for one stack by a file, exemptions from its own policy too", async () => {
        project.write("scripts/Get.ps1", "shutdown -h now\n");
        const exemption = { policy: "contoso-leaves-running", file: "Get.ps1", reason: "INC-9" };
        const exemptions = [{ ...exemption, owner: "Ann", expires: "2999-12-31" }];
        project.write(
            "policies.json",
            JSON.stringify({
                "mde-exemptions": { exemptions },
                "mde-has-description": { pattern: "processes" },
            }),
        );
        const policyPackConfig = join(project.folder, "policies.json");
        const run = await project.up({ policyPack, policyPackConfig });
        expect(run.failure).toBeUndefined();
        expect(told(run.output)).toContain("[advisory] contoso-leaves-running");
        expect(told(run.output)).toContain("by Ann: INC-9");
        project.write("policies.json", '{ "contoso-leaves-running": { "mores": [] } }');
        const broken = await project.up({ policyPack, policyPackConfig });
        expect(told(broken.output)).toContain("there is no key mores, did you mean more?");
    });
});
