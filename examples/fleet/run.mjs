// node examples/fleet/run.mjs [--tenants 50]
//
// Shows fleet.mjs with the real Pulumi CLI and an emulator of so many tenants: a release that all of
// them take but one, the same command once more when that one is mended, and a change that a canary
// does not take and that therefore reaches nobody else. It works on a copy of this folder and with a
// backend of its own, in .pulumi-mde beside this file, and begins anew each time.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createEmulator, serveEmulator } from "pulumi-mde/emulator";
import { parse, stringify } from "yaml";
import { pulumiEnvironment } from "../../tools/pulumi-cli/environment.mjs";
import { findPulumiCli } from "../../tools/pulumi-cli/index.mjs";

const example = dirname(fileURLToPath(import.meta.url));
const command = fileURLToPath(import.meta.resolve("pulumi-mde/package.json")).replace(
    "package.json",
    "dist/cli/main.js",
);
const own = join(example, ".pulumi-mde");
const checkout = join(own, "checkout");
const backend = join(own, "backend");
const script = join(checkout, "scripts", "linux-triage.sh");

/** Nobody signs in to a tenant with it: it is the emulator's. */
const app = { ARM_CLIENT_ID: "11112222-bbbb-3333-cccc-4444dddd5555", ARM_CLIENT_SECRET: "any" };
const developmentTenant = "00001111-aaaa-2222-bbbb-3333cccc4444";

/** @type {["ignore", "pipe", "inherit"]} */
const piped = ["ignore", "pipe", "inherit"];
const say = (line = "") => process.stdout.write(`${line}\n`);
const { values } = parseArgs({ options: { tenants: { type: "string", default: "50" } } });

const emulator = createEmulator();
const served = await serveEmulator(emulator, { port: 0 });
try {
    const count = Number(values.tenants);
    if (!(count >= 3)) {
        throw new Error("--tenants is a number, and at least 3.");
    }
    await main(count);
} catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
} finally {
    await served.close();
}

/** @param {number} count */
async function main(count) {
    const { bin } = await findPulumiCli({ log: say });
    rmSync(own, { recursive: true, force: true });
    mkdirSync(backend, { recursive: true });
    for (const name of ["Pulumi.yaml", "package.json", "tsconfig.json", "scripts", "index.ts"]) {
        cpSync(join(example, name), join(checkout, name), { recursive: true });
    }
    for (const name of ["fleet.mjs", "rollOut.mjs", "plan.mjs", "deploy.mjs", "report.mjs"]) {
        cpSync(join(example, name), join(checkout, name));
    }
    const { tenants: all } = parse(readFileSync(join(example, "tenants.yaml"), "utf8"));
    const tenants = Object.entries(all).slice(0, count);
    writeFileSync(
        join(checkout, "tenants.yaml"),
        stringify({ tenants: Object.fromEntries(tenants) }),
    );
    const canaries = tenants.slice(0, 2).map(([name]) => name);
    const [[canary, { tenantId: canaryId }], , [, { tenantId: thirdId }]] = tenants;

    const env = {
        ...pulumiEnvironment({ bin, backend, home: join(own, "home"), passphrase: "" }),
        ...app,
        MDE_API_URL: served.url,
        MDE_AUTHORITY_URL: served.url,
    };
    /** @type {(program: string, ...words: string[]) => Promise<{ code: number, output: string }>} */
    const run = async (program, ...words) => {
        const child = spawn(program, words, { cwd: checkout, env, stdio: piped });
        const output = text(child.stdout);
        const [code] = await once(child, "close");
        return { code, output: await output };
    };
    const pulumi = async (/** @type {string[]} */ ...words) => {
        const { code, output } = await run(join(bin, "pulumi"), ...words, "--non-interactive");
        if (code !== 0) {
            throw new Error(`This was to succeed, and did not:\n${output}`);
        }
    };
    const release = async () => {
        await pulumi("up", "--yes", "--skip-preview", "--stack", "development");
        const words = ["release", "--stack", "development"];
        const { code, output } = await run(process.execPath, command, ...words);
        if (code !== 0) {
            throw new Error("The release was not written.");
        }
        writeFileSync(join(checkout, "release.json"), output);
    };
    const fleet = async (/** @type {number} */ expected) => {
        const words = ["fleet.mjs", ...canaries.flatMap((name) => ["--canary", name])];
        const child = spawn(process.execPath, words, { cwd: checkout, env, stdio: piped });
        const closed = once(child, "close");
        for await (const line of createInterface(child.stdout)) {
            say(line && `   | ${line}`);
        }
        const [code] = await closed;
        if (code !== expected) {
            throw new Error(`fleet.mjs ended with ${String(code)}, and not ${String(expected)}.`);
        }
        say();
    };

    await pulumi("stack", "init", "development");
    await pulumi("config", "set", "mde:tenantId", developmentTenant, "--stack", "development");

    say(
        "1. A release goes to all tenants. One of them has a file of that name that somebody made:",
    );
    await release();
    await emulator.library(thirdId).put("linux-triage.sh", "id\n");
    await fleet(1);

    say("2. That file is looked at and taken away. The same command does what is left:");
    await emulator.library(thirdId).remove("linux-triage.sh");
    await fleet(0);

    say(`3. A change is tested. In ${canary}, a canary, somebody has edited the script meanwhile:`);
    appendFileSync(script, "last -n 50\n");
    await release();
    await emulator.library(canaryId).put("linux-triage.sh", "#!/bin/sh\nw\n");
    await fleet(1);
    say("Nobody but the canaries was asked to take it.");
}
