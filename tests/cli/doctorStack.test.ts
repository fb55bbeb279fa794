import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { emulatorTenant } from "../../defender/settings/emulatorTenant";
import { clientId, clientSecret, Project, tenantId } from "../e2e/project";
import { temporaryFolder } from "../emulator/temporaryFolder";
import { doctorJson, type ReadReport } from "./doctorProcess";

/** The doctor on a stack, whose configuration the real CLI reads. */
describe("pulumi-mde doctor --stack", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        project.program("");
    });
    afterAll(() => project.close());

    async function reportOf(
        stack = "test",
        options: { cwd?: string; environment?: Record<string, string> } = {},
    ): Promise<ReadReport> {
        const report = await doctorJson(["--stack", stack], {
            cwd: options.cwd ?? project.folder,
            environment: { ...project.environment, ...options.environment },
        });
        expect(report.output).not.toContain(clientSecret);
        expect(report.code).toBe(report.ok ? 0 : 1);
        return report;
    }

    it("reads the configuration as Pulumi does, secrets included, from a folder below too", async () => {
        mkdirSync(join(project.folder, "scripts"));
        project.calls();
        const report = await reportOf("test", { cwd: join(project.folder, "scripts") });
        expect(report).toMatchObject({ ok: true, stack: "test", project: "e2e" });
        expect(report.of("configuration").found[0]).toMatch(
            /^stack test of project e2e: mde:apiUrl, /,
        );
        expect(report.of("sign-in").values).toEqual({
            how: "clientSecret",
            why: "mde:clientSecret and mde:clientId (configuration)",
        });
        expect(report.of("tenant").found).toEqual([`${tenantId} (mde:tenantId)`]);
        expect(report.of("library").status).toBe("ok");
        expect(project.calls()).toEqual(["token", "list"]);
    });

    it("gives the environment no part in what the stack configures", async () => {
        const report = await reportOf("test", {
            environment: { ARM_CLIENT_ID: tenantId, MDE_SCOPE: "https://example.com/.default" },
        });
        expect(report.failed).toEqual([]);
    });

    it("tells all that is wrong with the keys, at once, and asks nobody", async () => {
        project.calls();
        await project.configure({ tenantID: tenantId, region: "mars" });
        const report = await reportOf();
        expect(report.failed).toEqual(["configuration"]);
        expect(report.of("configuration").found).toEqual([
            expect.stringContaining("did you mean mde:tenantId?"),
            expect.stringContaining('mde:region is "mars"'),
        ]);
        expect(report.of("configuration").values).toEqual({ keys: ["mde:tenantID", "mde:region"] });
        await project.configure({ tenantID: undefined, region: undefined });
        expect(project.calls()).toEqual([]);
    });

    it("tells of a secret in clear without showing it", async () => {
        await project.configureInClear("clientSecret", clientSecret);
        const report = await reportOf();
        expect(report.of("configuration").found[0]).toContain("--secret mde:clientSecret");
        await project.configure({ clientSecret });
    });

    it("hides whatever the stack keeps as a secret, as Pulumi itself does", async () => {
        await project.configureAsSecret("clientId", "dddddddd-cccc-4ddd-8eee-ffff00001111");
        const report = await reportOf();
        expect(report.output).toContain("as application [secret]");
        expect(report.output).not.toContain("dddddddd");
        await project.configure({ clientId });
    });

    it("says that a tenant of the environment is not confirmed", async () => {
        await project.configure({
            tenantId: undefined,
            clientId: undefined,
            clientSecret: undefined,
        });
        const report = await reportOf("test", {
            environment: {
                ARM_TENANT_ID: tenantId,
                ARM_CLIENT_ID: clientId,
                ARM_CLIENT_SECRET: clientSecret,
            },
        });
        expect(report.of("tenant")).toMatchObject({ status: "warning", values: { tenantId } });
        expect(report.of("tenant").found[0]).toContain(
            `pulumi config set mde:tenantId ${tenantId}`,
        );
        expect(report.ok).toBe(true);
        await project.configure({ tenantId, clientId, clientSecret });
    });

    describe("without any key of the product", () => {
        beforeAll(() =>
            project.configure({
                ...{ tenantId: undefined, clientId: undefined, clientSecret: undefined },
                ...{ apiUrl: undefined, authorityUrl: undefined },
            }),
        );
        afterAll(() =>
            project.configure({
                ...{ tenantId, clientId, clientSecret },
                ...{ apiUrl: project.url, authorityUrl: project.url },
            }),
        );

        it("says in one line that nothing was checked, and how to check a provider object", async () => {
            const report = await reportOf();
            expect(report.ok).toBe(false);
            expect(report.of("configuration").found).toEqual([
                expect.stringMatching(
                    /^nothing was checked: stack test of project e2e has no mde: key.*mde\.Provider.*by the environment.*leave --stack out/,
                ),
            ]);
            expect(report.of("configuration").values).toEqual({ keys: [] });
        });

        it("says beside what is wrong with the environment that provider objects are not seen", async () => {
            const { found } = (
                await reportOf("test", { environment: { ARM_CLIENT_ID: clientId } })
            ).of("configuration");
            expect(found.length).toBeGreaterThan(1);
            expect(found.at(-1)).toMatch(/has no mde: key\. The arguments of a mde\.Provider/);
        });
    });

    it("names the nearest stack for one that is not there", async () => {
        const report = await reportOf("tast");
        expect(report.stack).toBe("tast");
        expect(report.of("configuration").found[0]).toMatch(
            /has no stack tast: did you mean test\?/,
        );
        expect((await reportOf("production")).of("configuration").found[0]).toMatch(
            /has no stack production: its stacks are test\./,
        );
    });

    it("says what Pulumi says when the configuration cannot be decrypted", async () => {
        const report = await reportOf("test", { environment: { PULUMI_CONFIG_PASSPHRASE: "no" } });
        expect(report.of("configuration").found[0]).toMatch(/cannot be read: incorrect passphrase/);
        expect(report.output).not.toContain("stdout");
    });

    it("says that there is no pulumi", async () => {
        const report = await reportOf("test", { environment: { PATH: temporaryFolder() } });
        expect(report.of("configuration").found[0]).toMatch(/no "pulumi" on PATH/);
    });

    it("says that there is no project", async () => {
        const folder = temporaryFolder();
        const report = await reportOf("test", { cwd: folder });
        expect(report.of("configuration").found[0]).toContain(`no Pulumi project in ${folder}`);
    });

    it("looks into the emulator of the program's folder, with the default tenant", async () => {
        project.write("Pulumi.yaml", PROJECT_WITH_MAIN);
        await project.configure({
            ...{ cloud: "emulator", tenantId: undefined, clientId: undefined },
            ...{ clientSecret: undefined, apiUrl: undefined, authorityUrl: undefined },
        });
        project.write(
            "program/index.js",
            `const mde = require("pulumi-mde");
             new mde.LibraryFile("a", { fileName: "a.sh", content: "a" });`,
        );
        expect((await project.up()).failure).toBeUndefined();
        const report = await reportOf();
        expect(report.failed).toEqual([]);
        const tenant = emulatorTenant("e2e", "test");
        expect(report.of("tenant").values).toEqual({ tenantId: tenant });
        expect(report.of("api").values).toEqual({
            folder: join(project.folder, "program", ".pulumi-mde"),
        });
        expect(report.of("library").found).toEqual(["1 file"]);
        expect(report.of("cloud").status).toBe("warning");
    });
});

const PROJECT_WITH_MAIN =
    "name: e2e\nruntime: { name: nodejs, options: { typescript: false } }\nmain: program/index.js\n";
