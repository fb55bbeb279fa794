import { base, claimsOf, codeOf, otherClientId, setUp, type Tokens } from "./setUpUserSignIn";
import { otherTenantId, tenantId } from "./wire";

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
