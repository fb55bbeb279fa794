import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

import { SignInError } from "../../../defender/errors";
import { errorFrom, tenantId } from "../answers";
import { cacheOf, day, filesOf, secretsIn, shortLived } from "./keptLogin";
import { deskId, otherTenantId, setUpLogin } from "./setUpLogin";
import { loginCommandOf } from "../../../defender/signIn/loginCredential";

describe("loginCredential", () => {
    it("renews silently by the refresh token, and keeps what came of it", async () => {
        const { logIn, credential, grants } = await setUpLogin({ emulator: shortLived });
        const done = await logIn();
        const before = secretsIn(done);
        const first = await credential().getToken();
        expect(grants()).toBe(2);
        const after = secretsIn(done);
        expect(after).toContain(first.token);
        expect(after.filter((secret) => before.includes(secret))).toEqual([]);
        await credential().getToken();
        expect(grants()).toBe(3);
    });

    it("gets another token when a fresh one is asked for", async () => {
        const { logIn, credential, grants } = await setUpLogin();
        await logIn();
        const desk = credential();
        await desk.getToken();
        await desk.getToken();
        expect(grants()).toBe(1);
        await desk.getToken({ fresh: true });
        expect(grants()).toBe(2);
    });

    it.each([
        ["https://login.microsoftonline.com", ""],
        ["https://login.microsoftonline.us", " --cloud gcchigh"],
        ["https://login.example.com", " --authority-url https://login.example.com"],
    ])("names the command that logs in at %s", (authorityUrl, where) => {
        expect(loginCommandOf({ tenantId, clientId: deskId, authorityUrl })).toBe(
            `"npx pulumi-mde login --tenant ${tenantId} --client-id ${deskId}${where}"`,
        );
    });

    it("says to log in when nobody is, and asks nobody else", async () => {
        const { credential, emulator } = await setUpLogin();
        const error = await errorFrom(credential().getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toContain(
            `Nothing was done in tenant ${tenantId}: nobody is logged in`,
        );
        expect(error.message).toContain(
            `"npx pulumi-mde login --tenant ${tenantId} --client-id ${deskId} --authority-url https://127.0.0.1:`,
        );
        expect(emulator.journal.entries).toEqual([]);
    });

    it("says to log in again when the refresh token is too old", async () => {
        const { logIn, credential, pass } = await setUpLogin({ emulator: shortLived });
        const done = await logIn();
        pass(90 * day);
        const error = await errorFrom(credential().getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toMatch(
            /login of ada@contoso\.example .* has ended \(AADSTS700082\)/,
        );
        expect(error.message).toContain(`login --tenant ${tenantId} --client-id ${deskId}`);
        expect(error.message).not.toMatch(/[\r\n]/);
        for (const secret of secretsIn(done)) expect(error.message).not.toContain(secret);
    });

    it("does not use the account of another tenant", async () => {
        const { logIn, credential, emulator } = await setUpLogin();
        await logIn({ tenantId: otherTenantId });
        const calls = emulator.journal.entries.length;
        const error = await errorFrom(credential().getToken());
        expect(error.message).toContain("nobody is logged in");
        expect(emulator.journal.entries).toHaveLength(calls);
        expect((await credential({ tenantId: otherTenantId }).getToken()).claims.tid).toBe(
            otherTenantId,
        );
    });

    it("does not use the account of another tenant that lies in its place", async () => {
        const { logIn, credential, userFolder } = await setUpLogin();
        const other = await logIn({ tenantId: otherTenantId });
        copyFileSync(other.path, other.path.replace(otherTenantId, tenantId));
        expect(filesOf(userFolder)).toHaveLength(2);
        const error = await errorFrom(credential().getToken());
        expect(error.message).toContain("nobody is logged in");
    });

    it.each([
        ["a missing consent", 65001, "consent_required", /Grant admin consent/],
        ["a policy", 53003, "message_only", /conditional access policy/],
    ])("leaves %s to its own advice", async (_, code, suberror, advice) => {
        const { logIn, credential, emulator } = await setUpLogin({ emulator: shortLived });
        await logIn();
        const description = `AADSTS${code}: No. Trace ID: 1`;
        const refusal = { error: "invalid_grant", suberror, error_codes: [code] };
        const body = JSON.stringify({ ...refusal, error_description: description });
        emulator.once({ call: "token" }, { kind: "answer", status: 400, body });
        const error = await errorFrom(credential().getToken());
        expect(error).toMatchObject({ code: `AADSTS${code}` });
        expect(error.message).toMatch(advice);
        expect(error.message).not.toContain("has ended");
    });

    it("shows the refresh token in no error, not even if the service repeats it", async () => {
        const { logIn, credential, emulator } = await setUpLogin({ emulator: shortLived });
        const done = await logIn();
        const repeated = secretsIn(done).join(" ");
        const body = { error: "x", error_codes: [700016], error_description: `No: ${repeated}` };
        const status = { status: 400, body: JSON.stringify(body) };
        emulator.once({ call: "token" }, { kind: "answer", ...status });
        const error = await errorFrom(credential().getToken());
        expect(error.message).toContain("[secret]");
        for (const secret of secretsIn(done)) expect(error.message).not.toContain(secret);
    });

    it("says to log in again when what is kept cannot be read", async () => {
        const { logIn, credential } = await setUpLogin();
        const { path } = await logIn();
        const desk = credential();
        await desk.getToken();
        writeFileSync(path, readFileSync(path, "utf8").slice(0, 100));
        for (const unable of [desk, credential()])
            expect((await errorFrom(unable.getToken({ fresh: true }))).message).toContain(
                "nobody is logged in",
            );
        await logIn();
        expect((await credential().getToken()).claims.tid).toBe(tenantId);
    });

    it("renews for several at once, without losing anybody's tokens", async () => {
        const { logIn, credential, grants } = await setUpLogin({ emulator: shortLived });
        const done = await logIn();
        const tokens = await Promise.all(Array.from({ length: 8 }, () => credential().getToken()));
        expect(grants()).toBe(9);
        expect(new Set(tokens.map(({ claims }) => claims.userName)).size).toBe(1);
        expect(Object.keys(cacheOf(done)["RefreshToken"]!)).toHaveLength(1);
        expect((await credential().getToken()).claims.tid).toBe(tenantId);
    });
});
