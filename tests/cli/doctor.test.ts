import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { checkNames } from "../../cli/check";
import {
    createEmulator,
    serveEmulator,
    type Emulator,
    type EmulatorOptions,
    type TenantOptions,
} from "../../emulator";
import { appCertificate, signed, type AppCertificate } from "../emulator/appCertificate";
import { privateAuthority } from "../emulator/authority";
import { temporaryFolder } from "../emulator/temporaryFolder";
import { wireOf } from "../emulator/wire";
import { doctorJson, runDoctor } from "./doctorProcess";

const tenantId = "11112222-3333-4444-8555-666677778888";
const otherTenant = "99990000-3333-4444-8555-666677778888";
const offTenant = "55556666-3333-4444-8555-666677778888";
const app = "aaaabbbb-cccc-4ddd-8eee-ffff00001111";
const expiredApp = "aaaabbbb-cccc-4ddd-8eee-ffff00002222";
const powerless = "aaaabbbb-cccc-4ddd-8eee-ffff00003333";
const otherApp = "aaaabbbb-cccc-4ddd-8eee-ffff00004444";
const secret = "doctor~canary~secret";

let certificate: AppCertificate;
let issuer: AppCertificate;
let tls: Awaited<ReturnType<typeof privateAuthority>>;
let tenants: Record<string, TenantOptions>;
beforeAll(async () => {
    [certificate, issuer, tls] = await Promise.all([
        appCertificate(),
        appCertificate(),
        privateAuthority(),
    ]);
    const usual = { secret, displayName: "Deployer" };
    const federation = {
        issuer: "https://issuer.example",
        subject: "main",
        publicKey: issuer.cert,
    };
    tenants = {
        [tenantId]: {
            apps: {
                [app]: {
                    ...usual,
                    certificates: [certificate.cert],
                    federatedCredentials: [federation],
                },
                [expiredApp]: { ...usual, secretExpires: 0 },
                [powerless]: { ...usual, roles: ["Machine.Read.All"] },
            },
        },
        [otherTenant]: { apps: { [otherApp]: usual } },
        [offTenant]: { apps: { [app]: usual }, liveResponse: false },
    };
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0)) await close();
});

interface Served {
    readonly emulator: Emulator;
    readonly url: string;
    readonly folder: string;
    /** An environment in which everything is right. */
    readonly environment: Readonly<Record<string, string>>;
}

async function serve(
    options: { emulator?: EmulatorOptions; https?: boolean } = {},
): Promise<Served> {
    const emulator = createEmulator({ tenants, ...options.emulator });
    const { https = false } = options;
    const served = await serveEmulator(emulator, { port: 0, ...(https ? { tls } : {}) });
    closing.push(() => served.close());
    const folder = temporaryFolder();
    const ca = join(folder, "ca.pem");
    writeFileSync(ca, tls.ca);
    return {
        emulator,
        url: served.url,
        folder,
        environment: {
            ...(https ? { NODE_EXTRA_CA_CERTS: ca } : {}),
            ARM_TENANT_ID: tenantId,
            ARM_CLIENT_ID: app,
            ARM_CLIENT_SECRET: secret,
            MDE_API_URL: served.url,
            MDE_AUTHORITY_URL: served.url,
        },
    };
}

/** The doctor's report of an environment that is right but for these changes. */
async function reportOf(served: Served, changes: Record<string, string> = {}) {
    const report = await doctorJson([], {
        cwd: served.folder,
        environment: { ...served.environment, ...changes },
    });
    expect(report.output).not.toContain("canary");
    expect(report.output).not.toContain("eyJ");
    expect(report.ok).toBe(report.failed.length === 0);
    expect(report.code).toBe(report.ok ? 0 : 1);
    return report;
}

/** The calls that reached the emulator, but for those that ask where to sign in. */
const calls = ({ emulator }: Served) =>
    emulator.journal.entries.map(({ call }) => call).filter((call) => call !== "discovery");

const after = (name: (typeof checkNames)[number]) => checkNames.slice(checkNames.indexOf(name) + 1);

describe("pulumi-mde doctor, for the environment", () => {
    it.each([
        ["http", false],
        ["https with a private certificate authority", true],
    ])("finds everything right over %s, with one token and one list", async (_, https) => {
        const served = await serve({ https });
        await served.emulator.library(tenantId).put("a.sh", "a");
        await served.emulator.library(tenantId).put("b.sh", "b");
        const report = await reportOf(served);
        expect(report.code).toBe(0);
        expect(report).toMatchObject({ version: 1, ok: true, stack: null, project: null });
        expect(report.checks.map(({ check }) => check)).toEqual(checkNames);
        expect(report.notReached).toEqual([]);
        expect(report.of("cloud")).toMatchObject({
            status: "warning",
            found: ["emulator (MDE_API_URL is this machine): nothing of this is live"],
            values: { cloud: "emulator" },
        });
        expect(report.of("api").found).toEqual([`${served.url} (overridden by MDE_API_URL)`]);
        expect(report.of("authority").found).toEqual([
            `${served.url} (overridden by MDE_AUTHORITY_URL)`,
        ]);
        expect(report.of("scope").found).toEqual([
            "https://api.securitycenter.microsoft.com/.default (of cloud commercial)",
        ]);
        expect(report.of("tenant").values).toEqual({ tenantId });
        expect(report.of("sign-in")).toMatchObject({
            found: [
                `a client secret of application ${app}: ` +
                    `ARM_CLIENT_SECRET and ARM_CLIENT_ID (environment)`,
            ],
            values: { how: "clientSecret" },
        });
        expect(report.of("token").values).toMatchObject({
            applicationId: app,
            applicationName: "Deployer",
        });
        const expires = Date.parse(String(report.of("token").values["expires"]));
        expect(expires - Date.now()).toBeGreaterThan(3_000_000);
        expect(report.of("clock")).toMatchObject({ status: "ok" });
        expect(report.of("permission").values).toEqual({ roles: ["Library.Manage"], scopes: [] });
        expect(report.of("library")).toMatchObject({ found: ["2 files"], values: { files: 2 } });
        expect(calls(served)).toEqual(["token", "list"]);
    });

    it("says what is missing where there is no configuration at all", async () => {
        const report = await doctorJson([], { cwd: temporaryFolder() });
        expect(report.code).toBe(1);
        expect(report.of("configuration").found).toEqual([
            expect.stringMatching(/^ARM_TENANT_ID is missing/),
            expect.stringMatching(/^There is no way to sign in/),
        ]);
        expect(report.notReached).toEqual(after("configuration"));
    });

    it.each<[string, () => Record<string, string>, string]>([
        ["a wrong secret", () => ({ ARM_CLIENT_SECRET: "wrong~canary" }), "AADSTS7000215"],
        ["an expired secret", () => ({ ARM_CLIENT_ID: expiredApp }), "AADSTS7000222"],
        ["an unknown application", () => ({ ARM_CLIENT_ID: offTenant }), "AADSTS700016"],
        ["another tenant's credentials", () => ({ ARM_CLIENT_ID: otherApp }), "AADSTS700016"],
        ["an unknown tenant", () => ({ ARM_TENANT_ID: app }), "AADSTS90002"],
        [
            "a scope of an API that is not there",
            () => ({ MDE_SCOPE: "https://example.com/.default" }),
            "AADSTS500011",
        ],
    ])("tells of %s in the client's words, and asks for no list", async (_, changes, code) => {
        const served = await serve({ https: true });
        const report = await reportOf(served, changes());
        expect(report.failed).toEqual(["token"]);
        expect(report.of("token").found[0]).toContain(code);
        expect(report.of("clock").status).toBe("ok");
        expect(report.notReached).toEqual(after("clock"));
        expect(calls(served)).not.toContain("list");
    });

    it("tells of a wrong audience, and that the scope is overridden", async () => {
        const served = await serve();
        const report = await reportOf(served, {
            MDE_SCOPE: "https://graph.microsoft.com/.default",
        });
        expect(report.of("scope").found[0]).toContain("(overridden by MDE_SCOPE)");
        expect(report.failed).toEqual(["audience"]);
        expect(report.of("audience").found[0]).toMatch(
            /another API.*asked for with MDE_SCOPE (?!.*mde:)/,
        );
        expect(report.of("audience").values).toEqual({ audience: "https://graph.microsoft.com" });
        expect(report.notReached).toEqual(after("audience"));
        expect(calls(served)).toEqual(["token"]);
    });

    it("tells of a missing Library.Manage, and what there is instead", async () => {
        const served = await serve();
        const report = await reportOf(served, { ARM_CLIENT_ID: powerless });
        expect(report.failed).toEqual(["permission"]);
        expect(report.of("permission").found[0]).toMatch(/needs Library\.Manage.*consent/);
        expect(report.of("permission").values).toEqual({ roles: ["Machine.Read.All"], scopes: [] });
        expect(report.notReached).toEqual(["library"]);
    });

    it("stops at a token of another tenant", async () => {
        const served = await serve();
        const { access_token: token } = await wireOf(served.emulator.handle).signIn({
            tenant: otherTenant,
            client: otherApp,
            secret,
        });
        served.emulator.journal.clear();
        const bin = join(served.folder, "bin");
        mkdirSync(bin);
        writeFileSync(
            join(bin, "az"),
            `#!/bin/sh\necho '${JSON.stringify({ accessToken: token, expires_on: Math.floor(Date.now() / 1000) + 3_000 })}'\n`,
        );
        chmodSync(join(bin, "az"), 0o700);
        const report = await reportOf(served, {
            ARM_CLIENT_ID: "",
            ARM_CLIENT_SECRET: "",
            ARM_USE_CLI: "true",
            PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
        });
        expect(report.of("sign-in").values).toMatchObject({ how: "azureCli" });
        expect(report.failed).toEqual(["pin"]);
        expect(report.of("pin").found[0]).toContain(`sign in to tenant ${otherTenant}`);
        expect(report.notReached).toEqual(["clock", "audience", "permission", "library"]);
        expect(calls(served)).toEqual([]);
    });

    it("tells of a host that does not answer", async () => {
        const gone = await serve();
        await closing.pop()?.();
        const served = await serve();
        const report = await reportOf(served, { MDE_API_URL: gone.url });
        expect(report.failed).toEqual(["library"]);
        expect(report.of("library").found[0]).toMatch(/ECONNREFUSED.*HTTPS_PROXY/);
        const neither = await reportOf(gone);
        expect(neither.failed).toEqual(["token"]);
        expect(neither.of("clock").status).toBe("not reached");
    });

    it("tells of a certificate authority that is not trusted", async () => {
        const served = await serve({ https: true });
        const report = await reportOf(served, { NODE_EXTRA_CA_CERTS: "" });
        expect(report.failed).toEqual(["token"]);
        expect(report.of("token").found[0]).toMatch(/certificate.*NODE_EXTRA_CA_CERTS/);
        expect(calls(served)).toEqual([]);
    });

    it("tells of live response that is turned off", async () => {
        const served = await serve();
        const report = await reportOf(served, { ARM_TENANT_ID: offTenant });
        expect(report.failed).toEqual(["library"]);
        expect(report.of("library").found[0]).toMatch(/DisabledFeature.*Turn live response on/);
    });

    it("does not wait until the API's limits allow more", async () => {
        const served = await serve();
        served.emulator.once({ call: "list" }, { kind: "throttle", retryAfter: "3000" });
        const report = await reportOf(served);
        expect(report.failed).toEqual(["library"]);
        expect(report.of("library").found[0]).toMatch(/429.*run it again later/);
        expect(calls(served)).toEqual(["token", "list"]);
    });

    it("warns of a list that is not found", async () => {
        const served = await serve();
        served.emulator.once({ call: "list" }, { kind: "answer", status: 404 });
        const report = await reportOf(served);
        expect(report.of("library")).toMatchObject({ status: "warning", values: { files: 0 } });
    });

    it("warns of hosts that are nobody's that is known", async () => {
        const served = await serve();
        const report = await reportOf(served, { MDE_API_URL: "https://gateway.invalid" });
        expect(report.of("configuration").status).toBe("warning");
        expect(report.of("configuration").found[0]).toContain("https://gateway.invalid is neither");
        expect(report.of("cloud").found).toEqual(["commercial (the default)"]);
    });

    describe("where the clock is off by ten minutes", () => {
        const late = () => serve({ emulator: { tenants, clock: () => Date.now() + 600_000 } });
        const told = /this machine's clock is 10 min( \d s)? behind that of 127\.0\.0\.1:\d+/;

        it("warns, where a secret is sent", async () => {
            const report = await reportOf(await late());
            expect(report.ok).toBe(true);
            expect(report.of("clock")).toMatchObject({ status: "warning" });
            expect(report.of("clock").found[0]).toMatch(told);
            expect(report.of("clock").found[0]).toContain("NTP");
            expect(report.of("clock").values["behindSeconds"]).toBeGreaterThan(597);
        });

        it("warns, where a certificate signs by the service's clock", async () => {
            const served = await late();
            const path = join(served.folder, "app.pem");
            writeFileSync(path, certificate.cert + certificate.key);
            const report = await reportOf(served, {
                ARM_CLIENT_SECRET: "",
                ARM_CLIENT_CERTIFICATE_PATH: path,
            });
            expect(report.failed).toEqual([]);
            expect(report.of("clock").status).toBe("warning");
            expect(report.of("sign-in").found[0]).toContain(`the certificate ${path}`);
        });

        it("fails, where a federated token's time has passed", async () => {
            const served = await late();
            const now = Math.floor(Date.now() / 1000);
            const federated = signed(
                {
                    iss: "https://issuer.example",
                    sub: "main",
                    aud: "api://AzureADTokenExchange",
                    nbf: now - 10,
                    exp: now + 240,
                },
                { key: issuer.key, algorithm: "RS256" },
            );
            const report = await reportOf(served, {
                ARM_CLIENT_SECRET: "",
                ARM_USE_OIDC: "true",
                ARM_OIDC_TOKEN: federated,
            });
            expect(report.output).not.toContain(federated.slice(-20));
            expect(report.failed).toEqual(["token", "clock"]);
            expect(report.of("token").found[0]).toContain("AADSTS700024");
            expect(report.of("clock").found[0]).toMatch(told);
        });
    });

    it("prints one line for each check in a pipe, without colours", async () => {
        const served = await serve();
        const run = await runDoctor([], { cwd: served.folder, environment: served.environment });
        expect(run.code).toBe(0);
        expect(run.stderr).toBe("");
        expect(run.stdout).not.toContain("\u001B");
        expect(run.stdout).not.toContain("canary");
        const lines = run.stdout.trimEnd().split("\n");
        expect(lines.map((line) => /^(ok|warning) +([a-z-]+) {2,}\S/.exec(line)?.[2])).toEqual(
            checkNames,
        );
    });

    it("looks for a certificate from the folder that it is given", async () => {
        const served = await serve();
        mkdirSync(join(served.folder, "keys"));
        writeFileSync(join(served.folder, "keys", "app.pem"), certificate.cert + certificate.key);
        const { environment } = served;
        const report = await doctorJson(["--cwd", served.folder], {
            cwd: dirname(served.folder),
            environment: {
                ...environment,
                ARM_CLIENT_SECRET: "",
                ARM_CLIENT_CERTIFICATE_PATH: "keys/app.pem",
            },
        });
        expect(report.failed).toEqual([]);
    });

    it("says so when an option is unknown", async () => {
        const run = await runDoctor(["--stak", "x"], { cwd: temporaryFolder() });
        expect(run.code).toBe(1);
        expect(run.stderr).toContain("Did you mean --stack?");
    });
});
