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
import { standIn, type StandIn } from "./standIns";
import { argsOf, callsByTenant, contoso, fabrikam, namesIn, type TestTenant } from "./tenants";

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
    ])("is stopped in an up without a preview, with %s", async (_, program) => {
        project.program(program);
        const output = stopped(await project.up());
        expect(output).toMatch(pinned);
        // Once, by whatever is looked at first, and not by each file.
        const told = output.split("Diagnostics:").at(-1) ?? "";
        expect(told.match(/pinned to tenant/g)).toHaveLength(1);
        expect(await expectNoWrite(project)).toEqual([]);
    });

    it("is stopped with a provider object for the new tenant too, which is looked at by itself", async () => {
        project.program(`${added} ${old}
            new mde.LibraryFile("more", { source: "a.sh", fileName: "more.sh" }, {
                provider: new mde.Provider("fabrikam", ${argsOf(project, fabrikam)}),
            });`);
        expect(stopped(await project.up())).toMatch(pinned);
        // Its own pin may be made by then, which reads.
        const calls = new Set(await expectNoWrite(project));
        expect(["fabrikam token", "fabrikam list"]).toEqual(expect.arrayContaining([...calls]));
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
