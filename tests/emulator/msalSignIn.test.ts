import { generateKeyPairSync } from "node:crypto";

import {
    ConfidentialClientApplication,
    CryptoProvider,
    PublicClientApplication,
} from "@azure/msal-node";
import { Agent, Request, fetch } from "undici";

import { createEmulator, serveEmulator, type EmulatorOptions } from "../../emulator";
import { appCertificate, signed } from "./appCertificate";
import { privateAuthority } from "./authority";
import { visit } from "./browser";
import { networkOver } from "./networkOver";
import { clientId, scope, tenantId, type Send } from "./wire";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
});

/** An emulator behind HTTPS with a private certificate authority, and what MSAL needs to reach it. */
async function serve(options: EmulatorOptions) {
    const { ca, key, cert } = await privateAuthority();
    const emulator = createEmulator(options);
    const served = await serveEmulator(emulator, { port: 0, tls: { key, cert } });
    closing.push(() => served.close());
    const dispatcher = new Agent({ connect: { ca } });
    closing.push(() => dispatcher.destroy());
    const send: Send = (request) => fetch(request, { dispatcher });
    const auth = {
        clientId,
        authority: `${served.url}/${tenantId}`,
        knownAuthorities: [new URL(served.url).host],
    };
    const system = { networkClient: networkOver(send) };
    const listStatus = async (token: string | undefined) => {
        const headers = { authorization: `Bearer ${token ?? ""}` };
        return (await send(new Request(`${served.url}/api/libraryfiles`, { headers }))).status;
    };
    const browse = (url: string) => visit(url, send);
    return { emulator, auth, system, listStatus, browse, send };
}

const tenantWith = (app: object) => ({
    tenants: { [tenantId]: { apps: { [clientId]: { displayName: "App", ...app } } } },
});
const desk = tenantWith({ publicClient: {} });

describe("MSAL over HTTPS", () => {
    it.each([
        ["x5c", true],
        ["the thumbprint alone", false],
    ])("signs an app in with a certificate, by %s", async (_, withChain) => {
        const { cert, key, sha256 } = await appCertificate();
        const { auth, system, listStatus } = await serve(tenantWith({ certificates: [cert] }));
        const clientCertificate = {
            thumbprintSha256: sha256,
            privateKey: key,
            ...(withChain ? { x5c: cert } : {}),
        };
        const client = new ConfidentialClientApplication({
            auth: { ...auth, clientCertificate },
            system,
        });
        const result = await client.acquireTokenByClientCredential({ scopes: [scope] });
        expect(await listStatus(result?.accessToken)).toBe(200);
    });

    it("tells MSAL that a certificate is not registered", async () => {
        const { cert } = await appCertificate();
        const other = await appCertificate();
        const { auth, system } = await serve(tenantWith({ certificates: [cert] }));
        const clientCertificate = { thumbprintSha256: other.sha256, privateKey: other.key };
        const client = new ConfidentialClientApplication({
            auth: { ...auth, clientCertificate },
            system,
        });
        await expect(
            client.acquireTokenByClientCredential({ scopes: [scope] }),
        ).rejects.toMatchObject({
            errorCode: "invalid_client",
            errorMessage: expect.stringContaining("AADSTS700027") as string,
        });
    });

    it("signs an app in with another issuer's token", async () => {
        const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const issuer = "https://token.actions.githubusercontent.com";
        const subject = "repo:contoso/library:ref:refs/heads/main";
        const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
        const federatedCredentials = [{ issuer, subject, publicKey: pem }];
        const { auth, system, listStatus } = await serve(tenantWith({ federatedCredentials }));
        const now = Math.floor(Date.now() / 1000);
        const clientAssertion = signed(
            { iss: issuer, sub: subject, aud: "api://AzureADTokenExchange", exp: now + 300 },
            {
                key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
                algorithm: "RS256",
            },
        );
        const client = new ConfidentialClientApplication({
            auth: { ...auth, clientAssertion: () => Promise.resolve(clientAssertion) },
            system,
        });
        const result = await client.acquireTokenByClientCredential({ scopes: [scope] });
        expect(await listStatus(result?.accessToken)).toBe(200);
    });

    it("signs a person in with a code and PKCE, and silently after that", async () => {
        const { auth, system, listStatus, send, emulator } = await serve({
            ...desk,
            // Shorter than the five minutes before the end in which MSAL renews a token.
            tokenLifetimeSeconds: 200,
        });
        const client = new PublicClientApplication({ auth, system });
        const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
        const redirectUri = "http://localhost:1";
        const url = await client.getAuthCodeUrl({
            scopes: [scope],
            redirectUri,
            responseMode: "query",
            codeChallenge: challenge,
            codeChallengeMethod: "S256",
        });
        const answer = await send(new Request(url, { redirect: "manual" }));
        const code = new URL(answer.headers.get("location")!).searchParams.get("code")!;
        const request = { code, codeVerifier: verifier, scopes: [scope], redirectUri };
        const first = await client.acquireTokenByCode(request);
        expect(await listStatus(first.accessToken)).toBe(200);
        expect(first.account).toMatchObject({
            tenantId,
            username: "analyst@emulator.example",
            homeAccountId: expect.stringMatching(new RegExp(`\\.${tenantId}$`)) as string,
        });
        const tokens = emulator.journal.of("token").length;
        const silent = await client.acquireTokenSilent({
            account: first.account!,
            scopes: [scope],
        });
        expect(emulator.journal.of("token")).toHaveLength(tokens + 1);
        expect(await listStatus(silent.accessToken)).toBe(200);
    });

    it("finds a person's token for .default again while it lasts", async () => {
        const { auth, system, browse, emulator } = await serve(desk);
        const client = new PublicClientApplication({ auth, system });
        const openBrowser = async (url: string) => {
            await browse(url);
        };
        const first = await client.acquireTokenInteractive({ scopes: [scope], openBrowser });
        const silent = await client.acquireTokenSilent({
            account: first.account!,
            scopes: [scope],
        });
        expect(silent.accessToken).toBe(first.accessToken);
        expect(silent.fromCache).toBe(true);
        expect(emulator.journal.of("token")).toHaveLength(1);
    });

    it("signs a person in with a browser that comes back to loopback", async () => {
        const { auth, system, browse, listStatus, emulator } = await serve(desk);
        const client = new PublicClientApplication({ auth, system });
        let page = "";
        const result = await client.acquireTokenInteractive({
            scopes: [scope],
            successTemplate: "signed in",
            openBrowser: async (url) => {
                page = await browse(url);
            },
        });
        expect(page).toBe("signed in");
        expect(await listStatus(result.accessToken)).toBe(200);
        expect(emulator.journal.of("authorize")).toHaveLength(1);
    });

    it("tells MSAL in the browser that a policy blocks the app", async () => {
        const app = { publicClient: {}, conditionalAccess: "block" };
        const { auth, system, browse } = await serve(tenantWith(app));
        const client = new PublicClientApplication({ auth, system });
        const openBrowser = async (url: string) => {
            await browse(url);
        };
        await expect(
            client.acquireTokenInteractive({ scopes: [scope], openBrowser }),
        ).rejects.toMatchObject({
            errorMessage: expect.stringContaining("AADSTS53003") as string,
        });
    });

    it("signs a person in with a device code", async () => {
        const { auth, system, listStatus, send, emulator } = await serve({
            ...desk,
            signIn: { deviceCode: "pending", deviceCodeIntervalSeconds: 0 },
        });
        const client = new PublicClientApplication({ auth, system });
        let entered: Promise<unknown> = Promise.resolve();
        const result = await client.acquireTokenByDeviceCode({
            scopes: [scope],
            deviceCodeCallback: ({ verificationUri, userCode }) => {
                entered = send(new Request(`${verificationUri}?user_code=${userCode}`));
            },
        });
        await entered;
        expect(await listStatus(result?.accessToken)).toBe(200);
        expect(emulator.journal.of("deviceCode")).toHaveLength(2);
    });

    it("tells MSAL that a refresh token is too old", async () => {
        let late = 0;
        const { auth, system, browse } = await serve({
            ...desk,
            tokenLifetimeSeconds: 200,
            clock: () => Date.now() + late,
        });
        const client = new PublicClientApplication({ auth, system });
        const openBrowser = async (url: string) => {
            await browse(url);
        };
        const { account } = await client.acquireTokenInteractive({ scopes: [scope], openBrowser });
        late = 90 * 86_400_000;
        await expect(
            client.acquireTokenSilent({ account: account!, scopes: [scope] }),
        ).rejects.toMatchObject({
            name: "InteractionRequiredAuthError",
            errorMessage: expect.stringContaining("AADSTS700082") as string,
        });
    });
});
