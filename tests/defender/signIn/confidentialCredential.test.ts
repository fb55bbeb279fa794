import { confidentialCredential } from "../../../defender/signIn/confidentialCredential";
import { NetworkError, SignInError } from "../../../defender/errors";
import type { Transport } from "../../../defender/transport";
import { createEmulator, type EmulatorOptions } from "../../../emulator";
import { errorFrom, networkFailure, scope, tenantId } from "../answers";
import { fakeClock } from "../fakeClock";

const clientId = "cccccccc-1111-4111-8111-cccccccccccc";
const secret = "the right one: 8Q~x";
const tenants = { [tenantId]: { apps: { [clientId]: { secret, displayName: "Uploader" } } } };

function setUp(
    options: {
        emulator?: EmulatorOptions;
        authorityUrl?: string;
        knownAuthority?: boolean;
        clientSecret?: string;
        clientId?: string;
        tenantId?: string;
        scope?: string;
        transport?: (handle: Transport) => Transport;
    } = {},
) {
    const clock = fakeClock();
    const emulator = createEmulator({ clock: clock.now, tenants, ...options.emulator });
    const asked: string[] = [];
    const lines: string[] = [];
    const handle = (options.transport ?? ((given) => given))(emulator.handle);
    const credential = confidentialCredential({
        authorityUrl: "https://login.emulator.invalid",
        knownAuthority: true,
        tenantId,
        clientId,
        scope,
        how: "clientSecret",
        proof: () => Promise.resolve({ clientSecret: options.clientSecret ?? secret }),
        clock,
        random: () => 0.5,
        log: (line) => lines.push(line),
        ...options,
        transport: (request) => {
            asked.push(`${request.method} ${request.url.split("?")[0] ?? ""}`);
            return handle(request);
        },
    });
    return { credential, emulator, asked, clock, lines };
}

describe("confidentialCredential", () => {
    it("gets a token from the tenant's own endpoint, with what the token says", async () => {
        const { credential, clock } = setUp();
        const token = await credential.getToken();
        expect(token.claims).toMatchObject({
            tid: tenantId,
            aud: "https://api.securitycenter.microsoft.com",
            roles: ["Library.Manage"],
            appid: clientId,
            appName: "Uploader",
        });
        expect(token.expiresOn - clock.now()).toBeGreaterThan(3_500_000);
        expect(token.expiresOn - clock.now()).toBeLessThan(3_700_000);
    });

    it("asks a known authority for its endpoints and a token, and nobody else", async () => {
        const { credential, asked } = setUp();
        await Promise.all([credential.getToken(), credential.getToken()]);
        await credential.getToken();
        const base = `https://login.emulator.invalid/${tenantId}`;
        expect(asked).toEqual([
            `GET ${base}/v2.0/.well-known/openid-configuration`,
            `POST ${base}/oauth2/v2.0/token`,
        ]);
    });

    it("asks Microsoft's own authority for the token alone", async () => {
        const { credential, asked } = setUp({
            authorityUrl: "https://login.microsoftonline.com",
            knownAuthority: false,
        });
        await credential.getToken();
        expect(asked).toEqual([
            `POST https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
        ]);
    });

    it("puts http back for an authority on loopback, which MSAL refuses", async () => {
        const { credential, asked } = setUp({ authorityUrl: "http://127.0.0.1:8080" });
        expect((await credential.getToken()).claims.tid).toBe(tenantId);
        const origins = new Set(asked.map((line) => new URL(line.split(" ")[1] ?? "").origin));
        expect([...origins]).toEqual(["http://127.0.0.1:8080"]);
    });

    it("gets a new token when a fresh one is asked for", async () => {
        const { credential, emulator } = setUp();
        await credential.getToken();
        await credential.getToken({ fresh: true });
        expect(emulator.journal.of("token")).toHaveLength(2);
    });

    it.each([
        ["a wrong secret", { clientSecret: "the wrong one: 8Q~y" }, 7000215, /secret is wrong/],
        ["an unknown application", { clientId: tenantId }, 700016, /mde:clientId/],
        ["an unknown tenant", { tenantId: clientId }, 90002, /no such tenant/],
        ["an unknown API", { scope: "https://example.com/.default" }, 500011, /mde:scope/],
    ])("tells of %s as exactly that", async (_what, options, code, advice) => {
        const { credential } = setUp(options);
        const error = await errorFrom(credential.getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error).toMatchObject({ code: `AADSTS${code}` });
        expect(error.message).toMatch(advice);
        expect(error.message).not.toMatch(/[\r\n]/);
    });

    it("tells of a secret that has expired", async () => {
        const apps = { [clientId]: { secret, secretExpires: 0, displayName: "Uploader" } };
        const { credential } = setUp({ emulator: { tenants: { [tenantId]: { apps } } } });
        expect(await errorFrom(credential.getToken())).toMatchObject({ code: "AADSTS7000222" });
    });

    it("quotes what Entra ID says once, without its ids and time", async () => {
        const { credential } = setUp({ clientSecret: "another~one" });
        const { message } = await errorFrom(credential.getToken());
        expect(message).toContain('(401 AADSTS7000215: "Invalid client secret provided.');
        expect(message).not.toMatch(/Trace ID|Timestamp/);
    });

    it("shows the secret nowhere in an error, not even if the service repeats it", async () => {
        const wrong = "the wrong one: 8Q~y";
        const { credential, emulator } = setUp({ clientSecret: wrong });
        const description = `AADSTS7000215: Invalid client secret '${wrong}'.\r\nTrace ID: 7`;
        const body = { error: "x", error_codes: [7000215], error_description: description };
        emulator.once(
            { call: "token" },
            { kind: "answer", status: 401, body: JSON.stringify(body) },
        );
        const error = await errorFrom(credential.getToken());
        expect(error.message).toContain("[secret]");
        expect(JSON.stringify([error.message, error.stack, error, error.cause])).not.toContain(
            wrong,
        );
    });

    it("tries again when the endpoint is busy, fails or breaks off", async () => {
        const { credential, emulator, clock, lines } = setUp();
        emulator.once({ call: "token" }, { kind: "throttle", retryAfter: "20" });
        emulator.once({ call: "token" }, { kind: "answer", status: 503 });
        emulator.once({ call: "token" }, { kind: "resetBefore" });
        emulator.once({ call: "token" }, { kind: "truncatedBody" });
        expect((await credential.getToken()).claims.tid).toBe(tenantId);
        expect(clock.slept[0]).toBe(20_000);
        expect(lines[0]).toContain("one sign-in is waiting, for 20 s");
    });

    it("names what broke when there is no network", async () => {
        const { credential } = setUp({
            transport: () => () => Promise.reject(networkFailure("ENOTFOUND")),
        });
        const error = await errorFrom(credential.getToken());
        expect(error).toBeInstanceOf(NetworkError);
        expect(error.message).toMatch(/ENOTFOUND.*HTTPS_PROXY/);
    });

    it("goes on after a failure as if nothing had been", async () => {
        let down = true;
        const { credential } = setUp({
            transport: (handle) => (request) =>
                down ? Promise.reject(networkFailure("ENOTFOUND")) : handle(request),
        });
        await errorFrom(credential.getToken());
        down = false;
        expect((await credential.getToken()).claims.tid).toBe(tenantId);
    });

    it("says so when what answers is no sign-in at all", async () => {
        const { credential } = setUp({
            transport: () => async () => {
                const { Response } = await import("undici");
                return new Response("<html>Welcome to the guest network</html>");
            },
        });
        const error = await errorFrom(credential.getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toContain("mde:authorityUrl");
    });

    it("sends the secret to no other host than the authority's", async () => {
        const { credential, asked } = setUp({
            transport: () => async () => {
                const { Response } = await import("undici");
                return Response.json({
                    issuer: `https://login.emulator.invalid/${tenantId}/v2.0`,
                    authorization_endpoint: "https://example.com/authorize",
                    token_endpoint: "https://example.com/token",
                    jwks_uri: "https://example.com/keys",
                });
            },
        });
        expect(await errorFrom(credential.getToken())).toBeInstanceOf(SignInError);
        expect(asked.filter((line) => line.includes("example.com"))).toEqual([]);
    });
});
