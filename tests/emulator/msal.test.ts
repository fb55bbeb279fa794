import { ConfidentialClientApplication, type INetworkModule } from "@azure/msal-node";
import { Agent, Request, fetch } from "undici";

import { createEmulator, serveEmulator, type CallKind } from "../../emulator";
import { privateAuthority } from "./authority";
import { networkOver } from "./networkOver";
import { clientId, scope, tenantId, type Send } from "./wire";

const clientOf = (authority: string, options: { known?: string[]; network: INetworkModule }) =>
    new ConfidentialClientApplication({
        auth: {
            clientId,
            clientSecret: "not a secret",
            authority: `${authority}/${tenantId}`,
            knownAuthorities: options.known ?? [],
        },
        system: { networkClient: options.network },
    });

describe("MSAL's ConfidentialClientApplication", () => {
    it.each<[string, string, string[], CallKind[]]>([
        ["a public authority", "https://login.microsoftonline.com", [], ["token"]],
        ["a government authority", "https://login.microsoftonline.us", [], ["token"]],
        ["a known authority", "https://127.0.0.1:1", ["127.0.0.1:1"], ["discovery", "token"]],
        ["an unknown authority", "https://127.0.0.1:1", [], ["discovery", "discovery", "token"]],
    ])("gets a token over handle with %s", async (_, authority, known, calls) => {
        const emulator = createEmulator();
        const client = clientOf(authority, { known, network: networkOver(emulator.handle) });
        const result = await client.acquireTokenByClientCredential({ scopes: [scope] });
        expect(result?.accessToken.split(".")).toHaveLength(3);
        expect(emulator.journal.entries.map((entry) => entry.call)).toEqual(calls);
        expect(emulator.journal.entries.every((entry) => entry.status === 200)).toBe(true);
    });

    it("gets a token over HTTPS, which the API takes", async () => {
        const { ca, key, cert } = await privateAuthority();
        const emulator = createEmulator();
        const served = await serveEmulator(emulator, { port: 0, tls: { key, cert } });
        const dispatcher = new Agent({ connect: { ca } });
        try {
            const send: Send = (request) => fetch(request, { dispatcher });
            const known = [new URL(served.url).host];
            const client = clientOf(served.url, { known, network: networkOver(send) });
            const result = await client.acquireTokenByClientCredential({ scopes: [scope] });
            const headers = { authorization: `Bearer ${result?.accessToken ?? ""}` };
            const list = await send(new Request(`${served.url}/api/libraryfiles`, { headers }));
            expect(list.status).toBe(200);
        } finally {
            await dispatcher.destroy();
            await served.close();
        }
    });

    it("reads the errors as Entra ID's", async () => {
        const emulator = createEmulator({
            tenants: { [tenantId]: { apps: { [clientId]: { secret: "x", displayName: "App" } } } },
        });
        const network = networkOver(emulator.handle);
        const client = clientOf("https://login.microsoftonline.com", { network });
        await expect(
            client.acquireTokenByClientCredential({ scopes: [scope] }),
        ).rejects.toMatchObject({
            errorCode: "invalid_client",
            errorMessage: expect.stringContaining("AADSTS7000215") as string,
        });
    });

    it("says that a tenant cannot be found", async () => {
        const emulator = createEmulator({ tenants: {} });
        const network = networkOver(emulator.handle);
        const options = { known: ["127.0.0.1:1"], network };
        await expect(
            clientOf("https://127.0.0.1:1", options).acquireTokenByClientCredential({
                scopes: [scope],
            }),
        ).rejects.toMatchObject({ errorCode: "endpoints_resolution_error" });
    });
});
