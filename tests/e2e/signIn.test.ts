import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { appCertificate, type AppCertificate } from "../emulator/appCertificate";
import { privateAuthority } from "../emulator/authority";
import { federatedCredential, issued } from "../defender/signIn/setUpSignIn";
import { tunnelsTo } from "../defender/tunnels";
import { Project, tenantId } from "./project";
import { installAz, standIn, type StandIn } from "./standIns";

const execute = promisify(execFile);

/**
 * Each way of signing in, once from end to end: the real CLI, the real MSAL, and the emulator behind
 * HTTPS with a certificate authority that only NODE_EXTRA_CA_CERTS makes known. Each has an
 * application of its own, so that the uploader's name tells which one it was.
 */
describe("signing in", () => {
    const id = (number: number) => `aaaabbbb-cccc-4ddd-8eee-00000000000${number}`;
    const apps = {
        secret: id(1),
        certificate: id(2),
        federated: id(3),
        machine: id(4),
        azureCli: id(5),
        desk: id(6),
    };
    const secrets = { secret: "canary~own~secret", machine: "canary~machine", az: "canary~az" };
    const pfx = join(__dirname, "..", "defender", "signIn", "fixtures", "modern.pfx");
    const pfxCertificate = readFileSync(join(pfx, "..", "certificate.pem"), "utf8");

    let project: Project;
    let pem: AppCertificate;
    const running: StandIn[] = [];
    let version = 0;

    beforeAll(async () => {
        pem = await appCertificate();
        const tenant = {
            apps: {
                [apps.secret]: { displayName: "by secret", secret: secrets.secret },
                [apps.certificate]: {
                    displayName: "by certificate",
                    certificates: [pem.cert, pfxCertificate],
                },
                [apps.federated]: {
                    displayName: "by federation",
                    federatedCredentials: [federatedCredential],
                },
                [apps.machine]: { displayName: "by machine", secret: secrets.machine },
                [apps.azureCli]: { displayName: "by Azure CLI", secret: secrets.az },
                [apps.desk]: { displayName: "by login", publicClient: {} },
            },
            users: { "ada@contoso.example": { displayName: "Ada at a desk" } },
        };
        const hosts = ["api.proxied.invalid", "login.proxied.invalid"];
        const { ca, key, cert } = await privateAuthority(hosts);
        project = await Project.create({
            emulator: { tenants: { [tenantId]: tenant } },
            tls: { key, cert, ca, hosts },
        });
        expect(project.url).toMatch(/^https:/);
        await project.configure({ clientId: undefined, clientSecret: undefined });
        project.program(`new mde.LibraryFile("file", { source: "file.sh" });`);
    });
    afterAll(async () => {
        for (const service of running) await service.close();
        await project.close();
    });

    async function serve(...args: Parameters<typeof standIn>): Promise<StandIn> {
        const service = await standIn(...args);
        running.push(service);
        return service;
    }

    /** Runs `up` with a way of signing in, and nothing left of the one before. */
    async function upWith(way: {
        configuration?: Record<string, string>;
        environment?: Record<string, string>;
    }) {
        const { configuration = {}, environment = {} } = way;
        project.write("file.sh", `echo ${++version}\n`);
        project.calls();
        await project.configure(configuration);
        project.setEnvironment(environment);
        const run = await project.up();
        const none = (values: object) =>
            Object.fromEntries(Object.keys(values).map((name) => [name, undefined]));
        await project.configure(none(configuration));
        project.setEnvironment(none(environment));
        return run;
    }

    async function expectUploadBy(displayName: string, run: Awaited<ReturnType<typeof upWith>>) {
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload file.sh"]);
        expect((await project.live())[0]).toMatchObject({ createdBy: displayName });
        expect(run.output).not.toContain("canary");
    }

    const ofSecret = { clientId: apps.secret, clientSecret: secrets.secret };

    it("works by a client secret", async () => {
        const run = await upWith({ configuration: ofSecret });
        await expectUploadBy("by secret", run);
    });

    it("works by a client secret of the environment", async () => {
        const run = await upWith({
            environment: { ARM_CLIENT_ID: apps.secret, ARM_CLIENT_SECRET: secrets.secret },
        });
        await expectUploadBy("by secret", run);
    });

    it("works by a certificate in PEM", async () => {
        project.write("app.pem", pem.key + pem.cert);
        const run = await upWith({
            configuration: { clientId: apps.certificate, clientCertificatePath: "app.pem" },
        });
        await expectUploadBy("by certificate", run);
    });

    it("works by a certificate in PFX, with its password", async () => {
        const run = await upWith({
            configuration: {
                clientId: apps.certificate,
                clientCertificatePath: pfx,
                clientCertificatePassword: "fixture",
            },
        });
        await expectUploadBy("by certificate", run);
    });

    it("works by a federated token that is given", async () => {
        const run = await upWith({
            configuration: { clientId: apps.federated, useOidc: "true", oidcToken: issued() },
        });
        await expectUploadBy("by federation", run);
    });

    it("works by a federated token in a file, as a cluster mounts it", async () => {
        project.write("token", `${issued()}\n`);
        const run = await upWith({
            environment: {
                AZURE_CLIENT_ID: apps.federated,
                AZURE_FEDERATED_TOKEN_FILE: join(project.folder, "token"),
            },
        });
        await expectUploadBy("by federation", run);
    });

    it("works in GitHub Actions", async () => {
        const github = await serve(({ headers }, url) =>
            headers.authorization === "Bearer canary-request" &&
            url.searchParams.get("audience") === "api://AzureADTokenExchange"
                ? { value: issued() }
                : undefined,
        );
        const run = await upWith({
            configuration: { clientId: apps.federated, useOidc: "true" },
            environment: {
                ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/token?api-version=2.0`,
                ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request",
            },
        });
        await expectUploadBy("by federation", run);
        expect(github.asked).toHaveLength(1);
    });

    it("works in Azure Pipelines", async () => {
        const pipelines = await serve(({ headers, method }, url) =>
            method === "POST" &&
            headers.authorization === "Bearer canary-job" &&
            url.searchParams.get("serviceConnectionId") === "connection"
                ? { oidcToken: issued() }
                : undefined,
        );
        const run = await upWith({
            environment: {
                ARM_USE_OIDC: "true",
                ARM_CLIENT_ID: apps.federated,
                SYSTEM_OIDCREQUESTURI: `${pipelines.url}/oidctoken`,
                SYSTEM_ACCESSTOKEN: "canary-job",
                ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection",
            },
        });
        await expectUploadBy("by federation", run);
        expect(pipelines.asked).toEqual([
            "POST /oidctoken?api-version=7.1&serviceConnectionId=connection",
        ]);
    });

    /** What a metadata service gives: the token of the identity, which it gets like anybody. */
    async function machineToken(resource: string) {
        const { fetch, Agent } = await import("undici");
        const ca = readFileSync(join(project.folder, "authority.pem"), "utf8");
        const dispatcher = new Agent({ connect: { ca } });
        const body = new URLSearchParams({
            grant_type: "client_credentials",
            client_id: apps.machine,
            client_secret: secrets.machine,
            scope: `${resource}/.default`,
        });
        const answer = await fetch(`${project.url}/${tenantId}/oauth2/v2.0/token`, {
            method: "POST",
            body,
            dispatcher,
        });
        const { access_token, expires_in } = (await answer.json()) as {
            access_token: string;
            expires_in: number;
        };
        await dispatcher.close();
        const expires_on = String(Math.floor(Date.now() / 1000) + expires_in);
        return {
            access_token,
            expires_in: String(expires_in),
            expires_on,
            resource,
            token_type: "Bearer",
        };
    }

    it("works by a machine's own identity", async () => {
        const metadata = await serve(({ headers }, url) =>
            headers["metadata"] === "true" &&
            url.pathname.startsWith("/metadata/identity/oauth2/token")
                ? machineToken(url.searchParams.get("resource") ?? "")
                : undefined,
        );
        const run = await upWith({
            configuration: { useMsi: "true" },
            environment: { AZURE_POD_IDENTITY_AUTHORITY_HOST: metadata.url },
        });
        await expectUploadBy("by machine", run);
    });

    it("works by a user-assigned identity of App Service", async () => {
        const appService = await serve(({ headers }, url) =>
            headers["x-identity-header"] === "canary-header" &&
            url.searchParams.get("client_id") === apps.machine
                ? machineToken(url.searchParams.get("resource") ?? "")
                : undefined,
        );
        const run = await upWith({
            configuration: { useMsi: "true", msiClientId: apps.machine },
            environment: {
                IDENTITY_ENDPOINT: `${appService.url}/msi/token`,
                IDENTITY_HEADER: "canary-header",
            },
        });
        await expectUploadBy("by machine", run);
    });

    it("works by the Azure CLI's login", async () => {
        const bin = installAz(project.folder, {
            authority: project.url,
            clientId: apps.azureCli,
            secret: secrets.az,
        });
        const run = await upWith({
            configuration: { useCli: "true" },
            environment: { PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` },
        });
        await expectUploadBy("by Azure CLI", run);
    });

    /** Runs the `pulumi-mde` command as it is built, with the project's environment. */
    async function command(...args: readonly string[]): Promise<string> {
        const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
        const { stdout } = await execute(process.execPath, [main, ...args], {
            env: { PATH: process.env["PATH"], ...project.environment },
        });
        return stdout;
    }

    it("works by a person's login, and no longer once they have logged out", async () => {
        await command(
            ...["login", "--device-code", "--tenant", tenantId],
            ...["--client-id", apps.desk, "--authority-url", project.url],
        );
        const configuration = { clientId: apps.desk, useLogin: "true" };
        const run = await upWith({ configuration });
        expect(run.failure).toBeUndefined();
        expect(project.calls()).toEqual(["list", "upload file.sh"]);
        expect((await project.live())[0]).toMatchObject({ createdBy: "Ada at a desk" });

        expect(await command("logout")).toContain(`Logged out of tenant ${tenantId}`);
        const after = await upWith({ configuration });
        expect(after.failure).toBeDefined();
        expect(after.output).toContain(
            `"npx pulumi-mde login --tenant ${tenantId} --client-id ${apps.desk} --authority-url ${project.url}"`,
        );
        expect(project.calls()).toEqual([]);
    });

    it("says which two ways are one too many, before any call", async () => {
        const run = await upWith({
            configuration: { clientId: apps.secret, clientSecret: secrets.secret, useCli: "true" },
        });
        expect(run.failure).toBeDefined();
        expect(run.output).toContain("mde:clientSecret and mde:useCli are 2 ways to sign in");
        expect(run.output).not.toContain("canary");
        expect(project.calls()).toEqual([]);
    });

    it("says what is wrong with a certificate, before any call", async () => {
        project.write("app.pem", pem.cert);
        const run = await upWith({
            configuration: { clientId: apps.certificate, clientCertificatePath: "app.pem" },
        });
        expect(run.failure).toBeDefined();
        expect(run.output).toMatch(/mde:clientCertificatePath names app\.pem.*no private key/);
        expect(project.calls()).toEqual([]);
    });

    it("works through a proxy, for hosts that only the proxy finds", async () => {
        // What goes elsewhere than to loopback is no emulator's: the state is of another cloud then.
        expect((await upWith({ configuration: ofSecret })).failure).toBeUndefined();
        expect((await project.destroy()).failure).toBeUndefined();
        const proxy = await tunnelsTo(Number(new URL(project.url).port));
        const run = await upWith({
            configuration: {
                ...ofSecret,
                apiUrl: "https://api.proxied.invalid",
                authorityUrl: "https://login.proxied.invalid",
            },
            environment: { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` },
        });
        await proxy.close();
        await expectUploadBy("by secret", run);
        expect(proxy.hosts()).toEqual(["api.proxied.invalid:443", "login.proxied.invalid:443"]);
        expect(proxy.seen()).not.toContain(secrets.secret);
    });
});
