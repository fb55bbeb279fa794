import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Request, Response } from "undici";

import { PermissionError, SignInError, TenantMismatchError } from "../../../defender/errors";
import type { LoginWay } from "../../../defender/signIn/login";
import { visit } from "../../emulator/browser";
import { errorFrom, tenantId } from "../answers";
import { cacheOf, fileNameFor, filesOf, secretsIn, shortLived } from "./keptLogin";
import { deskId, otherTenantId, setUpLogin } from "./setUpLogin";

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
