import {
    clientId,
    scope,
    tenantId,
    type SignInErrorBody,
    type TokenBody,
    type Wire,
} from "../emulator/wire";

/** The token endpoint; `current` gives the wire of each test. */
export function tokenContract(current: () => Wire): void {
    describe("the token endpoint", () => {
        let wire: Wire;
        beforeEach(() => {
            wire = current();
        });

        const form = {
            grant_type: "client_credentials",
            client_id: clientId,
            client_secret: "not a secret",
            scope,
        };

        it("answers a bearer token for about an hour", async () => {
            const response = await wire.requestToken(form);
            expect(response.status).toBe(200);
            const body = (await response.json()) as TokenBody;
            expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3599 });
            const payload = body.access_token.split(".")[1]!;
            const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<
                string,
                unknown
            >;
            expect(claims).toMatchObject({
                tid: tenantId,
                aud: "https://api.securitycenter.microsoft.com",
                appid: clientId,
                roles: ["Library.Manage"],
            });
            expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(3599);
        });

        it("takes id and secret from the Authorization header too", async () => {
            const basic = Buffer.from(`${clientId}:${encodeURIComponent("a b:c%")}`);
            const response = await wire.requestToken(
                { grant_type: "client_credentials", scope },
                { headers: { authorization: `Basic ${basic.toString("base64")}` } },
            );
            expect(response.status).toBe(200);
        });

        it.each([
            ["no tenant", { ...form }, "nowhere.example", 90002, 400],
            ["no grant", { client_id: clientId }, tenantId, 900144, 400],
            ["another grant", { ...form, grant_type: "password" }, tenantId, 70003, 400],
            [
                "an inherited name as grant",
                { ...form, grant_type: "constructor" },
                tenantId,
                70003,
                400,
            ],
            ["no secret", { ...form, client_secret: "" }, tenantId, 7000216, 401],
            ["no scope", { ...form, scope: "" }, tenantId, 70011, 400],
            [
                "a scope of one permission",
                { ...form, scope: "https://api.securitycenter.microsoft.com/Library.Manage" },
                tenantId,
                1002012,
                400,
            ],
            [
                "an unknown resource",
                { ...form, scope: "https://example.com/.default" },
                tenantId,
                500011,
                400,
            ],
        ] as const)("answers %s as Entra ID does", async (_, fields, tenant, code, status) => {
            const response = await wire.requestToken(fields, { tenant });
            expect(response.status).toBe(status);
            const body = (await response.json()) as SignInErrorBody;
            expect(body.error_codes).toEqual([code]);
            expect(body.error_description).toMatch(
                new RegExp(`^AADSTS${code}: .* Trace ID: .* Correlation ID: .* Timestamp: `),
            );
            expect(body.error_uri).toBe(`https://login.microsoftonline.com/error?code=${code}`);
        });
    });
}
