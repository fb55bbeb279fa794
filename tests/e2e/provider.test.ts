import { readdirSync } from "node:fs";
import { join } from "node:path";

import { Project, type Run } from "./project";
import { argsOf, callsByTenant, contoso, fabrikam, namesIn, twoTenants } from "./tenants";

/** What a stack for several tenants has in its configuration: nothing. */
const nothing = {
    tenantId: undefined,
    clientId: undefined,
    clientSecret: undefined,
    apiUrl: undefined,
    authorityUrl: undefined,
};

async function projectOfTwo(): Promise<Project> {
    const project = await Project.create({ emulator: twoTenants() });
    await project.configure(nothing);
    for (const name of ["a", "b", "c"]) project.write(`${name}.sh`, `#!/bin/sh\necho ${name}\n`);
    return project;
}

const providers = (project: Project) => `
    const contoso = new mde.Provider("contoso", ${argsOf(project, contoso)});
    const fabrikam = new mde.Provider("fabrikam", ${argsOf(project, fabrikam)});`;

function done(run: Run): Run {
    expect(run.output).not.toMatch(/error:/);
    expect(run.failure).toBeUndefined();
    return run;
}

describe("several tenants in one program", () => {
    let project: Project;
    const printed: string[] = [];
    beforeAll(async () => {
        project = await projectOfTwo();
        project.write("scripts/one.sh", "#!/bin/sh\n# One.\n");
        project.write("scripts/two.sh", "#!/bin/sh\n# Two.\n");
        project.program(`${providers(project)}
            new mde.LibraryFile("a", { source: "a.sh" }, { provider: contoso });
            new mde.LibraryFile("a-too", { source: "a.sh" }, { provider: fabrikam });
            const one = new mde.Library("one", { path: "scripts" }, { provider: contoso });
            class Group extends pulumi.ComponentResource {
                constructor(name, opts) {
                    super("tests:index:Group", name, {}, opts);
                    this.library = new mde.Library("two", { path: "scripts" }, { parent: this });
                }
            }
            const two = new Group("group", { providers: [fabrikam] }).library;
            exports.tenants = [one, two].map(({ release }) => release.tenantId);`);
    });
    afterAll(() => project.close());
    const print = (run: Run) => {
        printed.push(run.output);
        return done(run);
    };

    it("are previewed without a call, and without a key of the stack", async () => {
        const { changes, output } = print(await project.preview());
        // Two provider objects with a pin each, two libraries, a group, the stack and six files.
        expect(changes).toEqual({ create: 14 });
        expect(callsByTenant(project)).toEqual({});
        expect(output).not.toContain("the emulator");
    });

    it("go up each with a process, a token and a list of its own", async () => {
        const { output } = print(await project.up());
        const own = ["list", "token", "upload a.sh", "upload one.sh", "upload two.sh"];
        const calls = callsByTenant(project);
        expect([...calls["contoso"]!].sort()).toEqual(own);
        expect([...calls["fabrikam"]!].sort()).toEqual(own);
        expect(Object.keys(calls)).toHaveLength(2);
        expect((await project.outputs())["tenants"]?.value).toEqual([
            contoso.tenantId,
            fabrikam.tenantId,
        ]);
        // The program, and a process for each provider object, of the last run.
        const runs = join(project.folder, "mde", "runs");
        const writers = readdirSync(runs).map((run) => readdirSync(join(runs, run)).length);
        expect(Math.max(...writers)).toBe(3);
        // Told when it is live, and under the diagnostics; once for both.
        expect(output.split("These files go to the emulator")).toHaveLength(3);
    });

    it("cost no call when nothing changed", async () => {
        expect(print(await project.up()).changes).toEqual({ same: 14 });
        expect(callsByTenant(project)).toEqual({});
    });

    it("are refreshed with one token and one list each", async () => {
        print(await project.refresh());
        const own = ["token", "list"];
        expect(callsByTenant(project)).toEqual({ contoso: own, fabrikam: own });
    });

    it("change each by itself", async () => {
        const { library } = project.emulator;
        await library(fabrikam.tenantId).put("one.sh", "echo changed\n");
        const refreshed = print(await project.refresh());
        expect(refreshed.changes).toEqual({ same: 13, update: 1 });
        callsByTenant(project);
        expect(print(await project.up()).changes).toEqual({ same: 13, update: 1 });
        expect(callsByTenant(project)).toEqual({
            fabrikam: ["token", "list", "upload one.sh"],
        });
    });

    it("are destroyed, and no secret was ever shown or stored in clear", async () => {
        const provider = (await project.resources()).find(({ urn }) => urn.endsWith("::contoso"));
        // Pulumi's mark of a secret; an export shows what it holds, the files below do not.
        expect(provider?.inputs?.["mde:clientSecret"]).toMatchObject({
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        });
        expect(provider?.inputs?.["mde:tenantId"]).toBe(contoso.tenantId);
        print(await project.destroy());
        const deleted = ["delete a.sh", "delete one.sh", "delete two.sh", "list", "token"];
        const calls = callsByTenant(project);
        expect([...calls["contoso"]!].sort()).toEqual(deleted);
        expect([...calls["fabrikam"]!].sort()).toEqual(deleted);
        const stored = ["backend", "home", "mde"].flatMap((name) =>
            project.textsIn(name as "backend"),
        );
        expect(stored.length).toBeGreaterThan(3);
        for (const text of [...printed, ...stored]) expect(text).not.toContain("canary");
    });
});

describe("a provider object beside the stack's configuration", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectOfTwo();
        await project.configure({
            ...fabrikam,
            apiUrl: project.url,
            authorityUrl: project.url,
        });
    });
    afterAll(() => project.close());

    it("serves its resources, and the configuration the others", async () => {
        project.program(`
            const contoso = new mde.Provider("contoso", ${argsOf(project, contoso)});
            new mde.LibraryFile("a", { source: "a.sh" }, { provider: contoso });
            new mde.LibraryFile("b", { source: "b.sh" });`);
        done(await project.up());
        expect(callsByTenant(project)).toEqual({
            contoso: ["token", "list", "upload a.sh"],
            fabrikam: ["token", "list", "upload b.sh"],
        });
    });

    it("takes a resource over from it with its file, at the price of one look at the tenant", async () => {
        const own = (name: string, args: string) =>
            `const ${name} = new mde.Provider("${name}", ${args});`;
        project.program(`
            ${own("contoso", argsOf(project, contoso))}
            ${own("own", argsOf(project, fabrikam))}
            new mde.LibraryFile("a", { source: "a.sh" }, { provider: contoso });
            new mde.LibraryFile("b", { source: "b.sh" }, { provider: own });`);
        const run = done(await project.up());
        expect(run.changes).toEqual({ create: 2, delete: 1, same: 5 });
        expect(callsByTenant(project)).toEqual({ fabrikam: ["token", "list"] });
        expect(await namesIn(project, fabrikam)).toEqual(["b.sh"]);
        await project.configure(nothing);
        done(await project.destroy());
        expect(callsByTenant(project)).toEqual({
            contoso: ["token", "list", "delete a.sh"],
            fabrikam: ["token", "list", "delete b.sh"],
        });
    });
});

describe("a resource moved from one provider object to another of the same tenant", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectOfTwo();
    });
    afterAll(() => project.close());
    const object = (name: string) => `const ${name} = new mde.Provider("${name}",
        ${argsOf(project, contoso)});`;
    const file = (provider: string) =>
        `new mde.LibraryFile("a", { source: "a.sh" }, { provider: ${provider} });`;

    beforeAll(async () => {
        project.program(object("one") + file("one"));
        done(await project.up());
        callsByTenant(project);
    });

    /** Of the new object, at the tenant that it is pinned to. */
    const look = { contoso: ["token", "list"] };

    it("keeps its file while the old object stays", async () => {
        project.program(object("one") + object("two") + file("two"));
        done(await project.up());
        expect(callsByTenant(project)).toEqual(look);
        expect(await namesIn(project, contoso)).toEqual(["a.sh"]);
    });

    it("keeps its file when the old object goes", async () => {
        project.program(object("three") + file("three"));
        done(await project.up());
        expect(callsByTenant(project)).toEqual(look);
        expect(await namesIn(project, contoso)).toEqual(["a.sh"]);
    });

    it("keeps it when it is edited at once", async () => {
        project.write("a.sh", "#!/bin/sh\necho edited\n");
        project.program(object("four") + file("four"));
        done(await project.up());
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list", "upload a.sh"] });
        expect(await namesIn(project, contoso)).toEqual(["a.sh"]);
        expect(done(await project.up()).changes).toEqual({ same: 4 });
    });

    it("does not overwrite what somebody changed meanwhile", async () => {
        await project.emulator.library(contoso.tenantId).put("a.sh", "echo somebody\n");
        project.write("a.sh", "#!/bin/sh\necho edited again\n");
        project.program(object("five") + file("five"));
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toContain("was changed outside Pulumi");
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list"] });
    });
});

describe("a provider object's arguments", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectOfTwo();
    });
    afterAll(() => project.close());

    it("may come as outputs, and its secret may rotate", async () => {
        const program = (secret: string) => `
            const args = ${argsOf(project, contoso)};
            const provider = new mde.Provider("contoso", {
                ...args,
                tenantId: pulumi.output(args.tenantId),
                clientSecret: pulumi.secret("${secret}"),
                callsPerMinute: 50,
            });
            new mde.LibraryFile("a", { source: "a.sh" }, { provider });`;
        project.program(program("wrong~canary"));
        const wrong = await project.up();
        expect(wrong.failure).toBeDefined();
        expect(wrong.output).toContain("AADSTS7000215");
        expect(wrong.output).not.toContain("canary");
        expect(callsByTenant(project)).toEqual({ contoso: ["token"] });
        project.program(program(contoso.clientSecret));
        done(await project.up());
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list", "upload a.sh"] });
        done(await project.refresh());
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list"] });
    });

    it("may be those of other resources, which a preview does not know", async () => {
        project.program(`
            const args = ${argsOf(project, contoso)};
            const first = new mde.Provider("contoso", args);
            const a = new mde.LibraryFile("a", { source: "a.sh" }, { provider: first });
            const later = new mde.Provider("later", {
                ...${argsOf(project, fabrikam)},
                scope: a.createdBy.apply(() => "https://api.securitycenter.microsoft.com/.default"),
                tenantId: a.size.apply((size) => size > 0 && "${fabrikam.tenantId}"),
            });
            new mde.LibraryFile("b", { source: "b.sh" }, { provider: later });`);
        await project.destroy();
        callsByTenant(project);
        const preview = done(await project.preview({ diff: true }));
        expect(preview.output).toContain("b.sh");
        expect(callsByTenant(project)).toEqual({});
        done(await project.up());
        expect(callsByTenant(project)).toEqual({
            contoso: ["token", "list", "upload a.sh"],
            fabrikam: ["token", "list", "upload b.sh"],
        });
    });

    it.each([
        [
            "an unknown one",
            `{ tennantId: "x" }`,
            /no argument "tennantId": did you mean tenantId\?/,
        ],
        [
            "a bad value",
            `{ tenantId: "contoso.com", clientId: "c", clientSecret: "hidden-canary" }`,
            /mde\.Provider "p": tenantId is "contoso\.com", but must be the tenant's id/,
        ],
        [
            "a bad value, known late",
            `{ tenantId: pulumi.output("contoso.com"), clientId: "c", clientSecret: pulumi.secret("hidden-canary") }`,
            /mde\.Provider "p": tenantId is "contoso\.com", but must be the tenant's id/,
        ],
        [
            "no way of signing in",
            `{ tenantId: "${contoso.tenantId}" }`,
            /There is no way to sign in: set clientId and one of clientSecret/,
        ],
        [
            "two ways",
            `{ tenantId: "${contoso.tenantId}", clientId: "c", clientSecret: "hidden-canary", useCli: true }`,
            /clientSecret and useCli are 2 ways to sign in.*leave the others out/,
        ],
    ])("stop the program with %s, and nothing else is registered", async (_, args, message) => {
        project.program(`
            new mde.Provider("p", ${args});
            const contoso = new mde.Provider("contoso", ${argsOf(project, contoso)});
            new mde.LibraryFile("c", { source: "c.sh" }, { provider: contoso });`);
        callsByTenant(project);
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toMatch(message);
        expect(run.output).not.toContain("hidden-canary");
        expect(run.output).not.toContain("pulumi config set");
        expect(run.output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
        expect(callsByTenant(project)).toEqual({});
    });

    it("are told a misspelt key of the stack all the same", async () => {
        project.program(`
            const contoso = new mde.Provider("contoso", ${argsOf(project, contoso)});
            new mde.LibraryFile("c", { source: "c.sh" }, { provider: contoso });`);
        await project.configure({ tenantID: contoso.tenantId });
        const run = await project.preview();
        expect(run.output).toContain("did you mean mde:tenantId?");
        await project.configure({ tenantID: undefined });
    });
});

describe("two resources for one file in one tenant", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectOfTwo();
    });
    afterAll(() => project.close());

    it.each([
        ["plain arguments", (args: string) => args],
        [
            "arguments that are outputs",
            (args: string) => `{ ...${args}, tenantId: pulumi.output(${args}.tenantId) }`,
        ],
    ])("are refused across provider objects, with %s", async (_, form) => {
        const args = form(argsOf(project, contoso));
        project.program(`
            const one = new mde.Provider("one", ${args});
            const two = new mde.Provider("two", ${args});
            new mde.LibraryFile("x", { source: "a.sh" }, { provider: one });
            new mde.LibraryFile("y", { source: "b.sh", fileName: "A.sh" }, { provider: two });`);
        const run = await project.up();
        expect(run.failure).toBeDefined();
        expect(run.output).toContain(`"x" and "y" name the files a.sh and A.sh`);
        expect(callsByTenant(project)).toEqual({});
    });

    it("are fine in two tenants, and one that moves between names of two objects keeps its file", async () => {
        project.program(`${providers(project)}
            new mde.LibraryFile("x", { source: "a.sh" }, { provider: contoso });
            new mde.LibraryFile("y", { source: "a.sh" }, { provider: fabrikam });`);
        done(await project.up());
        callsByTenant(project);
        project.program(`${providers(project)}
            const again = new mde.Provider("again", ${argsOf(project, contoso)});
            new mde.LibraryFile("renamed", { source: "a.sh" }, { provider: again });
            new mde.LibraryFile("y", { source: "a.sh" }, { provider: fabrikam });`);
        const run = done(await project.up());
        expect(run.output).toContain("a.sh stays in the library");
        expect(await namesIn(project, contoso)).toEqual(["a.sh"]);
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list"] });
    });
});
