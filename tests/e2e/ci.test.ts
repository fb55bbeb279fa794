import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import type { SarifLog } from "../../cli/sarifLog";
import { federatedCredential, issued } from "../defender/signIn/setUpSignIn";
import { ciCommands, ciEnvironment } from "./ciExamples";
import { clientId, Project, tenantId } from "./project";
import { standIn, type StandIn } from "./standIns";

const root = join(__dirname, "..", "..");
const script = "#!/bin/sh\n# Collects the state of the machine.\nuname -a\n";

/** The command line that needs a registry, and nothing of ours. */
const install = "npm ci --ignore-scripts";

/** What a runner gives to each step, and no more. */
const runners = {
    "github-actions.yml": (url: string) => ({
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request",
    }),
    "azure-pipelines.yml": (url: string) => ({
        SYSTEM_OIDCREQUESTURI: `${url}/oidc`,
        AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection",
    }),
};

describe.each(Object.keys(runners) as (keyof typeof runners)[])("examples/ci/%s", (example) => {
    const commands = ciCommands(example).filter((line) => line !== install);
    const [check = "", preview = "", up = ""] = commands;
    let project: Project;
    let runner: StandIn;

    beforeAll(async () => {
        runner = await standIn(({ headers }) =>
            headers.authorization === "Bearer canary-request"
                ? { value: issued(), oidcToken: issued() }
                : undefined,
        );
        const app = { displayName: "by federation", federatedCredentials: [federatedCredential] };
        project = await Project.create({
            policies: true,
            emulator: { tenants: { [tenantId]: { apps: { [clientId]: app } } } },
        });
        await project.configure({ clientSecret: undefined, useOidc: "true" });
        await project.rename("production");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        project.write("policies.json", '{ "mde-has-description": { "minLength": 12 } }\n');
        // As "npm ci" leaves it.
        symlinkSync(join(root, "node_modules"), join(project.folder, "node_modules"));
        execFileSync("git", ["init", "--quiet"], { cwd: project.folder });
    });
    beforeEach(() => {
        project.write("scripts/collect.sh", script);
        rmSync(join(project.folder, "check.sarif"), { force: true });
        project.calls();
    });
    afterAll(async () => {
        await runner.close();
        await project.close();
    });

    /** Types a line of the example, as the runner does. */
    function type(line: string): Promise<{ failed: boolean; output: string }> {
        const typed = line.replace("$(Build.ArtifactStagingDirectory)/", "");
        const given = Object.entries(ciEnvironment(example, line)).map(([key, value]) => [
            key,
            value.replace("$(System.AccessToken)", "canary-request"),
        ]);
        const env = {
            ...process.env,
            ...project.environment,
            ...runners[example](runner.url),
            ...(Object.fromEntries(given) as Record<string, string>),
        };
        return new Promise((resolve) => {
            const options = { cwd: project.folder, env };
            execFile("/bin/sh", ["-e", "-c", typed], options, (error, stdout, stderr) => {
                resolve({ failed: error !== null, output: stdout + stderr });
            });
        });
    }

    const findings = () =>
        (
            JSON.parse(readFileSync(join(project.folder, "check.sarif"), "utf8")) as SarifLog
        ).runs[0].results.map(({ ruleId, locations }) => [
            ruleId,
            locations[0].physicalLocation.artifactLocation.uri,
        ]);

    it("has no command line but these and what installs things", () => {
        expect(commands).toHaveLength(3);
        expect(check).toMatch(/^npx pulumi-mde check /);
        expect(preview).toMatch(/^pulumi preview /);
        expect(up).toMatch(/^pulumi up /);
    });

    it("checks and previews a good change without a call, and brings it up with no secret", async () => {
        expect(await type(check)).toMatchObject({ failed: false });
        expect(findings()).toEqual([]);
        expect(await type(preview)).toMatchObject({ failed: false });
        expect(runner.asked).toEqual([]);
        expect(project.calls()).toEqual([]);

        const run = await type(up);
        expect(run).toMatchObject({ failed: false });
        expect(run.output).not.toContain("canary");
        expect(await project.live()).toMatchObject([
            { fileName: "collect.sh", createdBy: "by federation" },
        ]);
        expect(runner.asked).toHaveLength(1);
    });

    it("stops a bad change at each step, with its findings for the reviewer", async () => {
        project.write("scripts/collect.sh", script.replace("uname -a\n", "uname -a\r\n"));
        expect(await type(check)).toMatchObject({ failed: true });
        expect(findings()).toEqual([["mde-text-encoding", "scripts/collect.sh"]]);
        for (const line of [preview, up]) {
            const run = await type(line);
            expect(run.failed).toBe(true);
            expect(run.output).toContain("mde-text-encoding");
        }
        expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);
    });

    it("writes no report where nothing could be checked", async () => {
        project.write("policies.json", '{ "mde-has-descripton": "mandatory" }\n');
        const run = await type(check);
        expect(run.failed).toBe(true);
        expect(run.output).toContain("did you mean mde-has-description?");
        expect(existsSync(join(project.folder, "check.sarif"))).toBe(false);
    });
});
