import { done, expectNoWrite, old, pinned, projectInContoso, stopped } from "./pinnedProject";
import type { Project } from "./project";
import { argsOf, callsByTenant, contoso, fabrikam, namesIn, type TestTenant } from "./tenants";

/**
 * The engine gives `check` no old inputs of a resource that it was told to replace, and its preview
 * then shows nothing wrong.
 */
const pin = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:TenantPin::mde";
const other = `new mde.LibraryFile("new", { source: "new.sh" });`;

describe("a stack that is pointed at another tenant, and told to replace", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
    });
    afterAll(() => project.close());
    beforeEach(async () => {
        await project.configure({ ...fabrikam });
        project.program(other);
    });
    // As the error says; and nothing of what was stopped is in the way.
    afterEach(async () => {
        await project.configure({ ...contoso });
        project.program(old);
        done(await project.up());
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
        callsByTenant(project);
    });

    it.each([
        ["its pin", { replace: [pin] }],
        ["all that it has", { replace: ["**"] }],
    ])("%s, stops at the pin and writes to nobody", async (_, options) => {
        expect(stopped(await project.up(options))).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
    });

    it("its pin alone, stops at the pin and writes to nobody", async () => {
        const run = await project.command("up", "--target-replace", pin, "--yes", "--skip-preview");
        expect(run.failed).toBe(true);
        expect(run.output).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
    });

    it("its pin, by a taint, stops at the pin and writes to nobody", async () => {
        expect((await project.command("state", "taint", pin, "--yes")).failed).toBe(false);
        expect(stopped(await project.up())).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
        await project.configure({ ...contoso });
        expect(done(await project.up({ replace: [pin] })).changes).toMatchObject({ replace: 1 });
    });
});

describe("a provider object that is given another tenant, and replaced", () => {
    let project: Project;
    const program = (tenant: TestTenant, file: string) => `
        const one = new mde.Provider("one", ${argsOf(project, tenant)});
        new mde.LibraryFile("${file}", { source: "${file}.sh" }, { provider: one });`;
    beforeAll(async () => {
        project = await projectInContoso();
        done(await project.destroy());
    });
    afterAll(() => project.close());
    beforeEach(async () => {
        project.program(program(contoso, "a"));
        done(await project.up());
        callsByTenant(project);
        project.program(program(fabrikam, "new"));
    });
    const provider = "urn:pulumi:test::e2e::pulumi:providers:pulumi-nodejs::one";
    const own = provider.replace("::one", "$pulumi-nodejs:dynamic/mde:TenantPin::one");

    it.each([
        ["with its pin alone", [own]],
        ["without its pin", [provider]],
        ["with its pin", [provider, own]],
        ["with all that the stack has", ["**"]],
    ])("%s, stops at the pin and writes to nobody", async (_, replace) => {
        expect(stopped(await project.up({ replace }))).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
    });
});

describe("a destroy that goes on after a file that it cannot delete", () => {
    it("leaves the pin", async () => {
        const project = await projectInContoso();
        try {
            await project.emulator.library(contoso.tenantId).put("a.sh", "somebody else's\n");
            for (const options of [{}, { runProgram: true }]) {
                const run = await project.destroy({ continueOnError: true, ...options });
                expect(stopped(run)).toContain("changed outside Pulumi");
                expect(await project.stateText()).toContain(pin);
            }
        } finally {
            await project.close();
        }
    });
});
