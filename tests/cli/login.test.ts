import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Agent, Request, fetch } from "undici";

import { createEmulator, serveEmulator, type EmulatorOptions } from "../../emulator";
import { privateAuthority } from "../emulator/authority";
import { visit } from "../emulator/browser";
import { clientId, otherTenantId, tenantId, type Send } from "../emulator/wire";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
});

let authority: ReturnType<typeof privateAuthority> | undefined;

/** An emulator on a port, and the built command with a home of its own. */
async function setUp(options: { emulator?: EmulatorOptions; inClear?: boolean } = {}) {
    const { ca, key, cert } = await (authority ??= privateAuthority());
    const home = mkdtempSync(join(tmpdir(), "cli-login-"));
    closing.push(() => {
        rmSync(home, { recursive: true, force: true });
    });
    const caFile = join(home, "ca.pem");
    writeFileSync(caFile, ca);
    const emulator = createEmulator(options.emulator);
    const tls = options.inClear === true ? {} : { tls: { key, cert } };
    const served = await serveEmulator(emulator, { port: 0, ...tls });
    closing.push(() => served.close());
    const dispatcher = new Agent({ connect: { ca } });
    closing.push(() => dispatcher.destroy());
    const send: Send = (request) => fetch(request, { dispatcher });

    /** Runs the command; `seen` is told all that it has printed, whenever there is more. */
    const run = async (
        args: readonly string[],
        more: { seen?: (text: string) => void; environment?: Record<string, string> } = {},
    ) => {
        const child = spawn(process.execPath, [main, ...args], {
            stdio: ["ignore", "pipe", "pipe"],
            env: {
                PATH: process.env["PATH"],
                PULUMI_MDE_HOME: join(home, "user"),
                NODE_EXTRA_CA_CERTS: caFile,
                ...more.environment,
            },
        });
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (chunk: Buffer) => {
            stdout += chunk.toString();
            more.seen?.(stdout);
        });
        child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
        const [code] = (await once(child, "close")) as [number | null];
        return { code, stdout, stderr };
    };
    const target = (tenant = tenantId) => [
        ...["--tenant", tenant, "--client-id", clientId, "--authority-url", served.url],
    ];
    /** Follows the first address that is printed, as the person's browser would. */
    const browsing = () => {
        let followed: Promise<string> | undefined;
        return {
            seen: (text: string) => {
                const url = /^(https?:\/\/\S+)$/m.exec(text)?.[1];
                if (url !== undefined) followed ??= visit(url, send);
            },
            page: () => followed,
        };
    };
    const stored = () => {
        const folder = join(home, "user", "login");
        return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
    };
    return { emulator, url: served.url, send, run, target, browsing, stored, home };
}

describe("pulumi-mde login", () => {
    it("prints an address, waits for the browser and keeps the login", async () => {
        const { run, target, browsing, stored, emulator, url } = await setUp();
        const browser = browsing();
        const { code, stdout, stderr } = await run(["login", "--no-browser", ...target()], browser);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(await browser.page()).toContain("You are logged in");
        expect(stdout).toContain(
            `Logged in to tenant ${tenantId} as analyst@emulator.example, with application ${clientId}.`,
        );
        expect(stdout).toContain(`in clear in ${stored()[0]!}, which only you can read`);
        expect(stdout).toContain('"npm install @azure/msal-node-extensions"');
        expect(stdout).toContain(
            `mde:tenantId, mde:clientId and mde:authorityUrl ${url} of this login`,
        );
        expect(emulator.journal.of("token")).toHaveLength(1);
        const kept = JSON.parse(readFileSync(stored()[0]!, "utf8")) as Record<string, object>;
        const secrets = Object.values(kept)
            .flatMap((entries) => Object.values(entries) as { secret?: string }[])
            .flatMap(({ secret }) => (secret === undefined ? [] : [secret]));
        expect(secrets.length).toBeGreaterThanOrEqual(3);
        for (const secret of secrets) expect(stdout).not.toContain(secret);
    });

    it("shows a code for a browser elsewhere", async () => {
        const { run, target, send } = await setUp({
            emulator: { signIn: { deviceCode: "pending", deviceCodeIntervalSeconds: 1 } },
        });
        let entered: Promise<unknown> | undefined;
        const seen = (text: string) => {
            const shown = /Open (\S+) in a browser and enter the code (\w+)\./.exec(text);
            if (shown !== null)
                entered ??= send(new Request(`${shown[1]!}?user_code=${shown[2]!}`));
        };
        const { code, stdout } = await run(["login", "--device-code", ...target()], { seen });
        await entered;
        expect(code).toBe(0);
        expect(stdout).toContain("Logged in to tenant");
    });

    it("reaches an emulator on loopback without a certificate, by its real address", async () => {
        const { run, target, browsing, url } = await setUp({ inClear: true });
        const browser = browsing();
        const { code, stdout } = await run(["login", "--no-browser", ...target()], browser);
        expect(code).toBe(0);
        expect(stdout).toContain(`\n${url}/${tenantId}/oauth2/v2.0/authorize?`);
        const device = await run(["login", "--device-code", ...target()]);
        expect(device.stdout).toContain(`Open ${url}/${tenantId}/devicelogin in a browser`);
    });

    it("takes the tenant, the application and the address from the environment", async () => {
        const { run, browsing, url } = await setUp();
        const environment = {
            AZURE_TENANT_ID: tenantId,
            AZURE_CLIENT_ID: clientId,
            MDE_AUTHORITY_URL: url,
        };
        const { code } = await run(["login", "--no-browser"], { ...browsing(), environment });
        expect(code).toBe(0);
    });

    it.each<[string, readonly string[], RegExp]>([
        [
            "what is missing",
            [],
            /nobody was logged in: --tenant is missing.*--client-id is missing/,
        ],
        ["an unknown option", ["--tennant", "x"], /Did you mean --tenant\?/],
    ])("names %s in one line and ends with 1", async (_, args, problem) => {
        const { run, stored } = await setUp();
        const { code, stderr } = await run(["login", ...args]);
        expect(code).toBe(1);
        expect(stderr).toMatch(problem);
        expect(stderr).not.toMatch(/^ {4}at /m);
        expect(stored()).toEqual([]);
    });

    it("says in one paragraph that a policy blocks, and keeps nothing", async () => {
        const app = { displayName: "Desk", publicClient: {}, conditionalAccess: "block" } as const;
        const tenants = { [tenantId]: { apps: { [clientId]: app } } };
        const { run, target, browsing, stored } = await setUp({ emulator: { tenants } });
        const { code, stderr } = await run(["login", "--no-browser", ...target()], browsing());
        expect(code).toBe(1);
        expect(stderr.trimEnd()).toMatch(
            /^pulumi-mde: Nothing was done in tenant .*AADSTS53003.*$/,
        );
        expect(stored()).toEqual([]);
    });

    it("names the certificate authority that is not trusted", async () => {
        const { run, target } = await setUp();
        const { code, stderr } = await run(["login", "--device-code", ...target()], {
            environment: { NODE_EXTRA_CA_CERTS: "" },
        });
        expect(code).toBe(1);
        expect(stderr).toContain("NODE_EXTRA_CA_CERTS");
    });

    it("names a folder that cannot be used, before anybody is asked", async () => {
        const { run, target, home, emulator } = await setUp();
        writeFileSync(join(home, "file"), "");
        const environment = { PULUMI_MDE_HOME: join(home, "file", "below") };
        const { code, stderr } = await run(["login", "--no-browser", ...target()], { environment });
        expect(code).toBe(1);
        expect(stderr).toMatch(
            /the folder .*below, where logins are kept, cannot be used: .*PULUMI_MDE_HOME/,
        );
        expect(emulator.journal.entries).toEqual([]);
    });
});

describe("pulumi-mde logout", () => {
    it("forgets the logins of a tenant, or all", async () => {
        const { run, target, stored } = await setUp();
        for (const tenant of [tenantId, otherTenantId])
            await run(["login", "--device-code", ...target(tenant)]);
        expect(stored()).toHaveLength(2);
        const one = await run(["logout", "--tenant", tenantId.toUpperCase()]);
        expect(one.stdout).toMatch(
            new RegExp(`^Logged out of tenant ${tenantId} .* at 127\\.0\\.0\\.1:\\d+\\)\\.\n$`),
        );
        expect(stored()).toHaveLength(1);
        const rest = await run(["logout"]);
        expect(rest.stdout).toContain(`Logged out of tenant ${otherTenantId}`);
        expect(stored()).toEqual([]);
        const other = await run(["logout", "--tenant", tenantId]);
        expect(other.stdout).toBe(`There is no login to tenant ${tenantId} on this machine.\n`);
        const odd = await run(["logout", "--tenant", "contoso", "--client-id", tenantId]);
        expect(odd).toMatchObject({ code: 1, stdout: "" });
        expect(odd.stderr).toContain('nobody was logged out: --tenant is "contoso"');
        const none = await run(["logout"]);
        expect(none).toEqual({
            code: 0,
            stdout: "There is no login on this machine.\n",
            stderr: "",
        });
    });
});
