import { Response, type Request } from "undici";

import { SignInError } from "../../../defender/errors";
import type { OidcAssertion } from "../../../defender/settings/oidcSettings";
import { endpointsOf } from "../../../defender/clouds";
import { federatedToken } from "../../../defender/signIn/federatedToken";
import { errorFrom, networkFailure, tenantId } from "../answers";
import { clientId, federatedCredential, issued, removeFolders, setUpSignIn } from "./setUpSignIn";

afterAll(removeFolders);

const app = { federatedCredentials: [federatedCredential] };
const oidc = (assertion: OidcAssertion) => ({ how: "oidc", clientId, assertion }) as const;
const requestUrl = "https://runner.example/token?api-version=2.0";
const requestToken = "canary-request-token";
const github = oidc({ from: "github", requestUrl, requestToken });
const pipelines = oidc({
    from: "azurePipelines",
    requestUrl: "https://dev.example/oidctoken",
    requestToken,
    serviceConnectionId: "connection",
});

/** A runner's endpoint that gives these answers, the last one again and again. */
function runner(...answers: (() => Response)[]) {
    const requests: Request[] = [];
    const elsewhere = (request: Request) => {
        requests.push(request);
        const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers;
        return Promise.resolve(answer!());
    };
    return { elsewhere, requests };
}

describe("signing in with a federated token", () => {
    it("takes the token that was given", async () => {
        const { credential } = setUpSignIn(oidc({ from: "token", token: issued() }), { app });
        expect((await credential.getToken()).claims).toMatchObject({
            tid: tenantId,
            appid: clientId,
        });
    });

    it("reads the token's file anew for each sign-in", async () => {
        const { credential, write } = setUpSignIn(oidc({ from: "file", path: "token" }), { app });
        write("token", `${issued()}\n`);
        expect((await credential.getToken()).claims.appid).toBe(clientId);
        write("token", issued({ sub: "somebody else" }));
        expect(await errorFrom(credential.getToken({ fresh: true }))).toMatchObject({
            code: "AADSTS700213",
        });
        write("token", issued());
        expect((await credential.getToken({ fresh: true })).claims.appid).toBe(clientId);
    });

    it("asks GitHub Actions as it is documented, anew for each sign-in", async () => {
        const { elsewhere, requests } = runner(() => Response.json({ count: 1, value: issued() }));
        const { credential } = setUpSignIn(github, { app, elsewhere });
        await credential.getToken();
        await credential.getToken({ fresh: true });
        expect(requests).toHaveLength(2);
        const [request] = requests;
        expect(request?.method).toBe("GET");
        expect(request?.url).toBe(
            "https://runner.example/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
        );
        expect(request?.headers.get("authorization")).toBe(`Bearer ${requestToken}`);
    });

    it("asks Azure Pipelines as it is documented", async () => {
        const { elsewhere, requests } = runner(() => Response.json({ oidcToken: issued() }));
        const { credential } = setUpSignIn(pipelines, { app, elsewhere });
        expect((await credential.getToken()).claims.appid).toBe(clientId);
        const [request] = requests;
        expect(request?.method).toBe("POST");
        expect(request?.url).toBe(
            "https://dev.example/oidctoken?api-version=7.1&serviceConnectionId=connection",
        );
        expect(request?.headers.get("authorization")).toBe(`Bearer ${requestToken}`);
    });

    it("asks for the government cloud's audience there", async () => {
        const requests: string[] = [];
        await federatedToken({
            assertion: github.assertion,
            authorityUrl: endpointsOf({ cloud: "gcchigh" }).authorityUrl,
            readFile: () => Buffer.from(""),
            send: async (call) => {
                requests.push((await call.request()).url);
                return { status: 200, headers: new Response().headers, json: { value: issued() } };
            },
        });
        expect(requests[0]).toContain("audience=api%3A%2F%2FAzureADTokenExchangeUSGov");
    });

    it("tries again when the runner is busy or fails", async () => {
        const { elsewhere, requests } = runner(
            () => new Response(null, { status: 503 }),
            () => new Response(null, { status: 429, headers: { "retry-after": "2" } }),
            () => Response.json({ value: issued() }),
        );
        const { credential, clock } = setUpSignIn(github, { app, elsewhere });
        await credential.getToken();
        expect(requests).toHaveLength(3);
        expect(clock.slept).toContain(2_000);
    });
});

describe("a federated token that is not to be had", () => {
    async function refusedBy(...answers: (() => Response)[]): Promise<string> {
        const { elsewhere } = runner(...answers);
        const { credential, emulator } = setUpSignIn(github, { app, elsewhere });
        const error = await errorFrom(credential.getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(emulator.journal.entries).toEqual([]);
        expect(error.message).toContain(`Nothing was done in tenant ${tenantId}`);
        expect(error.message).not.toContain("canary");
        return error.message;
    }

    it("says so when the endpoint fails", async () => {
        expect(await refusedBy(() => new Response("no", { status: 500 }))).toMatch(
            /https:\/\/runner\.example\/token gave no federated token: it answered 500.*several attempts/,
        );
    });

    it("says so when its own token is refused, or it redirects", async () => {
        expect(await refusedBy(() => new Response("", { status: 401 }))).toMatch(
            /\(mde:oidcRequestToken\) is not accepted/,
        );
        const redirect = () =>
            new Response("", { status: 302, headers: { location: "https://x" } });
        expect(await refusedBy(redirect)).toMatch(/Redirects are not followed/);
        expect(await refusedBy(() => new Response("", { status: 404 }))).toMatch(/oidcRequestUrl/);
    });

    it("shows nothing of a token of the request that no header can hold", async () => {
        const odd = oidc({ from: "github", requestUrl, requestToken: "canary-one\ncanary-two" });
        const { credential } = setUpSignIn(odd, { app, elsewhere: runner().elsewhere });
        const { message } = await errorFrom(credential.getToken());
        expect(message).toContain("mde:oidcRequestToken is no token: it holds a line break");
        expect(message).not.toContain("canary");
    });

    it("says so when it answers without a token", async () => {
        expect(await refusedBy(() => Response.json({ value: "" }))).toMatch(/without a token/);
        expect(await refusedBy(() => Response.json({ oidcToken: issued() }))).toMatch(
            /without a token/,
        );
        expect(await refusedBy(() => new Response("<html>"))).toMatch(/without a token/);
    });

    it("says so when nobody answers", async () => {
        const elsewhere = () => Promise.reject(networkFailure("ENOTFOUND"));
        const { credential } = setUpSignIn(github, { app, elsewhere });
        const error = await errorFrom(credential.getToken());
        expect(error.message).toMatch(/no answer \(ENOTFOUND\).*mde:oidcRequestUrl.*HTTPS_PROXY/);
    });

    it.each([
        ["", /mde:oidcTokenFilePath names token, which is empty/],
        [" \n", /which is empty/],
        ["canary", /holds no JSON web token/],
    ])("says so of a file that holds %j", async (content, message) => {
        const { credential, write, asked } = setUpSignIn(oidc({ from: "file", path: "token" }));
        write("token", content);
        const error = await errorFrom(credential.getToken());
        expect(error.message).toMatch(message);
        expect(error.message).not.toContain("canary");
        expect(asked).toEqual([]);
    });

    it("says so of a file that is not there", async () => {
        const { credential } = setUpSignIn(oidc({ from: "file", path: "token" }));
        expect((await errorFrom(credential.getToken())).message).toMatch(
            /mde:oidcTokenFilePath names .*token, which does not exist/,
        );
    });

    it.each<[string, object, object, string, RegExp]>([
        [
            "another issuer",
            { iss: "https://other" },
            app,
            "AADSTS700211",
            /this token's issuer: compare/,
        ],
        ["another subject", { sub: "other" }, app, "AADSTS700213", /this token's subject: compare/],
        [
            "another case",
            { sub: federatedCredential.subject.toUpperCase() },
            app,
            "AADSTS7002138",
            /same case/,
        ],
        [
            "another audience",
            { aud: "api://x" },
            app,
            "AADSTS700212",
            /this token's audience: compare/,
        ],
        ["no trust at all", {}, {}, "AADSTS70025", /no federated credential at all: add one/],
        [
            "an expired token",
            { nbf: 0, exp: 1 },
            app,
            "AADSTS700024",
            /has expired.*mde:oidcTokenFilePath.*clock/,
        ],
    ])("tells of %s as exactly that", async (_, claims, known, code, message) => {
        const token = issued(claims as Record<string, unknown>);
        const { credential } = setUpSignIn(oidc({ from: "token", token }), { app: known });
        const error = await errorFrom(credential.getToken());
        expect(error).toMatchObject({ code });
        expect(error.message).toMatch(message);
        expect(error.message).not.toContain("clientSecret");
        expect(error.message).not.toContain(token);
    });
});
