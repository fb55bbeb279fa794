import { forgetLogin, storedLogins } from "../../../defender/signIn/loginCache";
import { errorFrom, tenantId } from "../answers";
import { filesOf, shortLived } from "./keptLogin";
import { otherTenantId, setUpLogin } from "./setUpLogin";

describe("forgetLogin", () => {
    it("removes the login of one tenant, and no other", async () => {
        const { logIn, credential, userFolder } = await setUpLogin();
        await logIn();
        await logIn({ tenantId: otherTenantId });
        const place = { userFolder };
        expect(storedLogins(place).map((stored) => stored.tenantId)).toEqual([
            tenantId,
            otherTenantId,
        ]);
        const [first] = storedLogins(place);
        expect(await forgetLogin(first!, place)).toBeUndefined();
        expect(storedLogins(place).map((stored) => stored.tenantId)).toEqual([otherTenantId]);
        expect((await errorFrom(credential().getToken())).message).toContain("nobody is logged in");
        expect((await credential({ tenantId: otherTenantId }).getToken()).token).not.toBe("");
    });

    it("is not undone by a renewal that was under way", async () => {
        const reached = Promise.withResolvers<undefined>();
        const held = Promise.withResolvers<undefined>();
        let renewing = false;
        const { logIn, credential, userFolder } = await setUpLogin({
            emulator: shortLived,
            transport: (send) => async (request) => {
                const response = await send(request);
                if (renewing && new URL(request.url).pathname.endsWith("/token")) {
                    reached.resolve(undefined);
                    await held.promise;
                }
                return response;
            },
        });
        await logIn();
        renewing = true;
        const token = credential().getToken();
        await reached.promise;
        const place = { userFolder };
        await forgetLogin(storedLogins(place)[0]!, place);
        held.resolve(undefined);
        expect((await token).claims.tid).toBe(tenantId);
        expect(filesOf(userFolder)).toEqual([]);
    });
});
