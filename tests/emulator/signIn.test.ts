import { createEmulator, type AppOptions } from "../../emulator";
import { emulated, handClock } from "./emulated";
import {
    clientId,
    entityIn,
    otherTenantId,
    scope,
    tenantId,
    wireOf,
    type SignInErrorBody,
    type TokenBody,
} from "./wire";

const clock = handClock();
const withApp = (app: Partial<AppOptions> = {}) =>
    createEmulator({
        clock: clock.now,
        tenants: {
            [tenantId]: {
                displayName: "Contoso",
                apps: { [clientId]: { secret: "right", displayName: "Deployer", ...app } },
            },
        },
    });
const form = {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: "right",
    scope,
};

describe("EmulatorOptions.tenants", () => {
    it("lets the app with its secret in, and names it as createdBy", async () => {
        const wire = wireOf(withApp().handle);
        await wire.signIn({ secret: "right", client: clientId.toUpperCase() });
        expect((await entityIn(await wire.upload())).createdBy).toBe("Deployer");
    });

    it.each([
        ["another tenant", 90002, 400, { tenant: otherTenantId }, {}, {}],
        ["an unknown app", 700016, 400, {}, { client_id: otherTenantId }, {}],
        ["a wrong secret", 7000215, 401, {}, { client_secret: "not right" }, {}],
        ["an expired secret", 7000222, 401, {}, {}, { secretExpires: clock.now() }],
    ] as const)("refuses %s with AADSTS%d", async (_, code, status, options, fields, app) => {
        const wire = wireOf(withApp(app).handle);
        const response = await wire.requestToken({ ...form, ...fields }, options);
        expect(response.status).toBe(status);
        const body = (await response.json()) as SignInErrorBody;
        expect(body.error_codes).toEqual([code]);
        expect(body.timestamp).toBe("2026-03-01 12:00:00Z");
        expect(JSON.stringify(body)).not.toContain("not right");
    });

    it("does not say that a secret is expired to whoever has the wrong one", async () => {
        const wire = wireOf(withApp({ secretExpires: 0 }).handle);
        const response = await wire.requestToken({ ...form, client_secret: "wrong" });
        expect(((await response.json()) as SignInErrorBody).error_codes).toEqual([7000215]);
    });

    it("gives a token without roles to an app without consent", async () => {
        const wire = wireOf(withApp({ roles: [] }).handle);
        const { access_token: token } = await wire.signIn({ secret: "right" });
        const claims = JSON.parse(
            Buffer.from(token.split(".")[1]!, "base64url").toString(),
        ) as Record<string, unknown>;
        expect(claims).not.toHaveProperty("roles");
        expect(claims["app_displayname"]).toBe("Deployer");
    });

    it("must be GUIDs", () => {
        expect(() => createEmulator({ tenants: { contoso: { apps: {} } } })).toThrow(TypeError);
    });

    it("when absent is every GUID, and nothing else", async () => {
        const wire = wireOf(createEmulator().handle);
        expect((await wire.requestToken(form, { tenant: otherTenantId })).status).toBe(200);
        expect((await wire.requestToken(form, { tenant: "common" })).status).toBe(400);
    });
});

describe("access tokens", () => {
    it("are good until they expire", async () => {
        const { wire, clock: time } = await emulated();
        time.advance(3_598_000);
        expect((await wire.list()).status).toBe(200);
        time.advance(1_000);
        expect((await wire.list()).status).toBe(401);
    });

    it("are not good before their time", async () => {
        const { wire, clock: time } = await emulated();
        time.advance(-2_000);
        expect((await wire.list()).status).toBe(401);
    });

    it("live as long as they are told to", async () => {
        const { wire, clock: time } = await emulated({ tokenLifetimeSeconds: 5 });
        time.advance(5_000);
        expect((await wire.list()).status).toBe(401);
        expect((await wire.signIn()).expires_in).toBe(5);
        expect((await wire.list()).status).toBe(200);
    });

    it("of another emulator, changed or unsigned are no good", async () => {
        const { wire } = await emulated();
        const stranger = await emulated();
        const { access_token: foreign } = await stranger.wire.signIn();
        const { access_token: own } = await wire.signIn();
        const [header, payload, signature] = own.split(".");
        const claims = JSON.parse(Buffer.from(payload!, "base64url").toString()) as TokenBody;
        const other = Buffer.from(JSON.stringify({ ...claims, tid: otherTenantId }));
        const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
        for (const token of [
            foreign,
            `${header}.${other.toString("base64url")}.${signature}`,
            `${none}.${payload}.`,
        ]) {
            wire.useToken(token);
            expect((await wire.list()).status).toBe(401);
        }
    });
});
