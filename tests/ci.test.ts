import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

import { ciFolder, ciNodes, ciText } from "./e2e/ciExamples";
import { readSettings } from "../defender/settings/settings";

const root = join(__dirname, "..");
const page = readFileSync(join(root, "docs", "ci.md"), "utf8");
const github = ["github-actions.yml", "github-fleet.yml", "github-promotion.yml"];
const examples = ["azure-pipelines.yml", ...github];

describe("examples/ci", () => {
    it("has what docs/ci.md names, and nothing else", () => {
        expect(readdirSync(ciFolder).sort()).toEqual(examples);
        for (const name of examples) expect(page).toContain(`(../examples/ci/${name})`);
    });

    it.each(examples)("has no secret in %s, and nothing that is called one", (name) => {
        expect(ciText(name)).not.toMatch(/secrets\.|\bpassword|_KEY\b|PASSPHRASE|clientSecret/i);
    });

    it.each(examples)("runs nothing in %s that it has just downloaded unseen", (name) => {
        expect(ciText(name)).not.toMatch(/\b(?:curl|wget)\b|\|\s*(?:ba)?sh\b/);
    });

    it.each(examples)("leaves no credentials of git in the checkout of %s", (name) => {
        const checkouts = ciNodes(name).filter(
            ({ uses, checkout }) =>
                checkout !== undefined || String(uses).startsWith("actions/checkout@"),
        );
        expect(checkouts).toHaveLength(name === "github-promotion.yml" ? 2 : 3);
        for (const { with: inputs, persistCredentials } of checkouts) {
            const given = (inputs as Record<string, unknown> | undefined)?.["persist-credentials"];
            expect(given ?? persistCredentials).toBe(false);
        }
    });
});

describe.each(github)("examples/ci/%s", (name) => {
    const text = ciText(name);
    /**
     * What GitHub's own parser says of a workflow. It is an ES module, and is meant for a bundler: it
     * imports its schemas without saying that they are JSON.
     */
    function problemsOf(content: string): unknown {
        const program = `
            import { readFileSync } from "node:fs";
            import { registerHooks } from "node:module";
            registerHooks({
                load: (url, context, next) =>
                    url.endsWith(".json")
                        ? { format: "module", shortCircuit: true, source: "export default " + readFileSync(new URL(url), "utf8") }
                        : next(url, context),
            });
            const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
            const file = { name: "library.yml", content: readFileSync(0, "utf8") };
            const { context, value } = parseWorkflow(file, new NoOperationTraceWriter());
            if (value !== undefined) await convertWorkflowTemplate(context, value);
            console.log(JSON.stringify(context.errors.getErrors().map(({ message }) => message)));`;
        const words = ["--input-type=module", "--eval", program];
        return JSON.parse(execFileSync("node", words, { cwd: root, input: content }).toString());
    }

    it("is a workflow, by GitHub's own parser", () => {
        expect(problemsOf(text)).toEqual([]);
        expect(problemsOf(text.replace("id-token: write", "id-tokens: write"))).not.toEqual([]);
        expect(problemsOf(text.replace("${{ !cancelled() &&", "${{ !cancelled() &"))).not.toEqual(
            [],
        );
    });

    it("pins each action to a commit, and says of which version", () => {
        const lines = text.split("\n").filter((line) => /\buses:/.test(line));
        expect(lines.length).toBeGreaterThan(7);
        for (const line of lines)
            expect(line).toMatch(/uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it("has one pin for each action in all files", () => {
        const all = github.flatMap((each) => ciText(each).match(/uses: .*/g) ?? []);
        const pins = [...new Set(all)].map((pin) => pin.split("@")[0]);
        expect(pins).toEqual([...new Set(pins)]);
    });
});

describe("examples/ci/github-actions.yml", () => {
    const text = ciText("github-actions.yml");

    it("gives a job what it needs and no more, and code of a fork no token", () => {
        const { permissions, jobs } = parse(text) as {
            permissions: object;
            jobs: Record<
                string,
                {
                    permissions: object;
                    if?: string;
                    environment?: string;
                    steps: readonly { uses?: string; if?: string }[];
                }
            >;
        };
        expect(permissions).toEqual({});
        expect(jobs["check"]?.permissions).toEqual({
            contents: "read",
            // Which upload-sarif reads in a private repository.
            actions: "read",
            "security-events": "write",
        });
        for (const name of ["preview", "up"])
            expect(jobs[name]?.permissions).toEqual({ contents: "read", "id-token": "write" });
        const own = "github.event.pull_request.head.repo.full_name == github.repository";
        expect(jobs["preview"]?.if).toContain(own);
        const upload = jobs["check"]?.steps.find(({ uses = "" }) =>
            uses.includes("/upload-sarif@"),
        );
        expect(upload?.if).toContain(`(github.event_name == 'push' || ${own})`);
        expect(jobs["up"]).toMatchObject({
            if: "github.event_name == 'push'",
            environment: "production",
        });
    });
});

describe.each(["github-promotion.yml", "github-fleet.yml"])("examples/ci/%s", (name) => {
    const { on, permissions, jobs } = parse(ciText(name)) as {
        on: object;
        permissions: object;
        jobs: Record<string, { permissions: object; environment: string; needs?: unknown }>;
    };

    it("runs what was merged alone, with no more than it needs, each tenant in an environment", () => {
        expect(on).toEqual({ push: { branches: ["main"] } });
        expect(permissions).toEqual({});
        for (const job of Object.values(jobs))
            expect(job).toMatchObject({
                permissions: { contents: "read", "id-token": "write" },
                environment: expect.any(String) as string,
            });
    });

    it("hands the digest over by the job's outputs, and the release by a file", () => {
        const [[first] = [], ...others] = Object.entries(jobs);
        for (const [, job] of others) {
            expect([job.needs].flat()).toContain(first);
            expect(job).toMatchObject({
                env: { RELEASE_DIGEST: `\${{ needs.${String(first)}.outputs.digest }}` },
            });
        }
        if (name !== "github-fleet.yml") return;
        // The tenants' file has no way of signing in.
        for (const [, job] of Object.entries(jobs)) {
            const env = { ARM_CLIENT_ID: "${{ vars.ARM_CLIENT_ID }}", ARM_USE_OIDC: "true" };
            expect(job).toMatchObject({ env });
        }
    });
});

describe("examples/ci/azure-pipelines.yml", () => {
    interface Stage {
        readonly stage: string;
        readonly dependsOn?: string;
        readonly condition?: string;
        readonly jobs: readonly object[];
    }
    const pipeline = parse(ciText("azure-pipelines.yml")) as Record<string, unknown> & {
        stages: readonly Stage[];
    };
    const nodes = ciNodes("azure-pipelines.yml");

    // https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/
    it("has keys that Azure Pipelines documents, and no others", () => {
        const top = ["trigger", "pr", "pool", "lockBehavior", "variables", "stages"];
        expect(Object.keys(pipeline).sort()).toEqual(top.sort());
        const known: [string, readonly string[]][] = [
            ["stage", ["dependsOn", "condition", "jobs"]],
            ["job", ["steps"]],
            ["deployment", ["environment", "strategy"]],
            ["checkout", ["persistCredentials"]],
            ["task", ["inputs", "env", "displayName"]],
            ["script", ["displayName"]],
            ["publish", ["artifact", "condition", "displayName"]],
        ];
        for (const [kind, keys] of known) {
            const found = nodes.filter((node) => kind in node);
            expect({ kind, found: found.length > 0 }).toEqual({ kind, found: true });
            for (const node of found)
                expect([kind, ...keys]).toEqual(expect.arrayContaining(Object.keys(node)));
        }
        const steps = nodes.flatMap(({ steps }) => (steps ?? []) as object[]);
        const kinds = known.slice(3).map(([kind]) => kind);
        for (const step of steps) expect(kinds).toContain(Object.keys(step)[0]);
    });

    it("has tasks of a version, with inputs that they document", () => {
        const inputs: Record<string, readonly string[]> = {
            "UseNode@1": ["version"],
            "AzureCLI@2": ["azureSubscription", "scriptType", "scriptLocation", "inlineScript"],
            // https://www.pulumi.com/docs/integrations/azure-devops/
            "Pulumi@1": ["versionSpec"],
        };
        const tasks = nodes.filter(({ task }) => task !== undefined);
        expect(tasks).toHaveLength(7);
        for (const { task, inputs: given } of tasks)
            expect(Object.keys(given as object)).toEqual(inputs[String(task)]);
    });

    it("gives the job's token to the step that signs in, and to no other", () => {
        const given = nodes.filter(({ env }) => JSON.stringify(env ?? {}).includes("AccessToken"));
        expect(given.map(({ displayName }) => displayName)).toEqual(["Up"]);
        const all = ciText("azure-pipelines.yml").match(/System\.AccessToken/gi);
        expect(all).toHaveLength(1);
    });

    it("gives code of a fork no service connection", () => {
        const [, preview] = pipeline.stages;
        expect(preview?.condition).toContain("ne(variables['System.PullRequest.IsFork'], 'True')");
    });

    it("previews pull requests alone, brings up the branch alone, and checks before both", () => {
        expect(pipeline.stages.map(({ stage, dependsOn }) => [stage, dependsOn])).toEqual([
            ["check", undefined],
            ["preview", "check"],
            ["up", "check"],
        ]);
        const [, preview, up] = pipeline.stages;
        expect(preview?.condition).toContain("succeeded(), eq(variables['Build.Reason'], 'Pull");
        expect(up?.condition).toContain(
            "succeeded(), ne(variables['Build.Reason'], 'PullRequest')",
        );
        expect(up?.condition).toContain("eq(variables['Build.SourceBranch'], 'refs/heads/main')");
    });
});

describe("docs/ci.md", () => {
    it("has commands that make a stack sign in by what the runners issue", () => {
        const commands = [...page.matchAll(/^pulumi config set (mde:\w+) (\S+)$/gm)];
        const configuration = Object.fromEntries(
            commands.map(([, key, value]) => [key!, value!] as const),
        );
        expect(Object.keys(configuration)).toEqual(["mde:tenantId", "mde:clientId", "mde:useOidc"]);
        for (const environment of [
            {
                ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example/token",
                ACTIONS_ID_TOKEN_REQUEST_TOKEN: "token",
            },
            {
                SYSTEM_OIDCREQUESTURI: "https://runner.example/oidc",
                SYSTEM_ACCESSTOKEN: "token",
                AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "connection",
            },
        ]) {
            const { settings, problems } = readSettings({
                configuration: (name) => configuration[`mde:${name}`],
                environment,
            });
            expect(problems).toEqual([]);
            expect(settings?.signIn.how).toBe("oidc");
        }
    });
});
