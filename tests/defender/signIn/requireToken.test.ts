import { cloudRows } from "../../../defender/clouds";
import type { TokenClaims } from "../../../defender/signIn/credential";
import {
    AudienceError,
    PermissionError,
    SignInError,
    TenantMismatchError,
} from "../../../defender/errors";
import { requireToken } from "../../../defender/signIn/requireToken";
import { errorFrom, scope, tenantId, tokenOf } from "../answers";

const require_ = (
    claims: Partial<TokenClaims>,
    asked = scope,
    cloud: keyof typeof cloudRows = "commercial",
) =>
    requireToken({
        credential: { getToken: () => Promise.resolve(tokenOf(claims)) },
        tenantId,
        scope: asked,
        cloud,
    })();

describe("requireToken", () => {
    it("lets a good token through, and the tenant in another case", async () => {
        expect((await require_({})).token).toBe("first");
        expect((await require_({ tid: tenantId.toUpperCase() })).token).toBe("first");
    });

    it("refuses a token of another tenant, and names both", async () => {
        const tid = "22222222-bbbb-4bbb-8bbb-222222222222";
        const error = await errorFrom(require_({ tid }));
        expect(error).toBeInstanceOf(TenantMismatchError);
        expect(error).toMatchObject({ tenantId, tokenTenantId: tid });
        expect(error.message).toContain(tid);
        expect(error.message).toContain(tenantId);
    });

    it.each<[string, Partial<TokenClaims>, string]>([
        [
            "an application",
            { appid: "my-app", appName: "Uploader" },
            "application my-app (Uploader)",
        ],
        ["a person", { appid: "cli", userName: "a@b" }, "a@b, by application cli"],
        ["a machine", { managedIdentity: "/subscriptions/x" }, "managed identity /subscriptions/x"],
    ])("says whose token of another tenant it is: %s's", async (_, claims, holder) => {
        const error = await errorFrom(require_({ tid: "other", ...claims }));
        expect(error.message).toContain(`sign in to tenant other (${holder})`);
    });

    it("refuses a token that does not say of which tenant it is", async () => {
        expect(await errorFrom(require_({ tid: undefined }))).toBeInstanceOf(SignInError);
    });

    it("refuses a token without the permission, and says how to grant it", async () => {
        const error = await errorFrom(require_({ roles: ["Machine.Read.All"], appid: "my-app" }));
        expect(error).toBeInstanceOf(PermissionError);
        expect(error.message).toMatch(/my-app needs Library\.Manage \(as an app role\).*consent/);
    });

    it("takes the delegated permission too", async () => {
        expect((await require_({ roles: [], scp: ["Library.Manage"] })).token).toBe("first");
        const error = await errorFrom(require_({ roles: [], scp: ["User.Read"] }));
        expect(error.message).toContain("Delegated permissions");
    });

    it("says of a managed identity how it gets the permission, which no portal page grants", async () => {
        const managedIdentity = "/subscriptions/x/…/userAssignedIdentities/uploader";
        const error = await errorFrom(require_({ roles: [], appid: "id", managedIdentity }));
        expect(error).toBeInstanceOf(PermissionError);
        expect(error.message).toMatch(
            /managed identity id .*New-MgServicePrincipalAppRoleAssignment/,
        );
    });

    it("says of a person's Azure CLI that it cannot get the permission", async () => {
        const appid = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
        const person = await errorFrom(require_({ roles: [], scp: ["user_impersonation"], appid }));
        expect(person.message).toMatch(/mde:useLogin.*az login --service-principal/);
        const app = await errorFrom(require_({ roles: [], appid: "my-app" }));
        expect(app.message).not.toContain("az login");
    });

    it.each([
        "https://api.security.microsoft.com",
        "8ee8fdad-f234-4243-8f3b-15c294843740",
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
    ])("refuses a token for %s as one for another API", async (aud) => {
        const error = await errorFrom(require_({ aud, roles: [] }));
        expect(error).toBeInstanceOf(AudienceError);
        expect(error.message).toContain(aud);
        expect(error.message).toContain("https://api.securitycenter.microsoft.com/.default");
    });

    it("refuses it also where a configured scope asks for just that", async () => {
        const aud = "https://graph.microsoft.com";
        const error = await errorFrom(require_({ aud, roles: [] }, `${aud}/.default`));
        expect(error).toBeInstanceOf(AudienceError);
    });

    it.each(["commercial", "gcc", "gcchigh", "dod"] as const)(
        "says by the addresses of %s where a token for another API comes from",
        async (cloud) => {
            const { authorityUrl, scope: own } = cloudRows[cloud];
            const aud = "https://graph.microsoft.com";
            const chosen = await errorFrom(require_({ aud }, `${aud}/.default`, cloud));
            expect(chosen.message).toContain(
                `It is for ${aud}, asked for with mde:scope ${aud}/.default.`,
            );
            expect(chosen.message).toContain(`Remove mde:scope, or set it to ${own}.`);
            const usual = await errorFrom(require_({ aud }, own, cloud));
            expect(usual.message).toContain(`It is for ${aud}, and not for what was asked`);
            expect(usual.message).toContain(own);
            expect(usual.message).toContain(
                `mde:cloud (${cloud}, which signs in at ${authorityUrl})`,
            );
            expect(usual.message).not.toContain("emove mde:scope");
            const others = Object.values(cloudRows).filter(({ scope: other }) => other !== own);
            for (const { scope: other } of others)
                expect(`${chosen.message} ${usual.message}`).not.toContain(other);
        },
    );

    it.each([
        "https://api.securitycenter.microsoft.com/",
        "fc780465-2017-40d4-a0c5-307022471b92",
        "https://securitycenter.onmicrosoft.com/windowsatpservice",
        "99999999-1111-4111-8111-999999999999",
    ])("takes a token for %s", async (aud) => {
        expect((await require_({ aud })).token).toBe("first");
    });

    it("takes a token for what a configured scope asks for", async () => {
        const token = await require_(
            { aud: "https://api.example.cn" },
            "https://api.example.cn//.default",
        );
        expect(token.token).toBe("first");
    });
});
