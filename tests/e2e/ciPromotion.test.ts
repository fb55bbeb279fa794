import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { federatedCredential, issued } from "../defender/signIn/setUpSignIn";
import { ciCommands } from "./ciExamples";
import { clientId, Project } from "./project";
import { standIn, type StandIn } from "./standIns";

const root = join(__dirname, "..", "..");
const script = "#!/bin/sh\n# Collects the state of the machine.\nuname -a\n";

/** The command line that needs a registry, and nothing of ours. */
const install = "npm ci --ignore-scripts";

const tenantOf = (at: number) => `00001111-aaaa-2222-bbbb-0000cccc000${at}`;

/** The real CLI on a folder, with what a runner of GitHub's gives to each step. */
class Runner {
    private constructor(
        readonly project: Project,
        private readonly tokens: StandIn,
        private readonly environment: Record<string, string>,
    ) {}

    static async create(): Promise<Runner> {
        const tokens = await standIn(({ headers }) =>
            headers.authorization === "Bearer canary-request" ? { value: issued() } : undefined,
        );
        const app = { displayName: "by federation", federatedCredentials: [federatedCredential] };
        const tenants = Object.fromEntries(
            [1, 2, 3, 4, 5].map((at) => [tenantOf(at), { apps: { [clientId]: app } }]),
        );
        const project = await Project.create({ policies: true, emulator: { tenants } });
        project.write("scripts/collect.sh", script);
        project.write("policies.json", "{}\n");
        mkdirSync(join(project.folder, "out"));
        // As "npm ci" leaves it.
        symlinkSync(join(root, "node_modules"), join(project.folder, "node_modules"));
        return new Runner(project, tokens, {
            ACTIONS_ID_TOKEN_REQUEST_URL: `${tokens.url}/token?api-version=2.0`,
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request",
            GITHUB_OUTPUT: join(project.folder, "out", "outputs"),
            ARM_CLIENT_ID: clientId,
            ARM_USE_OIDC: "true",
            MDE_API_URL: project.url,
            MDE_AUTHORITY_URL: project.url,
        });
    }

    /** A stack as somebody has made it at a desk. */
    async stack(name: string, at: number): Promise<void> {
        await this.type(`pulumi stack init ${name}`);
        await this.type(`pulumi config set mde:tenantId ${tenantOf(at)} --stack ${name}`);
    }

    /** Types a line, as the runner does. */
    type(
        line: string,
        given: Record<string, string> = {},
    ): Promise<{ failed: boolean; output: string }> {
        const { project, environment } = this;
        const env = { ...process.env, ...project.environment, ...environment, ...given };
        return new Promise((resolve) => {
            const options = { cwd: project.folder, env };
            execFile("/bin/bash", ["-e", "-c", line], options, (error, stdout, stderr) => {
                resolve({ failed: error !== null, output: stdout + stderr });
            });
        });
    }

    /** Types a line that is to succeed. */
    async typeWell(line: string, given?: Record<string, string>): Promise<void> {
        const { failed, output } = await this.type(line, given);
        expect({ line, failed, output: failed ? output : "" }).toEqual({
            line,
            failed: false,
            output: "",
        });
    }

    /** What the first job hands over to those that need it. */
    handedOver(): Record<string, string> {
        const text = readFileSync(join(this.project.folder, "out", "outputs"), "utf8");
        const digest = /^digest=([0-9a-f]{64})$/m.exec(text)?.[1] ?? "";
        expect(digest).not.toBe("");
        return { RELEASE_DIGEST: digest };
    }

    async live(at: number): Promise<readonly string[]> {
        const files = await this.project.emulator.library(tenantOf(at)).list();
        return files.map(({ fileName, createdBy }) => `${fileName} ${createdBy}`);
    }

    async close(): Promise<void> {
        await this.tokens.close();
        await this.project.close();
    }
}

describe("the command lines of examples/ci/github-promotion.yml", () => {
    let runner: Runner;
    beforeAll(async () => {
        runner = await Runner.create();
        runner.project.program(`
            const isFirst = pulumi.getStack() === "staging";
            const library = new mde.Library("response", {
                path: "scripts",
                ...(!isFirst && { promotedFrom: "release.json", promotedDigest: process.env.RELEASE_DIGEST }),
            });
            exports.release = library.release;`);
        await runner.stack("staging", 1);
        await runner.stack("production", 2);
    });
    afterAll(() => runner.close());

    it("bring to production what staging runs, with evidence, and nothing that was exchanged", async () => {
        const lines = ciCommands("github-promotion.yml").filter((line) => line !== install);
        const at = lines.findIndex((line) => line.includes("up --stack production"));
        expect([at, lines.length]).toEqual([4, 6]);
        for (const line of lines.slice(0, at)) await runner.typeWell(line);
        const digest = runner.handedOver();

        const [up = "", verify = ""] = lines.slice(at);
        const given = readFileSync(join(runner.project.folder, "release.json"), "utf8");
        const exchanged = given.replace(/("sha256": ")\w{4}/, "$1abcd");
        expect(exchanged).not.toBe(given);
        runner.project.write("release.json", exchanged);
        const refused = await runner.type(up, digest);
        expect(refused.failed).toBe(true);
        expect(refused.output).toMatch(/Library "response" was stopped/);
        expect(await runner.live(2)).toEqual([]);

        runner.project.write("release.json", given);
        await runner.typeWell(up, digest);
        await runner.typeWell(verify, digest);
        expect(await runner.live(2)).toEqual(["collect.sh by federation"]);
        const evidence = readFileSync(join(runner.project.folder, "evidence.json"), "utf8");
        expect(JSON.parse(evidence)).toMatchObject({
            ok: true,
            tenantId: tenantOf(2),
            release: { digest: digest["RELEASE_DIGEST"] },
        });
    });
});

describe("the command lines of examples/ci/github-fleet.yml", () => {
    let runner: Runner;
    beforeAll(async () => {
        runner = await Runner.create();
        const { project } = runner;
        for (const name of ["fleet", "plan", "rollOut", "deploy", "report"])
            cpSync(
                join(root, "examples", "fleet", `${name}.mjs`),
                join(project.folder, `${name}.mjs`),
            );
        project.remove("Pulumi.yaml");
        cpSync(join(root, "examples", "fleet", "Pulumi.yaml"), join(project.folder, "Pulumi.yaml"));
        cpSync(join(root, "examples", "fleet", "index.ts"), join(project.folder, "index.ts"));
        project.write("package.json", `{ "name": "fleet", "main": "index.ts" }`);
        const names = ["tenant-01", "tenant-02", "tenant-03", "tenant-04"];
        project.write(
            "tenants.yaml",
            `tenants:\n${names.map((name, at) => `    ${name}: { tenantId: ${tenantOf(at + 1)} }\n`).join("")}`,
        );
        await runner.stack("development", 5);
    });
    afterAll(() => runner.close());

    it("bring it to the canaries, and then to each of the others by one machine", async () => {
        const lines = ciCommands("github-fleet.yml").filter((line) => line !== install);
        const [canaries = "", others = ""] = lines.filter((line) => line.startsWith("node fleet"));
        const first = lines.slice(0, lines.indexOf(canaries));
        const verify = lines.filter((line) => line.includes("verify") && line.includes("tenant-"));
        expect([first.length, verify.length, lines.length]).toEqual([4, 2, 8]);
        for (const line of first) await runner.typeWell(line);
        const digest = runner.handedOver();

        const early = await runner.type(others, { ...digest, SHARD: "1/2" });
        expect(early.output).toContain("fleet: nothing was begun: canary tenant-01 does not have");
        await runner.typeWell(canaries, digest);
        for (const line of verify) await runner.typeWell(line, digest);
        expect(await Promise.all([1, 2, 3, 4].map((at) => runner.live(at)))).toEqual([
            ["collect.sh by federation"],
            ["collect.sh by federation"],
            [],
            [],
        ]);
        const machines = await Promise.all(
            ["1/2", "2/2"].map((SHARD) =>
                runner.type(others.replace("results.json", `results-${SHARD[0]}.json`), {
                    ...digest,
                    SHARD,
                }),
            ),
        );
        expect(machines).toMatchObject([{ failed: false }, { failed: false }]);
        for (const at of [3, 4])
            expect(await runner.live(at)).toEqual(["collect.sh by federation"]);
        const results = ["1", "2"].map(
            (at) =>
                JSON.parse(
                    readFileSync(join(runner.project.folder, `results-${at}.json`), "utf8"),
                ) as unknown,
        );
        expect(results).toMatchObject([
            { tenants: [{ tenant: "tenant-03", result: "updated", changes: "1 create" }] },
            { tenants: [{ tenant: "tenant-04", result: "updated", changes: "1 create" }] },
        ]);

        // A stack has the release; the tenant that is now written beside it has not.
        const swapped = readFileSync(join(runner.project.folder, "tenants.yaml"), "utf8");
        runner.project.write("tenants.yaml", swapped.replace(tenantOf(3), tenantOf(5)));
        const elsewhere = await runner.type(others, { ...digest, SHARD: "1/2" });
        expect(elsewhere.failed).toBe(true);
        expect(elsewhere.output).toMatch(/^tenant-03: failed/m);
        expect(elsewhere.output).toMatch(/^0 of 1 tenants have release/m);
    });
});
