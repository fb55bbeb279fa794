import { createHash } from "node:crypto";

import { clientId, clientSecret, Project, tenantId, type Run } from "./project";
import { argsOf, callsByTenant, contoso, fabrikam, twoTenants } from "./tenants";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;

function done(run: Run): Run {
    expect(run.output).not.toMatch(/error:/);
    expect(run.failure).toBeUndefined();
    return run;
}

function failed(run: Run): string {
    expect(run.failure).toBeDefined();
    expect(run.output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
    expect(run.output).not.toContain("canary");
    return run.output;
}

describe("getLibrary of the stack's configuration", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({
            emulator: { behaviour: { list: { timestampDigits: 7 } } },
        });
        project.write("a.sh", "#!/bin/sh\necho a\n");
        await project.emulator
            .library(tenantId)
            .put("theirs.sh", "echo theirs\n", { description: "Theirs", createdBy: "Somebody" });
    });
    afterAll(() => project.close());
    const theirs = {
        fileName: "theirs.sh",
        sha256: sha256("echo theirs\n"),
        description: "Theirs",
        parametersDescription: "",
        hasParameters: false,
        createdBy: "Somebody",
        creationTime: iso,
        lastUpdatedTime: iso,
    };

    it("is usable in a preview, at one token and one list", async () => {
        project.program(`
            module.exports = async () => {
                const live = await mde.getLibrary();
                for (const file of live.files) console.log("LIVE " + file.fileName);
                new mde.LibraryFile("a", { source: "a.sh", description: live.files.length + " before" });
            };`);
        const { output } = done(await project.preview());
        expect(output).toContain("LIVE theirs.sh");
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("reports what is live as plain data, sorted, with dates in one form", async () => {
        project.program(`
            module.exports = async () => {
                const [live, again] = await Promise.all([mde.getLibrary(), mde.getLibrary({})]);
                const later = await mde.getLibrary();
                const file = new mde.LibraryFile("a", { source: "a.sh" });
                return { live, same: live.files.length === again.files.length && later.files.length };
            };`);
        done(await project.up());
        // The program's, shared by three calls, and the provider's own.
        expect(project.calls()).toEqual(["token", "list", "token", "list", "upload a.sh"]);
        const outputs = await project.outputs();
        expect(outputs["live"]?.value).toEqual({ tenantId, cloud: "emulator", files: [theirs] });
        expect(outputs["same"]?.value).toBe(1);
    });

    it("sees what somebody changed", async () => {
        await project.emulator.library(tenantId).put("a.sh", "Remove-Item\n");
        done(await project.up());
        const { files } = (await project.outputs())["live"]?.value as { files: object[] };
        expect(files).toMatchObject([
            { fileName: "a.sh", sha256: sha256("Remove-Item\n"), description: "" },
            { fileName: "theirs.sh" },
        ]);
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("tells a wrong secret by its paragraph, and nothing else", async () => {
        await project.configure({ clientSecret: "wrong~canary" });
        const output = failed(await project.preview());
        expect(output).toContain("AADSTS7000215");
        expect(output).toContain('"pulumi config set --secret mde:clientSecret"');
        expect(project.calls()).toEqual(["token"]);
        await project.configure({ clientSecret });
    });

    it("asks nobody for a tenant that the environment alone names, unless the state confirms it", async () => {
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
        });
        const environment = {
            ARM_TENANT_ID: tenantId,
            ARM_CLIENT_ID: clientId,
            ARM_CLIENT_SECRET: clientSecret,
        };
        project.setEnvironment(environment);
        done(await project.preview());
        expect(project.calls()).toEqual(["token", "list"]);
        project.setEnvironment({ ...environment, ARM_TENANT_ID: contoso.tenantId });
        expect(failed(await project.preview())).toContain(`pinned to tenant ${tenantId}`);
        expect(project.calls()).toEqual([]);
        project.program(`module.exports = async () => { await mde.getLibrary(); };`);
        await project.editState((text) => text.replaceAll("TenantPin", "Other"));
        expect(failed(await project.preview())).toContain("environment alone");
        expect(project.calls()).toEqual([]);
        await project.editState((text) => text.replaceAll("Other", "TenantPin"));
        project.setEnvironment(environment);
    });

    it("refuses an option that there is not", async () => {
        project.program(
            `module.exports = async () => { await mde.getLibrary({ providers: [] }); };`,
        );
        expect(failed(await project.preview())).toContain("did you mean provider?");
        project.program(
            `module.exports = async () => { await mde.getLibrary({ provider: {} }); };`,
        );
        expect(failed(await project.preview())).toContain("no mde.Provider");
        expect(project.calls()).toEqual([]);
    });
});

describe("getLibrary of a library that answers 404", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({
            emulator: { behaviour: { list: { empty: "notFound" } } },
        });
    });
    afterAll(() => project.close());

    it("fails: that is no empty library", async () => {
        project.program(`module.exports = async () => ({ live: await mde.getLibrary() });`);
        expect(failed(await project.preview())).toContain("does not say that it is empty");
        await project.emulator.library(tenantId).put("a.sh", "echo a\n");
        done(await project.preview());
    });
});

describe("getLibrary of a provider object", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create({ emulator: twoTenants() });
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
            apiUrl: undefined,
            authorityUrl: undefined,
        });
        project.write("a.sh", "#!/bin/sh\necho a\n");
        for (const { tenantId } of [contoso, fabrikam])
            await project.emulator
                .library(tenantId)
                .put(`of-${tenantId.slice(0, 3)}.sh`, "echo\n", { description: null });
    });
    afterAll(() => project.close());

    it("reads that tenant, in preview and up, with arguments that are outputs too", async () => {
        project.program(`
            module.exports = async () => {
                const one = new mde.Provider("one", ${argsOf(project, contoso)});
                const args = ${argsOf(project, fabrikam)};
                const two = new mde.Provider("two", {
                    ...args,
                    tenantId: pulumi.output(args.tenantId),
                    clientSecret: pulumi.secret(args.clientSecret),
                });
                const live = [
                    await mde.getLibrary({ provider: one }),
                    await mde.getLibrary({ provider: two }),
                ];
                return { live: live.map((of) => [of.tenantId, of.files.map((file) => file.fileName)]) };
            };`);
        const both = { contoso: ["token", "list"], fabrikam: ["token", "list"] };
        done(await project.preview());
        expect(callsByTenant(project)).toEqual(both);
        // The first up pins both tenants too, and the provider looks at them for that.
        done(await project.up());
        const [one, two] = [both.contoso, both.fabrikam];
        expect(callsByTenant(project)).toEqual({
            contoso: [...one, ...one],
            fabrikam: [...two, ...two],
        });
        done(await project.up());
        expect(callsByTenant(project)).toEqual(both);
        expect((await project.outputs())["live"]?.value).toEqual([
            [contoso.tenantId, ["of-c0c.sh"]],
            [fabrikam.tenantId, ["of-fab.sh"]],
        ]);
        for (const text of project.textsIn("backend")) expect(text).not.toContain("canary");
    });

    it("cannot do so in a preview that does not know the arguments, and waits for them in up", async () => {
        project.program(`
            module.exports = async () => {
                const one = new mde.Provider("one", ${argsOf(project, contoso)});
                const a = new mde.LibraryFile("a", { source: "a.sh" }, { provider: one });
                const two = new mde.Provider("two", {
                    ...${argsOf(project, fabrikam)},
                    tenantId: a.createdBy.apply(() => "${fabrikam.tenantId}"),
                });
                const live = await mde.getLibrary({ provider: two });
                return { live: live.files.map((file) => file.fileName) };
            };`);
        const output = failed(await project.preview());
        expect(output).toContain(
            'library of mde.Provider "two" in this preview: tenantId of it is an output',
        );
        expect(callsByTenant(project)).toEqual({});
        // Without a preview, as the error says.
        done(await project.up());
        expect((await project.outputs())["live"]?.value).toEqual(["of-fab.sh"]);
        expect(callsByTenant(project)).toEqual({
            contoso: ["token", "list", "upload a.sh"],
            fabrikam: ["token", "list"],
        });
        done(await project.preview());
    });
});

describe("getLibrary of the emulator beside the program", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        await project.configure({
            cloud: "emulator",
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
            apiUrl: undefined,
            authorityUrl: undefined,
        });
    });
    afterAll(() => project.close());

    it("reads the same folder that the provider writes to", async () => {
        project.write("a.sh", "#!/bin/sh\necho a\n");
        project.program(`
            module.exports = async () => {
                const { tenantId, files } = await mde.getLibrary();
                const file = new mde.LibraryFile("a", { source: "a.sh" });
                return { files: files.map(({ fileName }) => fileName), tenantId, of: file.tenantId };
            };`);
        done(await project.up());
        const first = await project.outputs();
        expect(first["files"]?.value).toEqual([]);
        expect(first["tenantId"]?.value).toBe(first["of"]?.value);
        done(await project.up());
        expect((await project.outputs())["files"]?.value).toEqual(["a.sh"]);
    });
});
