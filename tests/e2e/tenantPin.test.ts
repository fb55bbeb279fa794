import { execFile } from "node:child_process";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

import { Project, type Run } from "./project";
import { standIn, type StandIn } from "./standIns";
import {
    argsOf,
    callsByTenant,
    contoso,
    fabrikam,
    namesIn,
    twoTenants,
    type TestTenant,
} from "./tenants";

/**
 * Each way of pointing a stack at another tenant than the one in which its files are. The journal of
 * the emulator, where all tenants are, proves that nobody was written to.
 */
const put = ["a.sh", "new.sh", "theirs.sh"];
const old = `new mde.LibraryFile("a", { source: "a.sh" });`;
const added = `new mde.LibraryFile("new", { source: "new.sh" });`;

function done(run: Run): Run {
    expect(run.output).not.toMatch(/error:/);
    expect(run.failure).toBeUndefined();
    return run;
}

/** A run that was stopped: why, without a stack trace or a secret. */
function stopped(run: Run): string {
    expect(run.failure).toBeDefined();
    expect(run.output).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
    expect(run.output).not.toContain("canary");
    return run.output;
}

/** A project whose file `a.sh` is in Contoso's library; `theirs.sh` is somebody's in both. */
async function projectInContoso(program = old): Promise<Project> {
    const project = await Project.create({ emulator: twoTenants() });
    await project.configure({ ...contoso });
    for (const name of put) project.write(name, `#!/bin/sh\necho ${name}\n`);
    for (const { tenantId } of [contoso, fabrikam])
        await project.emulator.library(tenantId).put("theirs.sh", "echo theirs\n");
    project.program(program);
    done(await project.up());
    callsByTenant(project);
    return project;
}

/** No call was made that could write, to whichever tenant; and what was live still is. */
async function expectNoWrite(project: Project): Promise<string[]> {
    const calls = Object.entries(callsByTenant(project)).flatMap(([tenant, own]) =>
        own.map((call) => `${tenant} ${call}`),
    );
    expect(calls.filter((call) => /upload|delete/.test(call))).toEqual([]);
    expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
    expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
    return calls;
}

/** What a machine's identity of that tenant is given. */
async function tokenOf({ url }: Project, tenant: TestTenant): Promise<object> {
    const answer = await fetch(`${url}/${tenant.tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: tenant.clientId,
            client_secret: tenant.clientSecret,
            scope: "https://api.securitycenter.microsoft.com/.default",
        }),
    });
    const { access_token, expires_in } = (await answer.json()) as Record<string, unknown>;
    const expires_on = String(Math.floor(Date.now() / 1000) + Number(expires_in));
    return { access_token, expires_on, token_type: "Bearer" };
}

const pinned = new RegExp(
    `in tenant ${contoso.tenantId}.*put the (configuration|arguments) back`,
    "s",
);

describe("a stack whose configuration is edited to another tenant, with its credentials", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        await project.configure({ ...fabrikam });
    });
    afterAll(() => project.close());

    it.each([
        ["the same files", old],
        ["a new file before the old one", added + old],
        ["a new file after the old one", old + added],
        ["a new file in place of the old one", added],
        [
            "an old file that was edited",
            `new mde.LibraryFile("a", { source: "new.sh", fileName: "a.sh" });`,
        ],
        [
            "an old file that depends on a new one",
            `const file = new mde.LibraryFile("new", { source: "new.sh" });
             file.sha256.apply(() => { ${old} });`,
        ],
        [
            "a provider object for the new tenant too",
            () => `${added} ${old}
             new mde.LibraryFile("more", { source: "a.sh", fileName: "more.sh" }, {
                 provider: new mde.Provider("fabrikam", ${argsOf(project, fabrikam)}),
             });`,
        ],
    ])("is stopped in an up without a preview, with %s", async (_, program) => {
        project.program(typeof program === "string" ? program : program());
        const output = stopped(await project.up());
        expect(output).toMatch(pinned);
        // Once, by whatever is looked at first, and not by each file.
        const told = output.split("Diagnostics:").at(-1) ?? "";
        expect(told.match(/files are in tenant/g)).toHaveLength(1);
        expect(await expectNoWrite(project)).toEqual([]);
    });

    it("is stopped in a preview, and in an up of a new file alone", async () => {
        project.program(added + old);
        expect(stopped(await project.preview())).toMatch(pinned);
        const urn = "urn:pulumi:test::e2e::pulumi-nodejs:dynamic/mde:LibraryFile::new";
        expect(stopped(await project.up({ target: [urn] }))).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
    });

    it("is stopped in refresh and destroy that run the program", async () => {
        project.program(old);
        expect(stopped(await project.refresh({ runProgram: true }))).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
        expect(stopped(await project.destroy({ runProgram: true }))).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
    });

    it("may go to the other tenant once nothing is left in the first", async () => {
        // A failed up has left its configuration in the state, which a plain destroy uses.
        expect(stopped(await project.destroy())).toContain("--run-program uses today's");
        expect(await expectNoWrite(project)).toEqual([]);
        await project.configure({ ...contoso });
        done(await project.destroy({ runProgram: true }));
        expect(callsByTenant(project)).toEqual({ contoso: ["token", "list", "delete a.sh"] });
        await project.configure({ ...fabrikam });
        project.program(added + old);
        done(await project.up());
        expect(Object.keys(callsByTenant(project))).toEqual(["fabrikam"]);
        expect(await namesIn(project, fabrikam)).toEqual(["a.sh", "new.sh", "theirs.sh"]);
        expect(await namesIn(project, contoso)).toEqual(["theirs.sh"]);
    });

    it("is served as it was where nothing needs the configuration: by a plain refresh and destroy", async () => {
        await project.configure({ ...contoso });
        done(await project.refresh());
        expect(callsByTenant(project)).toEqual({ fabrikam: ["token", "list"] });
        done(await project.destroy());
        const calls = ["token", "list", "delete a.sh", "delete new.sh"];
        expect(callsByTenant(project)).toEqual({
            fabrikam: expect.arrayContaining(calls) as string[],
        });
        expect(await namesIn(project, contoso)).toEqual(["theirs.sh"]);
    });
});

describe("credentials that are swapped for another tenant's", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        project.program(added + old);
    });
    afterAll(() => project.close());

    it("do not sign in where the application is not known", async () => {
        const { clientId, clientSecret } = fabrikam;
        await project.configure({ clientId, clientSecret });
        expect(stopped(await project.up())).toContain("AADSTS700016");
        expect(await expectNoWrite(project)).toEqual(["contoso token"]);
        expect(stopped(await project.refresh({ runProgram: true }))).toContain("AADSTS700016");
        expect(stopped(await project.destroy({ runProgram: true }))).toContain("AADSTS700016");
        expect(new Set(await expectNoWrite(project))).toEqual(new Set(["contoso token"]));
    });

    describe("with an identity that gets a token of the other tenant", () => {
        let metadata: StandIn;
        beforeAll(async () => {
            metadata = await standIn(() => tokenOf(project, fabrikam));
            project.setEnvironment({
                IDENTITY_ENDPOINT: `${metadata.url}/msi/token`,
                IDENTITY_HEADER: "header",
                ARM_USE_MSI: "true",
            });
        });
        afterAll(() => metadata.close());
        const mismatch = new RegExp(
            `mde:tenantId is ${contoso.tenantId}, but the credentials sign in to tenant ${fabrikam.tenantId}`,
        );

        it("stop an up before the API is called", async () => {
            await project.configure({ clientId: undefined, clientSecret: undefined });
            expect(stopped(await project.up())).toMatch(mismatch);
            expect(await expectNoWrite(project)).toEqual(["fabrikam token"]);
        });

        it.each([
            ["refresh", (runProgram: boolean) => project.refresh({ runProgram })],
            ["destroy", (runProgram: boolean) => project.destroy({ runProgram })],
        ])("stop a %s, with the program and without", async (_, run) => {
            // After the failed up the state's configuration has no credentials either.
            for (const runProgram of [true, false]) {
                expect(stopped(await run(runProgram))).toMatch(mismatch);
                const calls = await expectNoWrite(project);
                expect(new Set(calls)).toEqual(new Set(["fabrikam token"]));
            }
        });
    });
});

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
    ])("is stopped before any file of the program is written, with %s", async (_, form) => {
        const other = object("two", argsOf(project, contoso));
        project.program(`
            ${object("one", form(argsOf(project, fabrikam)))}
            ${other.replace(contoso.tenantId, fabrikam.tenantId)}
            ${file("new", "new.sh", "one")}
            ${file("more", "theirs.sh", "two").replace("source:", 'fileName: "more.sh", source:')}
            ${file("a", "a.sh", "one")}`);
        expect(stopped(await project.up())).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
        expect(stopped(await project.preview())).toMatch(pinned);
        expect(stopped(await project.refresh({ runProgram: true }))).toMatch(pinned);
        expect(stopped(await project.destroy({ runProgram: true }))).toMatch(pinned);
        expect(await expectNoWrite(project)).toEqual([]);
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
                `a.sh is in tenant ${contoso.tenantId} (cloud emulator), but the arguments of ` +
                `mde.Provider "two" now name tenant ${fabrikam.tenantId}`;
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
            `the files of mde.Provider "one" are in tenant ${contoso.tenantId}`,
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
        // The object's process is told its name.
        expect(done(await project.up()).changes).toEqual({ same: 3, update: 1 });
        expect(await project.stateText()).toContain("TenantPin::two");
        const renamed = object("two", "{}").replaceAll(contoso.tenantId, fabrikam.tenantId);
        project.program(renamed);
        expect(stopped(await project.up())).toMatch(
            new RegExp(`of mde.Provider "two" are in tenant ${contoso.tenantId}`),
        );
    });
});

describe("a tenant that a variable was left over for", () => {
    let project: Project;
    beforeAll(async () => {
        project = await projectInContoso();
        done(await project.destroy());
        callsByTenant(project);
        project.program(old);
    });
    afterAll(() => project.close());
    const left = {
        ARM_CLIENT_ID: fabrikam.clientId,
        ARM_CLIENT_SECRET: fabrikam.clientSecret,
    };
    const names = ["ARM_TENANT_ID", "AZURE_TENANT_ID"];
    const unset = Object.fromEntries(
        [...names, ...Object.keys(left)].map((name) => [name, undefined]),
    );
    const nowhere = async () => {
        expect(callsByTenant(project)).toEqual({});
        expect(await namesIn(project, fabrikam)).toEqual(["theirs.sh"]);
    };

    it.each(names)("stops a first up: %s is no pin", async (name) => {
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
        });
        project.setEnvironment({ ...unset, ...left, [name]: fabrikam.tenantId });
        const output = stopped(await project.up());
        expect(output).toContain(`"pulumi config set mde:tenantId ${fabrikam.tenantId}"`);
        await nowhere();
    });

    it.each(names)("is not looked at in a stack that is configured: %s", async (name) => {
        await project.configure({ ...contoso });
        project.setEnvironment({ ...unset, ...left, [name]: fabrikam.tenantId });
        done(await project.up());
        expect(Object.keys(callsByTenant(project))).not.toContain("fabrikam");
        expect(await namesIn(project, contoso)).toEqual(["a.sh", "theirs.sh"]);
    });

    it.each(names)("stops a later up that nothing else configures: %s", async (name) => {
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
        });
        project.setEnvironment({ ...unset, ...left, [name]: fabrikam.tenantId });
        for (const program of [old, added + old, added]) {
            project.program(program);
            expect(stopped(await project.up())).toMatch(pinned);
        }
        project.program(old);
        expect(stopped(await project.destroy({ runProgram: true }))).toMatch(pinned);
        await nowhere();
    });
});

const execute = promisify(execFile);
const cli = join(__dirname, "..", "..", "dist", "cli", "main.js");

interface Recorder {
    readonly url: string;
    readonly connections: () => number;
    close(): Promise<void>;
}

/** A proxy that counts who comes to it, and takes nobody further. */
async function recorder(): Promise<Recorder> {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
        sockets.push(socket);
        socket.on("error", () => undefined);
        socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return {
        url: `http://127.0.0.1:${port}`,
        connections: () => sockets.length,
        close: () =>
            new Promise((resolve) => {
                server.close(() => {
                    resolve();
                });
                // Whoever was told no may keep its side open.
                for (const socket of sockets) socket.destroy();
            }),
    };
}

describe("another cloud", () => {
    let project: Project;
    /** What would be called outside of this machine: every connection goes by this proxy. */
    let proxy: Recorder;
    const moved = new RegExp(`in tenant ${contoso.tenantId}.*cloud (commercial|gcc|gcchigh)`, "s");
    beforeAll(async () => {
        project = await projectInContoso();
        proxy = await recorder();
        project.setEnvironment({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url });
        await project.configure({ apiUrl: undefined, authorityUrl: undefined });
    });
    afterAll(async () => {
        await proxy.close();
        await project.close();
    });
    const expectNobodyAsked = async () => {
        expect(proxy.connections()).toBe(0);
        expect(await expectNoWrite(project)).toEqual([]);
    };

    it.each([undefined, "gcchigh"])(
        "stops a stack of the emulator at a real cloud (%s), in up, refresh and destroy",
        async (cloud) => {
            await project.configure({ cloud });
            for (const program of [added + old, added, old]) {
                project.program(program);
                expect(stopped(await project.up())).toMatch(moved);
            }
            expect(stopped(await project.preview())).toMatch(moved);
            expect(stopped(await project.refresh({ runProgram: true }))).toMatch(moved);
            expect(stopped(await project.destroy({ runProgram: true }))).toMatch(moved);
            await expectNobodyAsked();
        },
    );

    it("stops a stack of one real cloud at another, and at the emulator, without a program too", async () => {
        await project.configure({ cloud: "commercial" });
        await project.editState((text) => text.replaceAll('"cloud":"emulator"', '"cloud":"gcc"'));
        expect(stopped(await project.up())).toMatch(moved);
        expect(stopped(await project.preview())).toMatch(moved);
        // The state's own configuration is still the emulator's.
        expect(stopped(await project.refresh())).toMatch(moved);
        expect(stopped(await project.destroy())).toMatch(moved);
        await expectNobodyAsked();
    });

    it("would have been seen by the proxy", async () => {
        const environment = {
            PATH: process.env["PATH"],
            HTTPS_PROXY: proxy.url,
            AZURE_TENANT_ID: contoso.tenantId,
            AZURE_CLIENT_ID: contoso.clientId,
            AZURE_CLIENT_SECRET: contoso.clientSecret,
        };
        await execute(process.execPath, [cli, "doctor"], { env: environment }).catch(
            () => undefined,
        );
        expect(proxy.connections()).toBeGreaterThan(0);
    });
});
