import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { checkNames } from "../../cli/check";
import type { DoctorReport } from "../../cli/doctorReport";
import { createEmulator, serveEmulator, type ServedEmulator } from "../../emulator";
import { temporaryFolder } from "../emulator/temporaryFolder";
import { runDoctor } from "./doctorProcess";

const text = readFileSync(join(__dirname, "..", "..", "docs", "doctor.md"), "utf8");
const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!,
    );

/** Ports, times and the ids of calls aside. */
const comparable = (output: string) =>
    output
        .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:8443")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "2026-11-25T11:00:00Z")
        .replaceAll(/request [0-9a-f-]{36}/g, "request 5d1fd1a0-0c53-4d0b-a4f0-3ab20b1c1a00");

describe("docs/doctor.md", () => {
    const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
    const clientId = "11112222-bbbb-3333-cccc-4444dddd5555";
    let served: ServedEmulator | undefined;
    afterEach(() => served?.close());

    /** The project and stack of the document, whose library is an emulator's. */
    async function production() {
        const apps = { [clientId]: { displayName: "library deployer", secret: "Xs3~right" } };
        const emulator = createEmulator({ tenants: { [tenantId]: { apps } } });
        for (const name of ["a.ps1", "b.ps1", "c.sh"])
            await emulator.library(tenantId).put(name, name);
        served = await serveEmulator(emulator, { port: 0 });
        const cwd = temporaryFolder();
        mkdirSync(join(cwd, "backend"));
        writeFileSync(join(cwd, "Pulumi.yaml"), "name: response\nruntime: nodejs\n");
        const environment = {
            PULUMI_BACKEND_URL: `file://${join(cwd, "backend")}`,
            PULUMI_CONFIG_PASSPHRASE: "x",
            PULUMI_HOME: join(cwd, "home"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
        };
        const pulumi = (...args: string[]) =>
            execFileSync("pulumi", args, {
                cwd,
                env: { ...process.env, ...environment },
                stdio: "pipe",
            });
        pulumi("stack", "init", "production");
        const values = { tenantId, clientId, apiUrl: served.url, authorityUrl: served.url };
        for (const [name, value] of Object.entries(values))
            pulumi("config", "set", `mde:${name}`, value);
        const configureSecret = (value: string) => {
            pulumi("config", "set", "--secret", "mde:clientSecret", value);
        };
        configureSecret("Xs3~right");
        return {
            configureSecret,
            run: (...args: string[]) => runDoctor(args, { cwd, environment }),
        };
    }

    it("shows true output, as text and as JSON, right and wrong", async () => {
        const { configureSecret, run } = await production();
        const [right, wrong] = blocks("text");
        const good = await run("--stack", "production");
        expect(comparable(good.stdout)).toBe(right);
        expect(good.code).toBe(0);

        const json = await run("--stack", "production", "--json");
        const real = JSON.parse(comparable(json.stdout)) as DoctorReport;
        const shown = JSON.parse(blocks("json")[0]!) as DoctorReport;
        expect({ ...shown, checks: [] }).toEqual({ ...real, checks: [] });
        expect(shown.checks.length).toBeGreaterThan(1);
        for (const check of shown.checks) expect(real.checks).toContainEqual(check);
        for (const check of real.checks)
            for (const value of Object.keys(check.values))
                expect(section(check.check)).toContain(`\`${value}\``);

        configureSecret("Xs3~wrong");
        const bad = await run("--stack", "production");
        expect(comparable(bad.stdout)).toBe(wrong);
        expect(bad.code).toBe(1);
    });

    it("explains each check, in the order of the output", () => {
        const explained = [...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, name]) => name);
        expect(explained).toEqual(checkNames);
    });

    it("names commands that tests run", () => {
        const commands = blocks("sh").flatMap((block) => block.trim().split("\n"));
        expect(commands).toEqual([
            "npx pulumi-mde doctor --stack production",
            "npx pulumi-mde doctor",
            "ARM_TENANT_ID=… ARM_CLIENT_ID=… ARM_CLIENT_SECRET=… npx pulumi-mde doctor",
            "npx pulumi-mde doctor --stack production --json",
        ]);
    });

    function section(name: string): string {
        const [, after = ""] = text.split(`### \`${name}\`\n`);
        return after.split(/^##/m)[0]!;
    }
});
