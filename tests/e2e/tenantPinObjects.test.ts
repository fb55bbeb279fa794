import {
    added,
    done,
    expectNoWrite,
    old,
    pinned,
    projectInContoso,
    stopped,
} from "./pinnedProject";
import type { Project } from "./project";
import { argsOf, callsByTenant, contoso, fabrikam, namesIn } from "./tenants";

describe("a provider object that is given another tenant", () => {
    let project: Project;
    const object = (name: string, args: string) =>
        `const ${name} = new mde.Provider("${name}", ${args});`;
    const file = (name: string, source: string, provider: string) =>
        `new mde.LibraryFile("${name}", { source: "${source}" }, { provider: ${provider} });`;
    const late = (args: string) => `{ ...${args}, tenantId: pulumi.output(${args}.tenantId) }`;
    beforeAll(async () => {
        project = await projectInContoso();
        done(await project.destroy());
        for (const name of ["tenantId", "clientId", "clientSecret", "apiUrl", "authorityUrl"])
            await project.configure({ [name]: undefined });
        project.program(object("one", argsOf(project, contoso)) + file("a", "a.sh", "one"));
        done(await project.up());
        callsByTenant(project);
    });
    afterAll(() => project.close());

    it.each([
        ["plain arguments", (args: string) => args],
        ["arguments that come late", late],
    ])("is stopped before any file that it serves is touched, with %s", async (_, form) => {
        project.program(`
            ${object("one", form(argsOf(project, fabrikam)))}
            ${object("two", argsOf(project, fabrikam))}
            ${file("new", "new.sh", "one")}
            ${file("more", "theirs.sh", "two").replace("source:", 'fileName: "more.sh", source:')}
            ${file("a", "a.sh", "one")}`);
        expect(stopped(await project.preview())).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
        expect(stopped(await project.up())).toMatch(pinned);
        // The other object's file may be where the program wants it.
        const writes = () =>
            Object.entries(callsByTenant(project)).flatMap(([tenant, calls]) =>
                calls
                    .filter((call) => /upload|delete/.test(call))
                    .map((call) => `${tenant} ${call}`),
            );
        for (const call of writes()) expect(call).toBe("fabrikam upload more.sh");
        expect(stopped(await project.refresh({ runProgram: true }))).toMatch(pinned);
        expect(stopped(await project.destroy({ runProgram: true }))).toMatch(pinned);
        for (const call of writes()) expect(call).toMatch(/^fabrikam (upload|delete) more.sh$/);
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
        // As the error says.
        project.program(object("one", argsOf(project, contoso)) + file("a", "a.sh", "one"));
        done(await project.up());
        callsByTenant(project);
    });

    it.each([
        ["plain arguments", (args: string) => args],
        ["arguments that come late", late],
    ])(
        "is stopped as well where a resource moves to that of another tenant, with %s",
        async (_, form) => {
            project.program(`
            ${object("one", argsOf(project, contoso))}
            ${object("two", form(argsOf(project, fabrikam)))}
            ${file("new", "new.sh", "two")}
            ${file("a", "a.sh", "two")}`);
            const told =
                `a.sh is in tenant ${contoso.tenantId} (cloud emulator), but its resource is served ` +
                `by mde.Provider "two" now, which names tenant ${fabrikam.tenantId}`;
            expect(stopped(await project.preview())).toContain(told);
            expect(stopped(await project.up())).toContain(told);
            // What is new goes where the program says, and nothing of the file that moves.
            const calls = Object.values(callsByTenant(project)).flat();
            expect(calls.filter((call) => call.includes("a.sh"))).toEqual([]);
            expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
            project.program(object("one", argsOf(project, contoso)) + file("a", "a.sh", "one"));
            done(await project.up());
            callsByTenant(project);
        },
    );

    it("is stopped although another object serves the old tenant, and the resource has a new name", async () => {
        project.program(`
            ${object("one", argsOf(project, fabrikam))}
            ${object("two", argsOf(project, contoso))}
            ${file("a2", "a.sh", "one")}`);
        expect(stopped(await project.up())).toContain(
            `mde.Provider "one" is pinned to tenant ${contoso.tenantId}`,
        );
        expect(await expectNoWrite(project)).toEqual([]);
        project.program(object("one", argsOf(project, contoso)) + file("a", "a.sh", "one"));
        done(await project.up());
        callsByTenant(project);
    });

    it("may go from the program with its files: they are removed where they are", async () => {
        project.program(object("two", argsOf(project, fabrikam)) + file("new", "new.sh", "two"));
        done(await project.up());
        expect(callsByTenant(project)).toEqual({
            contoso: ["token", "list", "delete a.sh"],
            fabrikam: ["token", "list", "upload new.sh"],
        });
        done(await project.destroy());
    });
});

describe("the pin of a stack", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        project.program(old + added);
        done(await project.up());
        callsByTenant(project);
    });
    afterAll(() => project.close());
    const pin = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:TenantPin::mde";

    it("outlives a destroy that leaves a file behind", async () => {
        await project.emulator.library(contoso.tenantId).put("a.sh", "somebody else's\n");
        expect(stopped(await project.destroy())).toContain("changed outside Pulumi");
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
        callsByTenant(project);
        await project.configure({ ...fabrikam });
        project.program(`new mde.LibraryFile("other", { source: "new.sh" });`);
        expect(stopped(await project.up())).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
        await project.configure({ ...contoso });
        expect(await project.stateText()).toContain(pin);
    });

    it("goes with the last file, and is asked for by the first run with a target", async () => {
        project.program(old);
        done(await project.refresh({ runProgram: true }));
        done(await project.destroy({ runProgram: true }));
        expect(await project.stateText()).not.toContain("TenantPin");
        const target = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::a";
        callsByTenant(project);
        expect(stopped(await project.up({ target: [target] }))).toContain(`depends on '${pin}'`);
        expect(callsByTenant(project)).toEqual({});
        done(await project.up({ target: [target, pin] }));
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
    });

    it("follows an alias of its provider object", async () => {
        done(await project.destroy());
        const object = (name: string, options: string) => `
            const provider = new mde.Provider("${name}", ${argsOf(project, contoso)}, ${options});
            new mde.LibraryFile("a", { source: "a.sh" }, { provider });`;
        project.program(object("one", "{}"));
        done(await project.up());
        project.program(object("two", '{ aliases: [{ name: "one" }] }'));
        // The object's process is told its name, and the pin is known by it.
        expect(done(await project.up()).changes).toEqual({ same: 2, update: 2 });
        expect(await project.stateText()).toContain("TenantPin::two");
        const renamed = object("two", "{}").replaceAll(contoso.tenantId, fabrikam.tenantId);
        project.program(renamed);
        expect(stopped(await project.up())).toMatch(
            new RegExp(`mde.Provider "two" is pinned to tenant ${contoso.tenantId}`),
        );
    });
});

describe("a tenant that is mistyped in a first run", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        done(await project.destroy());
        callsByTenant(project);
    });
    afterAll(() => project.close());
    const pin = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:TenantPin::mde";

    it("is not kept when nobody can sign in to it", async () => {
        await project.configure({ tenantId: fabrikam.tenantId });
        expect(stopped(await project.up())).toContain("AADSTS700016");
        await project.configure({ ...contoso });
        done(await project.up());
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
        expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
    });

    it("is not kept as that of a provider object either", async () => {
        const object = (tenantId: string) => `
            const one = new mde.Provider("one", ${JSON.stringify({
                ...fabrikam,
                ...{ tenantId, apiUrl: project.url, authorityUrl: project.url },
            })});
            new mde.LibraryFile("b", { source: "new.sh" }, { provider: one });`;
        project.program(old + object("99999999-1111-4222-8333-444455556666"));
        expect(stopped(await project.up())).toContain("AADSTS90002");
        project.program(old + object(fabrikam.tenantId));
        done(await project.up());
        expect(await namesIn(project, fabrikam)).toEqual(["new.sh", "theirs.sh"]);
        project.program(old);
        done(await project.up());
    });

    it("is given up by the command that the error names, which Pulumi refuses while a file is there", async () => {
        done(await project.destroy());
        await project.configure({ ...fabrikam });
        // Somebody else's file is there, and the run stops at it.
        project.program(`new mde.LibraryFile("a", { source: "a.sh", fileName: "theirs.sh" });`);
        expect(stopped(await project.up())).toContain("this resource did not make it");
        await project.configure({ ...contoso });
        project.program(old);
        const output = stopped(await project.up());
        expect(output).toContain(`"pulumi state delete '${pin}'" ends the pin`);
        expect((await project.command("state", "delete", pin, "--yes")).failed).toBe(false);
        callsByTenant(project);
        done(await project.up());
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list", "upload a.sh"] });
        expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
        const refused = await project.command("state", "delete", pin, "--yes");
        expect(refused.failed).toBe(true);
        expect(refused.output).toContain("depend");
    });
});
