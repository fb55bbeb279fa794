import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";

import { createEmulator, type AppOptions, type TenantOptions } from "../../emulator";
import { appCertificate, signed, type AppCertificate } from "./appCertificate";
import { handClock } from "./emulated";
import { clientId, otherTenantId, scope, tenantId, wireOf, type SignInErrorBody } from "./wire";

const clock = handClock();
const seconds = Math.floor(clock.now() / 1000);
const endpoint = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
const validFor = (days: number) => ({
    notBeforeDate: new Date("2026-01-01T00:00:00Z"),
    notAfterDate: new Date(Date.parse("2026-01-01T00:00:00Z") + days * 86_400_000),
});
const pemOf = ({ publicKey, privateKey }: KeyPairKeyObjectResult) => ({
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
});
const rsaPair = () => pemOf(generateKeyPairSync("rsa", { modulusLength: 2048 }));

let certificate: AppCertificate;
let expired: AppCertificate;
let stranger: AppCertificate;
let early: AppCertificate;
const issuer = rsaPair();
const elliptic = pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }));

beforeAll(async () => {
    certificate = await appCertificate(validFor(365));
    expired = await appCertificate(validFor(30));
    stranger = await appCertificate(validFor(365));
    early = await appCertificate({ notBeforeDate: new Date(clock.now() + 60_000) });
});

/** The token endpoint's answer to an assertion. */
async function present(
    assertion: string,
    options: {
        app?: Partial<AppOptions>;
        tenant?: Partial<TenantOptions>;
        fields?: Record<string, string>;
        open?: boolean;
        /** The sign-in's origin. */
        at?: string;
        /** How long after the assertion was made, in milliseconds. */
        later?: number;
    } = {},
) {
    const app = { displayName: "Deployer", ...options.app };
    const tenant = { displayName: "Contoso", apps: { [clientId]: app }, ...options.tenant };
    const tenants = { [tenantId]: tenant };
    const { at = "https://api.security.microsoft.com", later = 0 } = options;
    const emulator = createEmulator({
        clock: () => clock.now() + later,
        ...(options.open === true ? {} : { tenants }),
    });
    const response = await wireOf(emulator.handle, at).requestToken({
        grant_type: "client_credentials",
        client_id: clientId,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion,
        scope,
        ...options.fields,
    });
    const body = (await response.json()) as SignInErrorBody;
    return { status: response.status, body, text: body.error_description };
}

const withCertificates = () => ({
    app: { certificates: [expired.cert, early.cert, certificate.cert] },
});
const own = (change: Record<string, unknown> = {}) => ({
    aud: endpoint,
    iss: clientId,
    sub: clientId,
    nbf: seconds,
    exp: seconds + 600,
    jti: "1",
    ...change,
});
const bySha256 = ({ sha256 }: AppCertificate) => ({
    "x5t#S256": Buffer.from(sha256, "hex").toString("base64url"),
});
const certified = (
    change: Record<string, unknown> = {},
    by: AppCertificate = certificate,
    header: Record<string, unknown> = bySha256(by),
) => signed(own(change), { key: by.key, algorithm: "PS256", header });

describe("a client assertion by certificate", () => {
    it("lets the app in with PS256 and the SHA-256 thumbprint", async () => {
        expect(await present(certified(), withCertificates())).toMatchObject({ status: 200 });
    });

    it("lets the app in with RS256 and the SHA-1 thumbprint", async () => {
        const header = { x5t: Buffer.from(certificate.sha1, "hex").toString("base64url") };
        const assertion = signed(own(), { key: certificate.key, algorithm: "RS256", header });
        expect(await present(assertion, withCertificates())).toMatchObject({ status: 200 });
    });

    it.each([
        ["the issuer", `https://login.microsoftonline.com/${tenantId}/v2.0`],
        ["the endpoint of version 1", `https://login.microsoftonline.com/${tenantId}/oauth2/token`],
        ["the host that was called", `https://api.security.microsoft.com/${tenantId}/v2.0`],
        ["that host by http", `http://api.security.microsoft.com/${tenantId}/oauth2/v2.0/token`],
    ])("may be for %s", async (_, aud) => {
        const answer = await present(certified({ aud }), withCertificates());
        expect(answer.status).toBe(200);
    });

    it.each([
        ["another host's endpoint", `https://example.com/${tenantId}/oauth2/v2.0/token`],
        ["another tenant", `https://login.microsoftonline.com/${otherTenantId}/oauth2/v2.0/token`],
        ["something else", "api://AzureADTokenExchange"],
    ])("for %s is refused with AADSTS700023", async (_, aud) => {
        const answer = await present(certified({ aud }), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700023] } });
    });

    describe("of one cloud", () => {
        const publicCloud = "https://login.microsoftonline.com";
        const government = "https://login.microsoftonline.us";
        const loopback = "http://127.0.0.1:8080";
        const authority = "login.microsoftonline.us" as const;

        it.each<[string, string, Partial<TenantOptions>, string, string]>([
            ["the public cloud's own host", publicCloud, {}, publicCloud, government],
            ["the government's own host", government, {}, government, publicCloud],
            ["loopback", loopback, {}, publicCloud, government],
            [
                "loopback for a tenant of the government's",
                loopback,
                { authority },
                government,
                publicCloud,
            ],
        ])("is for no other cloud at %s", async (_, at, tenant, right, wrong) => {
            const answerTo = async (origin: string) => {
                const aud = `${origin}/${tenantId}/v2.0`;
                return present(certified({ aud }), { ...withCertificates(), tenant, at });
            };
            expect((await answerTo(right)).status).toBe(200);
            expect((await answerTo(at)).status).toBe(200);
            expect(await answerTo(wrong)).toMatchObject({
                status: 401,
                body: { error_codes: [700023] },
            });
        });
    });

    it.each<[string, Record<string, unknown>]>([
        ["too old", { nbf: seconds - 3000, exp: seconds - 300 }],
        ["too young", { nbf: seconds + 302 }],
    ])("that is %s is refused with AADSTS700024", async (_, times) => {
        const answer = await present(certified(times), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700024] } });
        expect(answer.text).toContain("Current time: 2026-03-01T12:00:00.1230000Z");
    });

    it.each<[string, Record<string, unknown>]>([
        ["slow", { nbf: seconds - 890, exp: seconds - 290 }],
        ["fast", { nbf: seconds + 290, exp: seconds + 890 }],
    ])("of a clock that is minutes %s is good", async (_, times) => {
        expect(await present(certified(times), withCertificates())).toMatchObject({ status: 200 });
    });

    it("by a certificate that is not registered is refused with AADSTS700027", async () => {
        const answer = await present(certified({}, stranger), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
        expect(answer.text).toContain("The key was not found.");
        expect(answer.text).toContain(stranger.sha256.toUpperCase());
    });

    it("that names no certificate is refused with AADSTS700027", async () => {
        const answer = await present(certified({}, certificate, {}), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
    });

    it("by a certificate that has expired is refused with AADSTS700027", async () => {
        const answer = await present(certified({}, expired), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
        expect(answer.text).toMatch(/The key used is expired.*End=01\/31\/2026 00:00:00/);
    });

    it("by a certificate that is not valid yet is refused with AADSTS700027, until it is", async () => {
        const answer = await present(certified({}, early), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
        expect(answer.text).toMatch(/not yet valid.*Start=03\/01\/2026 12:01:00/);
        const later = await present(certified({}, early), { ...withCertificates(), later: 60_000 });
        expect(later.status).toBe(200);
    });

    it("that another key signed is refused with AADSTS700027", async () => {
        const assertion = certified({}, stranger, bySha256(certificate));
        const answer = await present(assertion, withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [700027] } });
        expect(answer.text).toContain("invalid signature");
    });

    it("whose subject is somebody else is refused with AADSTS50048", async () => {
        const answer = await present(certified({ sub: otherTenantId }), withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [50048] } });
    });

    it("with an algorithm that is not asymmetric is refused with AADSTS5002738", async () => {
        const assertion = signed(own(), { key: "a shared secret", algorithm: "HS256" });
        const answer = await present(assertion, withCertificates());
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [5002738] } });
    });

    it.each<[string, () => string]>([
        ["no JWT", () => "not-a-token"],
        ["parts that are not JSON", () => "eyJ.eyJ.x"],
        ["no expiry", () => certified({ exp: undefined })],
        ["a list of audiences", () => certified({ aud: [endpoint] })],
        ["no issuer", () => certified({ iss: undefined })],
    ])("with %s is refused with AADSTS50027", async (_, assertion) => {
        const answer = await present(assertion(), withCertificates());
        expect(answer).toMatchObject({ status: 400, body: { error_codes: [50027] } });
    });

    it("of a type that is none is refused", async () => {
        const missing = { ...withCertificates(), fields: { client_assertion_type: "" } };
        expect((await present(certified(), missing)).body.error_codes).toEqual([900144]);
        const unknown = { ...withCertificates(), fields: { client_assertion_type: "jwt" } };
        expect((await present(certified(), unknown)).body.error_codes).toEqual([9002313]);
    });

    it("is taken from any app that nobody described, if it is sound", async () => {
        expect(await present(certified(), { open: true })).toMatchObject({ status: 200 });
        const old = await present(certified({ exp: seconds - 300 }), { open: true });
        expect(old.body.error_codes).toEqual([700024]);
        const foreign = await present(certified({ aud: "https://example.com" }), { open: true });
        expect(foreign.body.error_codes).toEqual([700023]);
    });
});

describe("a client assertion by federation", () => {
    const repository = "repo:contoso/library:environment:production";
    const credential = {
        issuer: "https://token.actions.githubusercontent.com",
        subject: repository,
        publicKey: issuer.publicKey,
    };
    const federated = { app: { federatedCredentials: [credential] } };
    const exchanged = (change: Record<string, unknown> = {}, key = issuer.privateKey) =>
        signed(
            {
                iss: credential.issuer,
                sub: repository,
                aud: "api://AzureADTokenExchange",
                nbf: seconds,
                exp: seconds + 300,
                ...change,
            },
            { key, algorithm: "RS256", header: { kid: "key-1" } },
        );

    it("lets the app in", async () => {
        expect(await present(exchanged(), federated)).toMatchObject({ status: 200 });
    });

    it("may be one of several audiences, as Kubernetes writes them", async () => {
        const assertion = exchanged({ aud: ["api://AzureADTokenExchange", "other"] });
        expect(await present(assertion, federated)).toMatchObject({ status: 200 });
    });

    it("may be signed with an elliptic curve", async () => {
        const assertion = signed(
            { iss: credential.issuer, sub: "s", aud: "mine", exp: seconds + 300 },
            { key: elliptic.privateKey, algorithm: "ES256" },
        );
        const second = { ...credential, subject: "s", audience: "mine" };
        const app = {
            federatedCredentials: [credential, { ...second, publicKey: elliptic.publicKey }],
        };
        expect(await present(assertion, { app })).toMatchObject({ status: 200 });
    });

    it.each<[string, number, Record<string, unknown>]>([
        ["another issuer", 700211, { iss: `${credential.issuer}/` }],
        ["another subject", 700213, { sub: "repo:contoso/other:ref:refs/heads/main" }],
        ["the subject in another case", 7002138, { sub: repository.replace("c", "C") }],
        ["another audience", 700212, { aud: "https://github.com/contoso" }],
        ["an expiry that is past", 700024, { nbf: seconds - 900, exp: seconds - 300 }],
    ])("with %s is refused with AADSTS%d", async (_, code, claims) => {
        const answer = await present(exchanged(claims), federated);
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [code] } });
        expect(answer.body.error).toBe("invalid_client");
    });

    it("that another key signed is refused with AADSTS7000272", async () => {
        const answer = await present(exchanged({}, rsaPair().privateKey), federated);
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [7000272] } });
        expect(answer.text).toContain(`key-1 used to sign`);
    });

    it("to an app without federated credentials is refused with AADSTS70025", async () => {
        const answer = await present(exchanged(), { app: { secret: "x" } });
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [70025] } });
        expect(answer.text).toContain("(Deployer) has no configured federated");
    });

    it("with an algorithm that is not asymmetric is refused with AADSTS5002738", async () => {
        const assertion = signed(
            { iss: credential.issuer, sub: repository, aud: "x", exp: seconds + 300 },
            { key: issuer.publicKey, algorithm: "HS256" },
        );
        const answer = await present(assertion, federated);
        expect(answer).toMatchObject({ status: 401, body: { error_codes: [5002738] } });
    });

    it("is taken from any app that nobody described, if it is sound", async () => {
        expect(await present(exchanged({ sub: "any" }), { open: true })).toMatchObject({
            status: 200,
        });
        const foreign = await present(exchanged({ aud: "x" }), { open: true });
        expect(foreign.body.error_codes).toEqual([700212]);
        const old = await present(exchanged({ exp: seconds - 300 }), { open: true });
        expect(old.body.error_codes).toEqual([700024]);
    });
});

describe("AppOptions", () => {
    const described = (app: Partial<AppOptions>) => () =>
        createEmulator({
            tenants: { [tenantId]: { apps: { [clientId]: { displayName: "App", ...app } } } },
        });
    const key = { issuer: "https://i", subject: "s" };

    it.each<[string, Partial<AppOptions>]>([
        ["certificate", { certificates: ["not PEM"] }],
        ["publicKey", { federatedCredentials: [{ ...key, publicKey: "not PEM" }] }],
    ])("names the app whose %s is none", (what, app) => {
        expect(described(app)).toThrow(TypeError);
        expect(described(app)).toThrow(new RegExp(`${what}.*${clientId}.*${tenantId}`));
    });

    it.each<[string, Partial<AppOptions>, number, number]>([
        ["disabled", { secret: "s", disabled: true }, 7000112, 400],
        ["without a secret", {}, 7000215, 401],
        ["blocked by a policy", { secret: "s", conditionalAccess: "block" }, 53003, 400],
        [
            "whose policy asks for a device",
            { secret: "s", conditionalAccess: "managedDevice" },
            530003,
            400,
        ],
    ])("of an app %s refuse it", async (_, app, code, status) => {
        const emulator = described(app)();
        const response = await wireOf(emulator.handle).requestToken({
            grant_type: "client_credentials",
            client_id: clientId,
            client_secret: "s",
            scope,
        });
        expect(response.status).toBe(status);
        expect(((await response.json()) as SignInErrorBody).error_codes).toEqual([code]);
    });

    it("of an app without consent give it no roles", async () => {
        const wire = wireOf(described({ secret: "s", consented: false })().handle);
        await wire.signIn({ secret: "s" });
        expect((await wire.list()).status).toBe(403);
    });
});
