import { done, expectNoWrite, old, projectInContoso, stopped } from "./pinnedProject";
import type { Project } from "./project";
import { argsOf, callsByTenant, contoso, fabrikam, namesIn, type TestTenant } from "./tenants";

const object = (project: Project, variable: string, tenant: TestTenant, options = "{}") =>
    `const ${variable} = new mde.Provider("customer", ${argsOf(project, tenant)}, ${options});`;

describe("two provider objects of one name, under different parents", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        done(await project.destroy());
        callsByTenant(project);
    });
    afterAll(() => project.close());
    const inner = () => `
        class Customer extends pulumi.ComponentResource {
            constructor(name) {
                super("test:index:Customer", name);
                ${object(project, "provider", fabrikam, "{ parent: this }")}
                new mde.LibraryFile("new", { source: "new.sh" }, { parent: this, provider });
            }
        }
        new Customer("fabrikam");`;

    it("have pins of their own: one may go while the other stays", async () => {
        project.program(`${object(project, "one", contoso)}
            new mde.LibraryFile("a", { source: "a.sh" }, { provider: one });${inner()}`);
        done(await project.up());
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
        project.program(inner());
        done(await project.up());
        expect(await namesIn(project, contoso)).toEqual(["theirs.sh"]);
        expect(await namesIn(project, fabrikam)).toEqual(["new.sh", "theirs.sh"]);
    });
});

describe("a provider object that a transformation puts in", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
    });
    afterAll(() => project.close());
    const transformed = (tenant: TestTenant) => `
        ${object(project, "one", tenant)}
        pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
            type.endsWith(":LibraryFile") ? { props, opts: { ...opts, provider: one } } : undefined);
        new mde.LibraryFile("new", { source: "new.sh" });`;

    it("is taken for another tenant's where it is: no pin stands before it", async () => {
        project.program(transformed(fabrikam));
        const told =
            `the program means new.sh for tenant ${contoso.tenantId}, but it is served by mde.Provider ` +
            `"customer", which names tenant ${fabrikam.tenantId}`;
        expect(stopped(await project.preview())).toContain(told);
        expect(stopped(await project.up())).toContain(told);
        const calls = new Set(await expectNoWrite(project));
        // The stack's own pin, which may be made by then.
        expect(["contoso token", "contoso list"]).toEqual(expect.arrayContaining([...calls]));
    });

    it("serves the files of its own tenant", async () => {
        project.program(transformed(contoso) + old);
        done(await project.up());
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "new.sh", "theirs.sh"]);
        expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
    });
});

describe("a pin that cannot be made, in a run that goes on after errors", () => {
    it("is told, and so is what it is for", async () => {
        const project = await projectInContoso();
        try {
            done(await project.destroy());
            await project.configure({ clientSecret: "wrong" });
            project.write("scripts/b.sh", "#!/bin/sh\necho b\n");
            project.program(`${old}
                const scripts = new mde.Library("scripts", { path: "scripts" });
                ${object(project, "one", fabrikam)}
                exports.release = scripts.release;
                exports.files = mde.getLibrary().then(({ files }) => files.length);`);
            callsByTenant(project);
            const { output, failure } = await project.up({ continueOnError: true });
            // Pulumi's own words for a resource that failed have a trace then.
            expect(failure).toBeDefined();
            expect(output).toContain("AADSTS7000215");
            expect(output).toContain("see the error of the TenantPin");
            expect(Object.values(callsByTenant(project)).flat()).not.toContain("upload b.sh");
        } finally {
            await project.close();
        }
    });
});
