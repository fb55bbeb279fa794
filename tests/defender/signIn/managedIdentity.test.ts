import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { SignInError } from "../../../defender/errors";
import { managedIdentityCredential } from "../../../defender/signIn/managedIdentityCredential";
import { networkTransport, type Transport } from "../../../defender/transport";
import { errorFrom, networkFailure, scope, tenantId } from "../answers";
import { fakeClock } from "../fakeClock";
import { clientId } from "./setUpSignIn";

const closing: (() => Promise<unknown>)[] = [];
const before = { ...process.env };
beforeEach(() => {
    // MSAL keeps for the whole process where it found an identity.
    jest.resetModules();
});
afterEach(async () => {
    process.env = { ...before };
    for (const close of closing.splice(0)) await close();
});

const jwt = (claims: object) =>
    `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;
const token = jwt({ tid: tenantId, appid: clientId, roles: ["Library.Manage"] });
const seconds = (ms: number) => Math.floor(ms / 1000);

interface Answer {
    readonly status?: number;
    readonly body: unknown;
    readonly headers?: Record<string, string>;
}

/** A machine's metadata service: the answers one after the other, the last one again and again. */
async function metadataService(...answers: Answer[]) {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
        requests.push(request);
        const {
            status = 200,
            body,
            headers,
        } = (answers.length > 1 ? answers.shift() : answers[0])!;
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, requests };
}

function setUp(
    environment: Record<string, string>,
    options: { clientId?: string; transport?: Transport } = {},
) {
    Object.assign(process.env, environment);
    const network = networkTransport({ environment: {} });
    closing.unshift(network.close);
    const clock = fakeClock(Date.now());
    const credential = managedIdentityCredential({
        tenantId,
        scope,
        transport: network.transport,
        environment,
        clock,
        random: () => 0.5,
        log: () => undefined,
        ...options,
    });
    return { credential, clock };
}

const good = (lasts = 86_400) => ({
    body: {
        access_token: token,
        expires_in: String(lasts),
        expires_on: String(seconds(Date.now()) + lasts),
        resource: "https://api.securitycenter.microsoft.com",
        token_type: "Bearer",
    },
});

describe("managedIdentityCredential", () => {
    it("asks the metadata service for the machine's own identity", async () => {
        const { url, requests } = await metadataService(good());
        const { credential } = setUp({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url });
        expect((await credential.getToken()).claims).toMatchObject({
            tid: tenantId,
            appid: clientId,
        });
        await credential.getToken();
        expect(requests).toHaveLength(1);
        await credential.getToken({ fresh: true });
        expect(requests).toHaveLength(2);
        const asked = new URL(requests[0]!.url!, url);
        // MSAL puts a slash behind an address that the environment gives.
        expect(asked.pathname).toMatch(/^\/metadata\/identity\/oauth2\/token\/?$/);
        expect(Object.fromEntries(asked.searchParams)).toEqual({
            "api-version": "2018-02-01",
            resource: "https://api.securitycenter.microsoft.com",
        });
        expect(requests[0]!.headers).toMatchObject({ metadata: "true" });
    });

    it("asks for a user-assigned identity by its id", async () => {
        const { url, requests } = await metadataService(good());
        const { credential } = setUp({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url }, { clientId });
        await credential.getToken();
        expect(new URL(requests[0]!.url!, url).searchParams.get("client_id")).toBe(clientId);
    });

    it("asks App Service and Functions with their header", async () => {
        const { url, requests } = await metadataService(good());
        const endpoint = `${url}/msi/token`;
        const { credential } = setUp({ IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: "header" });
        await credential.getToken();
        expect(requests[0]!.url).toMatch(/^\/msi\/token\?api-version=2019-08-01/);
        expect(requests[0]!.headers["x-identity-header"]).toBe("header");
    });

    it.each([
        ["says how long the token lasts", { expires_in: "7200" }, false],
        ["says only when it ends", { expires_in: undefined }, true],
    ])("is right about the end with a clock that is off, where it %s", async (_, end, dated) => {
        const there = Date.now() + 600_000;
        const ends = String(seconds(there) + 7_200);
        const body = { ...good().body, ...end, expires_on: ends };
        const headers = dated ? { date: new Date(there).toUTCString() } : {};
        const { url } = await metadataService({ body, headers });
        const { credential, clock } = setUp({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url });
        const { expiresOn } = await credential.getToken();
        expect(Math.abs(expiresOn - clock.now() - 7_200_000)).toBeLessThan(10_000);
    });

    it("waits while the metadata service is updated or busy", async () => {
        const { url, requests } = await metadataService(
            { status: 404, body: "" },
            { status: 410, body: "" },
            { status: 429, body: "" },
            good(),
        );
        const { credential } = setUp({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url });
        expect((await credential.getToken()).token).toBe(token);
        expect(requests).toHaveLength(4);
    });

    it("says so when the machine has no such identity", async () => {
        const body = { error: "invalid_request", error_description: "Identity not found" };
        const { url } = await metadataService({ status: 400, body });
        const environment = { AZURE_POD_IDENTITY_AUTHORITY_HOST: url };
        const error = await errorFrom(setUp(environment).credential.getToken());
        expect(error).toBeInstanceOf(SignInError);
        expect(error.message).toMatch(
            /Nothing was done in tenant .*managed identity.*400 invalid_request: "Identity not found".*system-assigned identity.*mde:msiClientId/,
        );
        const other = await errorFrom(setUp(environment, { clientId }).credential.getToken());
        expect(other.message).toContain(`Check mde:msiClientId (${clientId})`);
    });

    it("does not show App Service's header, not even if the service repeats it", async () => {
        const message = "No identity for header canary-header";
        const { url } = await metadataService({
            status: 400,
            body: { error: { code: "X", message } },
        });
        const environment = { IDENTITY_ENDPOINT: `${url}/msi`, IDENTITY_HEADER: "canary-header" };
        const error = await errorFrom(setUp(environment).credential.getToken());
        expect(error.message).toContain('"No identity for header [secret]"');
    });

    it("says so when the metadata service fails, at as many attempts as are ours", async () => {
        const { url, requests } = await metadataService({
            status: 500,
            body: { error: { code: "X" } },
        });
        const { credential } = setUp({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url });
        const error = await errorFrom(credential.getToken());
        expect(error.message).toMatch(/500 X.*run it again later/);
        expect(requests).toHaveLength(4);
    });

    it("says so, after a few attempts, where no machine of Azure's is", async () => {
        let attempts = 0;
        const transport = () => {
            attempts++;
            return Promise.reject(networkFailure("EHOSTUNREACH"));
        };
        const { credential } = setUp({}, { transport });
        const error = await errorFrom(credential.getToken());
        expect(error.message).toMatch(/no answer \(EHOSTUNREACH\).*in Azure only.*mde:useMsi/);
        expect(attempts).toBe(4);
    });

    it("asks the link-local address where nothing else is said", async () => {
        const asked: string[] = [];
        const { credential } = setUp(
            {},
            {
                transport: (request) => {
                    asked.push(request.url);
                    return Promise.reject(networkFailure("EHOSTUNREACH"));
                },
            },
        );
        await errorFrom(credential.getToken());
        expect(asked[0]).toMatch(/^http:\/\/169\.254\.169\.254\/metadata\/identity\/oauth2\/token/);
    });

    it.each([
        ["IDENTITY_ENDPOINT", "http://10.0.0.1/msi"],
        ["AZURE_POD_IDENTITY_AUTHORITY_HOST", "https://evil.example"],
        ["MSI_ENDPOINT", "nonsense"],
    ])("asks nobody where %s is %s", async (name, address) => {
        const asked: string[] = [];
        const transport: Transport = (request) => {
            asked.push(request.url);
            return Promise.reject(networkFailure("ENOTFOUND"));
        };
        const { credential } = setUp({ [name]: address, IDENTITY_HEADER: "h" }, { transport });
        const error = await errorFrom(credential.getToken());
        expect(error.message).toContain(`${name} is "${address}"`);
        expect(asked).toEqual([]);
    });
});
