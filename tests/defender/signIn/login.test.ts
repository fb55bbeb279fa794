import {
    copyFileSync,
    mkdirSync,
    readFileSync,
    readdirSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { Request, Response } from "undici";

import { PermissionError, SignInError, TenantMismatchError } from "../../../defender/errors";
import type { Login, LoginWay } from "../../../defender/signIn/login";
import { forgetLogin, storedLogins } from "../../../defender/signIn/loginCache";
import { visit } from "../../emulator/browser";
import { errorFrom, tenantId } from "../answers";
import { deskId, otherTenantId, setUpLogin } from "./setUpLogin";
import { loginCommandOf } from "../../../defender/signIn/loginCredential";

const day = 86_400_000;
/** Shorter than the five minutes before the end in which a token is renewed. */
const shortLived = { tokenLifetimeSeconds: 200 };

const fileNameFor = (url: string) => `${new URL(url).host.replace(":", "-")}_${tenantId}_${deskId}`;
const filesOf = (userFolder: string) => readdirSync(join(userFolder, "login"));
const cacheOf = ({ path }: Pick<Login, "path">) =>
    JSON.parse(readFileSync(path, "utf8")) as Record<string, Record<string, { secret?: string }>>;
const secretsIn = (login: Pick<Login, "path">) =>
    Object.values(cacheOf(login))
        .flatMap((entries) => Object.values(entries))
        .flatMap(({ secret }) => (secret === undefined ? [] : [secret]));

describe("login", () => {
    it("signs a person in by a browser, whom the credential is silently from then on", async () => {
        const { logIn, credential, pages, grants } = await setUpLogin();
        const done = await logIn();
        expect(done.userName).toBe("ada@contoso.example");
        expect(pages[0]).toContain("You are logged in");
        expect(grants()).toBe(1);
        const token = await credential().getToken();
        expect(token.claims).toMatchObject({
            tid: tenantId,
            appid: deskId,
            scp: ["Library.Manage"],
            userName: "ada@contoso.example",
        });
        expect(grants()).toBe(1);
    });

    it("asks which account, at the tenant's own address", async () => {
        const { logIn, url, send } = await setUpLogin();
        let asked = "";
        const open = async (address: string) => {
            asked = address;
            await visit(address, send);
        };
        await logIn({ way: { by: "browser", open } });
        const { origin, pathname, searchParams } = new URL(asked);
        expect(`${origin}${pathname}`).toBe(`${url}/${tenantId}/oauth2/v2.0/authorize`);
        expect(searchParams.get("prompt")).toBe("select_account");
        expect(searchParams.get("code_challenge_method")).toBe("S256");
        expect(searchParams.get("redirect_uri")).toMatch(/^http:\/\/localhost:\d+$/);
        expect(searchParams.get("scope")).toContain("/.default");
    });

    it("signs a person in by a code that is entered elsewhere", async () => {
        const { logIn, credential, send, url, emulator } = await setUpLogin({
            emulator: { signIn: { deviceCode: "pending", deviceCodeIntervalSeconds: 0 } },
        });
        let shown = "";
        let entered: Promise<unknown> = Promise.resolve();
        const way: LoginWay = {
            by: "deviceCode",
            show: (page, code) => {
                shown = page;
                const query = `user_code=${code}&login_hint=bob@contoso.example`;
                entered = send(new Request(`${page}?${query}`));
            },
        };
        expect((await logIn({ way })).userName).toBe("bob@contoso.example");
        await entered;
        expect(shown).toBe(`${url}/${tenantId}/devicelogin`);
        expect(emulator.journal.of("authorize")).toEqual([]);
        expect((await credential().getToken()).claims.userName).toBe("bob@contoso.example");
    });

    it("keeps the tokens in the user's folder, for nobody else to read", async () => {
        const { logIn, credential, userFolder, url } = await setUpLogin({ emulator: shortLived });
        const done = await logIn();
        await credential().getToken();
        expect(filesOf(userFolder)).toEqual([`${fileNameFor(url)}.json`]);
        expect(done.path).toBe(join(userFolder, "login", filesOf(userFolder)[0]!));
        expect(done.inClear).toEqual({
            why: "@azure/msal-node-extensions is not installed",
            installed: false,
        });
        if (process.platform !== "win32") {
            expect(statSync(done.path).mode & 0o777).toBe(0o600);
            expect(statSync(join(userFolder, "login")).mode & 0o777).toBe(0o700);
        }
    });

    it("says no token aloud", async () => {
        const { logIn, credential, lines, pages, emulator } = await setUpLogin({
            emulator: shortLived,
        });
        const done = await logIn();
        await credential().getToken();
        const secrets = secretsIn(done);
        expect(secrets.length).toBeGreaterThanOrEqual(3);
        const said = JSON.stringify([lines, pages, done, emulator.journal.entries]);
        for (const secret of secrets) expect(said).not.toContain(secret);
    });

    it("puts a login in place of the one before it", async () => {
        const { logIn, credential, send, userFolder } = await setUpLogin();
        await logIn();
        const open = async (url: string) => {
            await visit(`${url}&login_hint=bob@contoso.example`, send);
        };
        const second = await logIn({ way: { by: "browser", open } });
        expect(second.userName).toBe("bob@contoso.example");
        expect(Object.keys(cacheOf(second)["Account"]!)).toHaveLength(1);
        expect(filesOf(userFolder)).toHaveLength(1);
        expect((await credential().getToken()).claims.userName).toBe("bob@contoso.example");
    });

    it("counts at once, in processes that run already too", async () => {
        const { logIn, credential, send } = await setUpLogin();
        await logIn();
        const desk = credential();
        expect((await desk.getToken()).claims.userName).toBe("ada@contoso.example");
        const open = async (url: string) => {
            await visit(`${url}&login_hint=bob@contoso.example`, send);
        };
        await logIn({ way: { by: "browser", open } });
        const next = await desk.getToken({ fresh: true });
        expect(next.claims.userName).toBe("bob@contoso.example");
    });

    it("refuses a token without the permission, and leaves the login before it", async () => {
        const app = { publicClient: { scopes: ["Machine.Read"] } };
        const { logIn, userFolder, url } = await setUpLogin({ app });
        const before = join(userFolder, "login", `${fileNameFor(url)}.json`);
        mkdirSync(join(userFolder, "login"));
        writeFileSync(before, "what was kept before");
        const error = await errorFrom(logIn());
        expect(error).toBeInstanceOf(PermissionError);
        expect(error.message).toMatch(/Library\.Manage \(as an? delegated permission\)/);
        expect(error.message).toContain("Delegated permissions");
        expect(readFileSync(before, "utf8")).toBe("what was kept before");
    });

    it("refuses a token of another tenant, and keeps nothing", async () => {
        const elsewhere = (address: string) => address.replace(tenantId, otherTenantId);
        const { logIn, userFolder, send } = await setUpLogin({
            transport: (transport) => (request) =>
                transport(
                    new URL(request.url).pathname.endsWith("/token")
                        ? new Request(elsewhere(request.url), request)
                        : request,
                ),
        });
        const open = async (address: string) => {
            await visit(elsewhere(address), send);
        };
        const error = await errorFrom(logIn({ way: { by: "browser", open } }));
        expect(error).toBeInstanceOf(TenantMismatchError);
        expect(error).toMatchObject({ tokenTenantId: otherTenantId });
        expect(filesOf(userFolder)).toEqual([]);
    });

    it("opens no address that is not the sign-in's", async () => {
        const { logIn, url } = await setUpLogin({
            transport: (transport) => async (request) => {
                const response = await transport(request);
                if (!request.url.includes("openid-configuration")) return response;
                const text = await response.text();
                const foreign = text.replace(
                    `"authorization_endpoint":"${url}`,
                    `"authorization_endpoint":"https://login.example`,
                );
                return new Response(foreign, { headers: { "content-type": "application/json" } });
            },
        });
        const open = (address: string) => Promise.reject(new Error(`opened ${address}`));
        const error = await errorFrom(logIn({ way: { by: "browser", open } }));
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toContain("https://login.example is not where people sign in");
    });

    it.each([
        ["blocks", "block", 53003, /policy blocks this person/],
        ["asks for a device", "managedDevice", 530003, /managed device/],
    ] as const)("says that a policy %s", async (_, conditionalAccess, code, advice) => {
        const { logIn, pages, userFolder } = await setUpLogin({ app: { conditionalAccess } });
        const error = await errorFrom(logIn());
        expect(error).toBeInstanceOf(SignInError);
        expect(error).toMatchObject({ code: `AADSTS${code}` });
        expect(error.message).toMatch(advice);
        expect(error.message).not.toMatch(/[\r\n]/);
        expect(pages[0]).toContain("The terminal says why");
        expect(filesOf(userFolder)).toEqual([]);
    });

    it("says that nobody has consented", async () => {
        const { logIn } = await setUpLogin({ app: { consented: false } });
        const error = await errorFrom(logIn());
        expect(error).toMatchObject({ code: "AADSTS65001" });
        expect(error.message).toContain("Grant admin consent");
    });

    describe("by a code", () => {
        const pending = {
            signIn: { deviceCode: "pending", deviceCodeIntervalSeconds: 0 },
        } as const;
        const answering = (send: (url: string) => void): LoginWay => ({
            by: "deviceCode",
            show: (page, code) => {
                send(`${page}?user_code=${code}&answer=decline`);
            },
        });

        it("says that the person declined", async () => {
            const { logIn, send } = await setUpLogin({ emulator: pending });
            const way = answering((url) => void send(new Request(url)));
            const error = await errorFrom(logIn({ way }));
            expect(error).toBeInstanceOf(SignInError);
            expect(error.message).toMatch(/was declined.*Run it again, and accept\./);
        });

        it("says that nobody entered it in time", async () => {
            const { logIn, pass } = await setUpLogin({ emulator: pending });
            const way = answering(() => {
                pass(900_000);
            });
            expect((await errorFrom(logIn({ way }))).message).toMatch(/not entered in time/);
        });

        it("says that the application is no public client", async () => {
            const apps = { [deskId]: { displayName: "Web", secret: "s" } };
            const { logIn } = await setUpLogin({ emulator: { tenants: { [tenantId]: { apps } } } });
            const error = await errorFrom(logIn({ way: answering(() => undefined) }));
            expect(error).toMatchObject({ code: "AADSTS7000218" });
            expect(error.message).toContain("Allow public client flows");
        });
    });
});

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
