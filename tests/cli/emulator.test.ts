import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { fetch } from "undici";

import { temporaryFolder } from "../emulator/temporaryFolder";
import { clientId, otherTenantId, tenantId, wireOf, type SignInErrorBody } from "../emulator/wire";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

let running: ChildProcess | undefined;
afterEach(async () => {
    if (running?.exitCode !== null) return;
    running.kill("SIGTERM");
    await once(running, "close");
});

/** Starts the built command, and gives the address that it prints. */
async function start(...args: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [main, "emulator", "--port", "0", ...args], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    running = child;
    for await (const chunk of child.stdout) {
        const url = /authority (\S+)/.exec(String(chunk))?.[1];
        if (url !== undefined) return url;
    }
    throw new Error("the emulator printed no address");
}

describe("pulumi-mde emulator --tenants", () => {
    it("lets in whom the file describes, and nobody else", async () => {
        const file = join(temporaryFolder(), "tenants.json");
        const apps = { [clientId]: { displayName: "Deployer", secret: "right" } };
        writeFileSync(file, JSON.stringify({ [tenantId]: { apps } }));
        const wire = wireOf((request) => fetch(request), await start("--tenants", file));
        const codeFor = async (options: { secret: string; tenant?: string }) => {
            const form = { grant_type: "client_credentials", client_id: clientId, scope: "x" };
            const { secret, ...where } = options;
            const response = await wire.requestToken({ ...form, client_secret: secret }, where);
            return ((await response.json()) as SignInErrorBody).error_codes[0];
        };
        expect(await codeFor({ secret: "wrong" })).toBe(7000215);
        expect(await codeFor({ secret: "right", tenant: otherTenantId })).toBe(90002);
        await wire.signIn({ secret: "right" });
        expect((await wire.list()).status).toBe(200);
    });
});
