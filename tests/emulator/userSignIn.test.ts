import { createHash, createPublicKey, type JsonWebKey } from "node:crypto";

import { verify, type JwtPayload } from "jsonwebtoken";
import { Request } from "undici";

import { createEmulator, type AppOptions, type EmulatorOptions } from "../../emulator";
import { handClock } from "./emulated";
import { clientId, otherTenantId, scope, tenantId, wireOf, type SignInErrorBody } from "./wire";

const base = "https://login.microsoftonline.com";
const verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";
const challenge = createHash("sha256").update(verifier).digest("base64url");
const redirectUri = "http://localhost:51234";
const everything = `${scope} openid profile offline_access`;
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
const otherClientId = "d0d0d0d0-1111-2222-3333-444444444444";

interface Tokens {
    access_token: string;
    refresh_token?: string;
    id_token?: string;
    client_info?: string;
    scope: string;
}
interface DeviceCode {
    device_code: string;
    user_code: string;
    verification_uri: string;
    interval: number;
    expires_in: number;
    message: string;
}

/** An emulator with one tenant and two apps, of which one is a public client. */
function setUp(
    options: {
        app?: Partial<AppOptions>;
        /** In place of the public client. */
        confidential?: Partial<AppOptions>;
        emulator?: EmulatorOptions;
    } = {},
) {
    const clock = handClock();
    const app = {
        displayName: "Desk",
        ...(options.confidential ?? { publicClient: {}, ...options.app }),
    };
    const apps = { [clientId]: app, [otherClientId]: { displayName: "Other", publicClient: {} } };
    const users = {
        "ada@contoso.example": { displayName: "Ada" },
        "bob@contoso.example": { displayName: "Bob" },
    };
    const tenants = {
        [tenantId]: { displayName: "Contoso", apps, users },
        [otherTenantId]: { apps },
    };
    const emulator = createEmulator({ clock: clock.now, tenants, ...options.emulator });
    const wire = wireOf(emulator.handle, base);
    const authorize = (change: Record<string, string | undefined> = {}, tenant = tenantId) => {
        const fields: Record<string, string | undefined> = {
            client_id: clientId,
            response_type: "code",
            redirect_uri: redirectUri,
            scope: everything,
            state: "state-1",
            code_challenge: challenge,
            code_challenge_method: "S256",
            ...change,
        };
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(fields))
            if (value !== undefined) query.set(name, value);
        const url = `${base}/${tenant}/oauth2/v2.0/authorize?${query.toString()}`;
        return emulator.handle(new Request(url, { redirect: "manual" }));
    };
    /** The fields that the client is given back. */
    const goneBack = async (change: Record<string, string | undefined> = {}) => {
        const response = await authorize(change);
        expect(response.status).toBe(302);
        return new URL(response.headers.get("location")!).searchParams;
    };
    const newCode = async (change: Record<string, string | undefined> = {}) =>
        (await goneBack(change)).get("code")!;
    const post = (fields: Record<string, string>, tenant = tenantId) =>
        wire.requestToken({ client_id: clientId, ...fields }, { tenant });
    const redeem = (code: string, change: Record<string, string> = {}, tenant = tenantId) =>
        post(
            {
                grant_type: "authorization_code",
                code,
                redirect_uri: redirectUri,
                code_verifier: verifier,
                scope: everything,
                client_info: "1",
                ...change,
            },
            tenant,
        );
    const refresh = (token: string, change: Record<string, string> = {}, tenant = tenantId) =>
        post({ grant_type: "refresh_token", refresh_token: token, ...change }, tenant);
    const signInByCode = async (change: Record<string, string | undefined> = {}) =>
        (await (await redeem(await newCode(change))).json()) as Tokens;
    const askForDevice = async (fields: Record<string, string> = {}) => {
        const response = await emulator.handle(
            new Request(`${base}/${tenantId}/oauth2/v2.0/devicecode`, {
                method: "POST",
                body: new URLSearchParams({ client_id: clientId, scope: everything, ...fields }),
            }),
        );
        return (await response.json()) as DeviceCode;
    };
    const pollDevice = (code: string, change: Record<string, string> = {}) =>
        post({ grant_type: deviceGrant, device_code: code, ...change });
    const visit = (path: string) => emulator.handle(new Request(`${base}/${path}`));
    return {
        clock,
        emulator,
        wire,
        authorize,
        goneBack,
        newCode,
        redeem,
        refresh,
        signInByCode,
        askForDevice,
        pollDevice,
        visit,
        post,
    };
}

const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as JwtPayload;
const codeOf = async (response: { json(): Promise<unknown> }) =>
    ((await response.json()) as SignInErrorBody).error_codes[0];

describe("the authorization code grant", () => {
    it("gives a person's tokens, with which the API lets them in by name", async () => {
        const { wire, signInByCode } = setUp();
        const tokens = await signInByCode();
        expect(claimsOf(tokens.access_token)).toMatchObject({
            aud: "https://api.securitycenter.microsoft.com",
            tid: tenantId,
            appid: clientId,
            upn: "ada@contoso.example",
            scp: "Library.Manage",
        });
        expect(claimsOf(tokens.access_token)).not.toHaveProperty("roles");
        expect(tokens.scope.split(" ")).toEqual([
            "https://api.securitycenter.microsoft.com/Library.Manage",
            scope,
        ]);
        wire.useToken(tokens.access_token);
        await wire.upload();
        expect((await wire.files())[0]!.createdBy).toBe("Ada");
    });

    it("names the person by user principal name where the API is said to", async () => {
        const behaviour = { service: { createdBy: "upn" } } as const;
        const { wire, signInByCode } = setUp({ emulator: { behaviour } });
        wire.useToken((await signInByCode()).access_token);
        await wire.upload();
        expect((await wire.files())[0]!.createdBy).toBe("ada@contoso.example");
    });

    it("tells the client whom the tokens are for", async () => {
        const { signInByCode, visit } = setUp();
        const tokens = await signInByCode({ nonce: "nonce-1" });
        const info = JSON.parse(Buffer.from(tokens.client_info!, "base64url").toString()) as Record<
            string,
            string
        >;
        const { keys } = (await (await visit(`${tenantId}/discovery/v2.0/keys`)).json()) as {
            keys: (JsonWebKey & { kid: string })[];
        };
        const key = createPublicKey({ key: keys[0]!, format: "jwk" });
        const claims = verify(tokens.id_token!, key, {
            algorithms: ["RS256"],
            audience: clientId,
            issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
            ignoreExpiration: true,
        }) as JwtPayload;
        expect(claims).toMatchObject({
            tid: tenantId,
            nonce: "nonce-1",
            preferred_username: "ada@contoso.example",
        });
        expect(info).toEqual({ uid: claims["oid"] as string, utid: tenantId });
    });

    it("signs in whom login_hint names", async () => {
        const { signInByCode } = setUp();
        const tokens = await signInByCode({ login_hint: "bob@contoso.example" });
        expect(claimsOf(tokens.access_token)["upn"]).toBe("bob@contoso.example");
    });

    it("leaves out what was not asked for", async () => {
        const { newCode, redeem } = setUp();
        const response = await redeem(await newCode({ scope }), { scope, client_info: "0" });
        const tokens = (await response.json()) as Tokens;
        expect(Object.keys(tokens)).not.toContain("refresh_token");
        expect(Object.keys(tokens)).not.toContain("id_token");
        expect(Object.keys(tokens)).not.toContain("client_info");
    });

    it.each([
        ["another verifier", 501481, { code_verifier: "another" }],
        ["no verifier", 501481, { code_verifier: "" }],
        ["another address", 500112, { redirect_uri: "http://localhost:1" }],
        ["another app", 70000, { client_id: otherClientId }],
        ["a code that is none", 9002313, { code: "none" }],
        ["a secret", 700025, { client_secret: "s" }],
        ["an unknown app", 700016, { client_id: otherTenantId }],
        ["a permission without consent", 65001, { scope: scope.replace(".default", "Other") }],
    ])("refuses %s with AADSTS%d", async (_, code, fields) => {
        const { newCode, redeem } = setUp();
        expect(await codeOf(await redeem(await newCode(), fields))).toBe(code);
    });

    it("refuses a code of another tenant", async () => {
        const { newCode, redeem } = setUp();
        expect(await codeOf(await redeem(await newCode(), {}, otherTenantId))).toBe(70000);
    });

    it("takes a code once", async () => {
        const { newCode, redeem } = setUp();
        const code = await newCode();
        expect((await redeem(code)).status).toBe(200);
        expect(await codeOf(await redeem(code))).toBe(54005);
    });

    it("takes a code for ten minutes", async () => {
        const { newCode, redeem, clock } = setUp();
        const code = await newCode();
        clock.advance(600_000);
        expect(await codeOf(await redeem(code))).toBe(70008);
    });

    it("asks an app that is no public client for its secret", async () => {
        const { redeem } = setUp({ confidential: { secret: "s" } });
        expect(await codeOf(await redeem("any"))).toBe(7000218);
        expect(await codeOf(await redeem("any", { client_secret: "wrong" }))).toBe(7000215);
        expect(await codeOf(await redeem("any", { client_secret: "s" }))).toBe(9002313);
    });
});

describe("the authorize endpoint", () => {
    it("goes back with the state, by query, fragment or a form", async () => {
        const { goneBack, authorize } = setUp();
        expect((await goneBack()).get("state")).toBe("state-1");
        const fragment = await authorize({ response_mode: "fragment" });
        expect(new URL(fragment.headers.get("location")!).hash).toContain("code=");
        const form = await authorize({ response_mode: "form_post", state: `a"><b>&'` });
        const html = await form.text();
        expect(form.status).toBe(200);
        expect(html).toContain(`action="${redirectUri}"`);
        expect(html).toContain(`name="state" value="a&quot;&gt;&lt;b&gt;&amp;&#39;"`);
    });

    it.each([
        ["http://localhost", true],
        ["http://localhost:1/", true],
        ["http://localhost:80", true],
        ["http://localhost:1/path", false],
        ["http://localhost:1?x=1", false],
        ["http://127.0.0.1:1", false],
        ["https://localhost:1", false],
        ["http://localhost.example", false],
        ["http://user@localhost:1", false],
        ["https://example.com", false],
        ["nonsense", false],
    ])("knows whether it may go back to %s", async (address, may) => {
        const { authorize } = setUp();
        const response = await authorize({ redirect_uri: address });
        expect(response.status).toBe(may ? 302 : 400);
        if (!may) expect(await response.text()).toContain("AADSTS50011");
    });

    it.each<[string, number, Record<string, string | undefined>]>([
        ["an unknown app", 700016, { client_id: otherTenantId }],
        ["no app", 900144, { client_id: undefined }],
        ["no address", 900144, { redirect_uri: undefined }],
    ])("shows on a page that %s is refused with AADSTS%d", async (_, code, fields) => {
        const { authorize } = setUp();
        const response = await authorize(fields);
        expect(response.status).toBe(400);
        expect(response.headers.get("location")).toBeNull();
        expect(await response.text()).toContain(`AADSTS${code}`);
    });

    it("shows on a page that an app is no public client, and that there is no such tenant", async () => {
        const { authorize } = setUp({ emulator: { tenants: {} } });
        expect(await (await authorize()).text()).toContain("AADSTS90002");
        const secret = setUp({ confidential: { secret: "s" } });
        expect(await (await secret.authorize()).text()).toContain("AADSTS50011");
    });

    it.each<[string, number, Record<string, string | undefined>, Partial<AppOptions>]>([
        ["no challenge", 9002325, { code_challenge: undefined }, {}],
        ["a plain challenge", 50149, { code_challenge_method: "plain" }, {}],
        ["another response type", 700054, { response_type: "token" }, {}],
        ["no scope", 900144, { scope: undefined }, {}],
        ["an unknown API", 500011, { scope: "https://example.com/.default" }, {}],
        ["two kinds of scope", 70011, { scope: `${scope} ${scope}x` }, {}],
        ["no consent", 65001, {}, { consented: false }],
        ["no permission of the API", 650057, {}, { publicClient: { scopes: [] } }],
        ["a policy that blocks", 53003, {}, { conditionalAccess: "block" }],
        ["a policy for devices", 530003, {}, { conditionalAccess: "managedDevice" }],
    ])("goes back with an error for %s: AADSTS%d", async (_, code, fields, app) => {
        const { goneBack } = setUp({ app });
        const back = await goneBack(fields);
        expect(back.get("code")).toBeNull();
        expect(back.get("state")).toBe("state-1");
        expect(back.get("error")).not.toBeNull();
        expect(back.get("error_description")).toContain(`AADSTS${code}:`);
    });

    it("takes a client without PKCE where it is told to", async () => {
        const { newCode, redeem } = setUp({ emulator: { signIn: { pkce: "optional" } } });
        const code = await newCode({ code_challenge: undefined, code_challenge_method: undefined });
        expect((await redeem(code)).status).toBe(200);
    });
});

describe("the refresh token grant", () => {
    it("gives new tokens, and a new refresh token beside the old one", async () => {
        const { signInByCode, refresh, wire } = setUp();
        const first = await signInByCode();
        const second = (await (await refresh(first.refresh_token!)).json()) as Tokens;
        expect(second.refresh_token).not.toBe(first.refresh_token);
        expect((await refresh(first.refresh_token!)).status).toBe(200);
        expect((await refresh(second.refresh_token!)).status).toBe(200);
        wire.useToken(second.access_token);
        expect((await wire.list()).status).toBe(200);
    });

    it("refuses one that was not used for 90 days with AADSTS700082", async () => {
        const { signInByCode, refresh, clock } = setUp();
        const { refresh_token: token } = await signInByCode();
        clock.advance(90 * 86_400_000);
        const response = await refresh(token!);
        expect(response.status).toBe(400);
        const body = (await response.json()) as SignInErrorBody & { suberror: string };
        expect(body).toMatchObject({ error: "invalid_grant", suberror: "bad_token" });
        expect(body.error_codes).toEqual([700082]);
        expect(body.error_description).toContain("was inactive for 90.00:00:00.");
    });

    it.each([
        ["one that is none", 9002313, { refresh_token: "none" }],
        ["another app's", 70000, { client_id: otherClientId }],
    ])("refuses %s with AADSTS%d", async (_, code, fields) => {
        const { signInByCode, refresh } = setUp();
        const { refresh_token: token } = await signInByCode();
        expect(await codeOf(await refresh(token!, fields))).toBe(code);
    });

    it("refuses another tenant's", async () => {
        const { signInByCode, refresh } = setUp();
        const { refresh_token: token } = await signInByCode();
        expect(await codeOf(await refresh(token!, {}, otherTenantId))).toBe(70000);
    });

    it("gives a token of another API no permission of this one", async () => {
        const { signInByCode, refresh, wire } = setUp();
        const { refresh_token: token } = await signInByCode();
        const other = { scope: "https://graph.microsoft.com/.default" };
        const tokens = (await (await refresh(token!, other)).json()) as Tokens;
        expect(claimsOf(tokens.access_token)).toMatchObject({
            aud: "https://graph.microsoft.com",
            scp: "User.Read",
        });
        wire.useToken(tokens.access_token);
        expect((await wire.list()).status).toBe(403);
    });
});

describe("the device code grant", () => {
    it("gives a code, a page and tokens", async () => {
        const { askForDevice, pollDevice } = setUp();
        const asked = await askForDevice();
        expect(asked).toMatchObject({ interval: 5, expires_in: 900 });
        expect(asked.verification_uri).toBe(`${base}/${tenantId}/devicelogin`);
        expect(asked.message).toContain(asked.user_code);
        const tokens = (await (await pollDevice(asked.device_code)).json()) as Tokens;
        expect(claimsOf(tokens.access_token)["upn"]).toBe("ada@contoso.example");
        expect(tokens.refresh_token).toBeDefined();
    });

    const pending = { emulator: { signIn: { deviceCode: "pending" } } } as const;

    it("waits for the person where it is told to", async () => {
        const { askForDevice, pollDevice, visit } = setUp(pending);
        const { device_code: code, user_code: userCode } = await askForDevice();
        const waiting = await pollDevice(code);
        expect(waiting.status).toBe(400);
        expect(await waiting.json()).toMatchObject({
            error: "authorization_pending",
            error_codes: [70016],
        });
        const page = await visit(`${tenantId}/devicelogin`);
        expect(await page.text()).toContain("<form");
        const query = `user_code=${userCode.toLowerCase()}&login_hint=bob@contoso.example`;
        const entered = await visit(`${tenantId}/devicelogin?${query}`);
        expect(await entered.text()).toContain("signed in as bob@contoso.example");
        const tokens = (await (await pollDevice(code)).json()) as Tokens;
        expect(claimsOf(tokens.access_token)["upn"]).toBe("bob@contoso.example");
        expect(await codeOf(await pollDevice(code))).toBe(70018);
    });

    it("lets the person say no", async () => {
        const { askForDevice, pollDevice, visit } = setUp(pending);
        const { device_code: code, user_code: userCode } = await askForDevice();
        await visit(`${tenantId}/devicelogin?user_code=${userCode}&answer=decline`);
        expect(await (await pollDevice(code)).json()).toMatchObject({
            error: "authorization_declined",
        });
    });

    it("takes no code that is wrong, another tenant's or too old", async () => {
        const { askForDevice, visit, clock } = setUp(pending);
        const { user_code: userCode } = await askForDevice();
        const enter = async (code: string, tenant = tenantId) =>
            (await visit(`${tenant}/devicelogin?user_code=${code}`)).status;
        expect(await enter("WRONG")).toBe(400);
        expect(await enter(userCode, otherTenantId)).toBe(400);
        clock.advance(900_000);
        expect(await enter(userCode)).toBe(400);
    });

    it("refuses a device code that has expired with AADSTS70020", async () => {
        const { askForDevice, pollDevice, clock } = setUp(pending);
        const { device_code: code } = await askForDevice();
        clock.advance(900_000);
        const response = await pollDevice(code);
        expect(await response.json()).toMatchObject({
            error: "expired_token",
            error_codes: [70020],
        });
    });

    it.each([
        ["a device code that is none", 70018, { device_code: "none" }],
        ["another app's", 70000, { client_id: otherClientId }],
    ])("refuses %s with AADSTS%d", async (_, code, fields) => {
        const { askForDevice, pollDevice } = setUp();
        const { device_code: device } = await askForDevice();
        expect(await codeOf(await pollDevice(device, fields))).toBe(code);
    });

    it("refuses an app that is no public client, for it sends no secret", async () => {
        const { askForDevice, pollDevice } = setUp({ confidential: { secret: "s" } });
        const { device_code: code } = await askForDevice();
        expect(await codeOf(await pollDevice(code))).toBe(7000218);
    });
});

describe("the discovery document", () => {
    it("names each endpoint of the tenant's, all of which answer", async () => {
        const { visit, emulator } = setUp();
        const document = (await (
            await visit(`${tenantId}/v2.0/.well-known/openid-configuration`)
        ).json()) as Record<string, string>;
        const tenant = `${base}/${tenantId}`;
        expect(document).toMatchObject({
            authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
            device_authorization_endpoint: `${tenant}/oauth2/v2.0/devicecode`,
            token_endpoint: `${tenant}/oauth2/v2.0/token`,
            jwks_uri: `${tenant}/discovery/v2.0/keys`,
            grant_types_supported: expect.arrayContaining([
                "authorization_code",
                "client_credentials",
                "refresh_token",
                deviceGrant,
            ]) as string[],
        });
        for (const name of ["authorization_endpoint", "jwks_uri"])
            await emulator.handle(new Request(document[name]!));
        for (const name of ["token_endpoint", "device_authorization_endpoint"])
            await emulator.handle(new Request(document[name]!, { method: "POST" }));
        expect(emulator.journal.of("other")).toEqual([]);
    });

    it("has no keys for a tenant that there is not", async () => {
        const { visit } = setUp();
        expect((await visit(`${clientId}/discovery/v2.0/keys`)).status).toBe(400);
    });
});

describe("a person's sign-in", () => {
    it("is in the journal, with no code and no token", async () => {
        const { emulator, signInByCode, askForDevice, pollDevice, visit, newCode } = setUp();
        const tokens = await signInByCode();
        const device = await askForDevice();
        await visit(`${tenantId}/devicelogin?user_code=${device.user_code}`);
        await pollDevice(device.device_code);
        const code = await newCode();
        expect(emulator.journal.entries.map(({ call, tenant }) => `${call} ${tenant}`)).toEqual(
            ["authorize", "token", "deviceCode", "deviceCode", "token", "authorize"].map(
                (call) => `${call} ${tenantId}`,
            ),
        );
        const text = JSON.stringify(emulator.journal.entries);
        const hidden = [code, device.device_code, device.user_code, verifier, challenge];
        const { access_token: access, refresh_token: refresh, id_token: id } = tokens;
        for (const secret of [...hidden, access, refresh!, id!]) expect(text).not.toContain(secret);
    });

    it("meets the faults of the token endpoint", async () => {
        const { emulator, newCode, redeem } = setUp();
        emulator.once({ call: "token" }, { kind: "throttle", retryAfter: "3" });
        const code = await newCode();
        expect((await redeem(code)).status).toBe(429);
        expect((await redeem(code)).status).toBe(200);
    });
});
