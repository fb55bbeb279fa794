import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { systemClock } from "../../../defender/clock";
import { login, type LoginWay } from "../../../defender/signIn/login";
import type { LoadExtensions } from "../../../defender/signIn/encryptingKeeper";
import { loginCredential } from "../../../defender/signIn/loginCredential";
import { networkTransport, type Transport } from "../../../defender/transport";
import {
    createEmulator,
    serveEmulator,
    type AppOptions,
    type EmulatorOptions,
} from "../../../emulator";
import { privateAuthority } from "../../emulator/authority";
import { visit } from "../../emulator/browser";
import { scope, tenantId } from "../answers";

export const otherTenantId = "22222222-bbbb-4bbb-8bbb-222222222222";
export const deskId = "dddddddd-1111-4111-8111-dddddddddddd";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
});

export const notInstalled: LoadExtensions = () =>
    Promise.reject(
        Object.assign(new Error("Cannot find package '@azure/msal-node-extensions'"), {
            code: "ERR_MODULE_NOT_FOUND",
        }),
    );

/** A folder of the user's own that goes away after the test. */
export function newUserFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "login-"));
    closing.push(() => {
        rmSync(folder, { recursive: true, force: true });
    });
    return folder;
}

/** Made once: keys take their time. */
let authority: ReturnType<typeof privateAuthority> | undefined;

/** An emulator behind HTTPS with a private certificate authority, and a person at a desk. */
export async function setUpLogin(
    options: {
        app?: Partial<AppOptions>;
        emulator?: Partial<EmulatorOptions>;
        transport?: (send: Transport) => Transport;
        loadExtensions?: LoadExtensions;
    } = {},
) {
    const { ca, key, cert } = await (authority ??= privateAuthority());
    const app = { displayName: "Desk", publicClient: {}, ...options.app };
    const users = {
        "ada@contoso.example": { displayName: "Ada" },
        "bob@contoso.example": { displayName: "Bob" },
    };
    const tenant = { apps: { [deskId]: app }, users };
    const apps = { [deskId]: { displayName: "Desk", publicClient: {} } };
    let late = 0;
    const emulator = createEmulator({
        tenants: { [tenantId]: tenant, [otherTenantId]: { apps } },
        clock: () => Date.now() + late,
        ...options.emulator,
    });
    const served = await serveEmulator(emulator, { port: 0, tls: { key, cert } });
    closing.push(() => served.close());
    const network = networkTransport({ ca, environment: {} });
    closing.push(() => network.close());
    const transport = (options.transport ?? ((send) => send))(network.transport);
    const userFolder = newUserFolder();
    const lines: string[] = [];
    const shared = {
        tenantId,
        clientId: deskId,
        authorityUrl: served.url,
        knownAuthority: true,
        scope,
        transport,
        clock: systemClock,
        random: () => 0.5,
        log: (line: string) => lines.push(line),
        userFolder,
        loadExtensions: options.loadExtensions ?? notInstalled,
    };
    const pages: string[] = [];
    const byBrowser: LoginWay = {
        by: "browser",
        open: async (url) => {
            pages.push(await visit(url, network.transport));
        },
    };
    return {
        emulator,
        url: served.url,
        userFolder,
        lines,
        pages,
        byBrowser,
        send: network.transport,
        /** Signs a person in, by the browser unless told otherwise. */
        logIn: (
            change: { tenantId?: string; way?: LoginWay; loadExtensions?: LoadExtensions } = {},
        ) => login({ ...shared, cloud: "commercial", way: byBrowser, ...change }),
        /** A credential as another process would have it. */
        credential: (change: Partial<typeof shared> = {}) =>
            loginCredential({ ...shared, ...change }),
        /** The sign-in's clock goes on. */
        pass: (ms: number) => {
            late += ms;
        },
        grants: () => emulator.journal.of("token").length,
    };
}
