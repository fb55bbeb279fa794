import { Request } from "undici";

import {
    base,
    challenge,
    claimsOf,
    codeOf,
    deviceGrant,
    otherClientId,
    setUp,
    verifier,
    type Tokens,
} from "./setUpUserSignIn";
import { clientId, otherTenantId, tenantId, type SignInErrorBody } from "./wire";

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

describe("the discovery document", () => {
    it.each(["login.microsoftonline.com", "login.microsoftonline.us"] as const)(
        "names who issues id tokens in the tenant's cloud, %s",
        async (authority) => {
            const publicClient = { displayName: "Desk", publicClient: {} };
            const tenant = { apps: { [clientId]: publicClient }, authority };
            const emulator = { tenants: { [tenantId]: tenant } };
            const { visit, signInByCode } = setUp({ emulator });
            const document = await visit(`${tenantId}/v2.0/.well-known/openid-configuration`);
            const issuer = `https://${authority}/${tenantId}/v2.0`;
            expect(await document.json()).toMatchObject({ issuer });
            expect(claimsOf((await signInByCode()).id_token!).iss).toBe(issuer);
        },
    );

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
