import { createPublicKey, type JsonWebKey } from "node:crypto";

import { verify, type JwtPayload } from "jsonwebtoken";

import type { AppOptions } from "../../emulator";
import {
    claimsOf,
    codeOf,
    otherClientId,
    redirectUri,
    setUp,
    type Tokens,
} from "./setUpUserSignIn";
import { clientId, otherTenantId, scope, tenantId } from "./wire";

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
