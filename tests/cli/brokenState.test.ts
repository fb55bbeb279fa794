import * as automation from "@pulumi/pulumi/automation";

import type { LibraryListing } from "../../cli/libraryListing";
import type { StatusReport } from "../../cli/status/statusReport";
import { Project } from "../e2e/project";
import { runCommand } from "./commandProcess";

describe("beside a stack whose state file is cut", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        const { failure } = await project.up();
        expect(failure).toBeUndefined();
        const { folder: workDir, environment } = project;
        const broken = await automation.LocalWorkspace.createStack(
            { stackName: "broken", workDir },
            { envVars: { ...environment } },
        );
        await broken.setConfig("e2e:any", { value: "x" });
        project.write("Pulumi.elsewhere.yaml", "config: {}\n");
        project.write("backend/.pulumi/stacks/e2e/broken.json", "{");
    });
    afterAll(() => project.close());

    const run = (...words: readonly string[]) => {
        const { folder: cwd, environment } = project;
        return runCommand(words, { cwd, environment });
    };
    const broken =
        /state of stack broken .*failed to load checkpoint.*\.pulumi\/stacks\/e2e\/broken\.json.*docs\/reliability\.md/;

    it("list names it, and calls nothing nobody's", async () => {
        const { code, stdout } = await run("list", "--stack", "test");
        expect(code).toBe(1);
        expect(stdout).toMatch(/^Whose the files are is not known: .*there may be more/);
        expect(stdout).toMatch(broken);
        expect(stdout).toMatch(/a\.sh .* test$/m);
        const json = await run("list", "--stack", "test", "--json");
        const { unread } = JSON.parse(json.stdout) as LibraryListing;
        expect(unread.map(({ stack }) => stack)).toEqual(["", "broken"]);
    });

    it("status looks at the tenants all the same, and ends with 2", async () => {
        const { code, stdout } = await run("status", "--stack", "test");
        expect(stdout).toMatch(/^Not all stacks are known: .*\n\nThe state of stack broken was/);
        expect(stdout).toMatch(broken);
        expect(stdout).toContain("The state of 1 stack was not read. Not all stacks are known.\n");
        expect(stdout).toMatch(/^1 of 1 +test$/m);
        expect(code).toBe(2);
        const all = await run("status", "--json");
        const { ok, tenants } = JSON.parse(all.stdout) as StatusReport;
        expect(ok).not.toBe(true);
        expect(tenants.flatMap(({ stacks }) => stacks)).toEqual(["broken", "test"]);
        const misspelt = await run("status", "--stack", "tests");
        expect(misspelt.stderr).toContain("did you mean test?");
    });

    it.each([
        ["prune", "--name", "x*"],
        ["adopt", "scripts"],
    ])("%s stops, and says which file to look at", async (...words) => {
        const { code, stdout, stderr } = await run(...words, "--stack", "test");
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toMatch(/whose the live files are is not known, and nothing was changed/);
        expect(stderr).toMatch(broken);
    });

    it("diff and release say which file to look at, of the configuration and of the state", async () => {
        for (const command of ["diff", "release"]) {
            const { stdout, stderr } = await run(command, "--stack", "broken");
            expect(stdout).toBe("");
            expect(stderr).toMatch(
                /stack broken .*failed to load checkpoint.*\/e2e\/broken\.json.*docs\/reliability\.md/,
            );
        }
    });

    it("prune stops too where no file names that stack, and says where to look", async () => {
        project.remove("Pulumi.broken.yaml");
        const { code, stderr } = await run("prune", "--name", "x*", "--stack", "test");
        expect(code).toBe(2);
        expect(stderr).toMatch(
            /cannot say which stacks .* Look for a state file .*\.pulumi\/stacks\/e2e\/ of the backend: docs\/reliability\.md/,
        );
    });

    it("list tells a state that is no state from a configuration", async () => {
        const resources = [{ urn: "urn:pulumi:broken::e2e::x::a" }];
        const state = { version: 3, checkpoint: { latest: { manifest: {}, resources } } };
        project.write("backend/.pulumi/stacks/e2e/broken.json", JSON.stringify(state));
        const { code, stdout } = await run("list", "--stack", "test");
        expect(code).toBe(1);
        expect(stdout).toMatch(
            /The state of stack broken was not read.*: the state of stack broken cannot be read: could not deserialize.* 'type' field\. Its file \.pulumi\/stacks\/e2e\/broken\.json/,
        );
    });
});
