// Who takes part: each is a folder that has been made ready, and a command for each scenario.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { pulumiEnvironment } from "../../tools/pulumi-cli/environment.mjs";
import { onPath } from "../../tools/pulumi-cli/releases.mjs";
import { send } from "./emulatorOnPort.mjs";

/** @typedef {"cold" | "change" | "noop" | "refresh" | "destroy"} Scenario */

/** In the order in which they run: each goes on from where the one before ended. */
export const scenarios = /** @type {const} */ (["cold", "change", "noop", "refresh", "destroy"]);

/**
 * @typedef {object} Setting what a contender is given
 * @property {string} folder its own, with the files in `scripts`
 * @property {string} url of the emulator
 * @property {string} tenantId of its own
 * @property {number} parallel
 * @property {string} bin the folder of the Pulumi CLI
 * @property {Readonly<Record<string, string>>} [environment] more of it, for runs of Pulumi
 */

/**
 * @typedef {object} Ready
 * @property {(scenario: Scenario) => Promise<Omit<import("./measure.mjs").Command, "log" | "cwd">>} command
 * @property {() => number | undefined} stateBytes
 */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} label
 * @property {() => boolean} [isHere] whether what it needs is on this machine
 * @property {(setting: Setting) => Ready} prepare
 */

/** Credentials that every contender signs in with. */
const app = { id: "aaaabbbb-cccc-4ddd-8eee-ffff00001111", secret: "bench~client~secret" };

/** @type {readonly Contender[]} */
export const contenders = [
    { name: "pulumi-mde", label: "pulumi-mde", prepare: pulumi("pulumiMde") },
    {
        name: "folder",
        label: "pulumi-mde, one `Library`",
        prepare: pulumi("pulumiMdeFolder"),
    },
    { name: "textbook", label: "textbook dynamic provider", prepare: pulumi("textbook") },
    { name: "nothing", label: "a provider that does nothing", prepare: pulumi("doesNothing") },
    {
        name: "bare",
        label: "the same without stack traces",
        prepare: pulumi("doesNothing", { BENCH_NO_TRACES: "true" }),
    },
    { name: "loop", label: "a loop, no Pulumi", prepare: loop },
    {
        name: "terraform",
        label: "Terraform, `terraform_data` and curl",
        isHere: () => onPath("terraform") !== undefined && onPath("curl") !== undefined,
        prepare: terraform,
    },
];

/**
 * A Pulumi project with a program of this folder, its own backend and its own home.
 *
 * @param {string} program
 * @param {Readonly<Record<string, string>>} [own] variables that it looks at
 * @returns {(setting: Setting) => Ready}
 */
export function pulumi(program, own = {}) {
    return ({ folder, url, tenantId, parallel, bin, environment = {} }) => {
        const [backend, home] = [join(folder, "backend"), join(folder, "home")];
        for (const path of [backend, home, join(folder, "mde")]) mkdirSync(path);
        writeFileSync(
            join(folder, "Pulumi.yaml"),
            "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n",
        );
        writeFileSync(join(folder, "package.json"), '{ "name": "bench", "main": "index.cjs" }\n');
        copyFileSync(programFile(`${program}.cjs`), join(folder, "index.cjs"));
        const idle = join(folder, "node_modules", "does-nothing");
        mkdirSync(idle, { recursive: true });
        copyFileSync(programFile("doesNothingProvider.cjs"), join(idle, "provider.js"));
        const file = join(bin, "pulumi");
        const env = {
            ...pulumiEnvironment({ bin, backend, home, passphrase: "bench" }),
            PULUMI_MDE_HOME: join(folder, "mde"),
            ...signIn(url, tenantId),
            ...own,
            ...environment,
        };
        run(file, ["stack", "init", "bench", "--non-interactive"], { cwd: folder, env });
        const plain = {
            tenantId,
            clientId: app.id,
            apiUrl: url,
            authorityUrl: url,
            callsPerMinute: "0",
            callsPerHour: "0",
        };
        const keys = Object.entries(plain).flatMap(([key, value]) => [
            "--plaintext",
            `mde:${key}=${value}`,
        ]);
        const secret = ["--secret", `mde:clientSecret=${app.secret}`];
        const set = ["config", "set-all", "--stack", "bench"];
        run(file, [...set, ...keys, ...secret], { cwd: folder, env });
        const common = [
            ...["--yes", "--skip-preview", "--non-interactive", "--suppress-progress"],
            ...["--suppress-outputs", "--stack", "bench", "--parallel", String(parallel)],
        ];
        const words = { cold: "up", change: "up", noop: "up", refresh: "refresh" };
        return {
            command: async (scenario) => ({
                file,
                words: [scenario === "destroy" ? "destroy" : words[scenario], ...common],
                env,
                watch: /node.*cmd\/dynamic-provider/,
            }),
            stateBytes: () => sizeOf(join(backend, ".pulumi", "stacks", "bench", "bench.json")),
        };
    };
}

/**
 * @param {Setting} setting
 * @returns {Ready}
 */
function loop({ folder, url, tenantId }) {
    copyFileSync(programFile("loop.cjs"), join(folder, "loop.cjs"));
    const env = { ...process.env, ...signIn(url, tenantId) };
    return {
        command: async (scenario) => ({
            file: process.execPath,
            words: ["loop.cjs", scenario],
            env,
            watch: /loop\.cjs/,
        }),
        stateBytes: () => undefined,
    };
}

/**
 * @param {Setting} setting
 * @returns {Ready}
 */
function terraform({ folder, url, tenantId, parallel }) {
    copyFileSync(programFile("main.tf"), join(folder, "main.tf"));
    const file = onPath("terraform") ?? "terraform";
    const quiet = ["-no-color", "-input=false"];
    const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_VAR_url: url };
    run(file, ["init", ...quiet], { cwd: folder, env });
    const go = ["-auto-approve", ...quiet, `-parallelism=${String(parallel)}`];
    const refresh = ["apply", "-refresh-only", ...go];
    return {
        command: async (scenario) => ({
            file,
            words:
                scenario === "refresh"
                    ? refresh
                    : [scenario === "destroy" ? "destroy" : "apply", ...go],
            // One token for a run, as somebody would do who writes this.
            env: { ...env, TF_VAR_token: await tokenOf(url, tenantId) },
        }),
        stateBytes: () => sizeOf(join(folder, "terraform.tfstate")),
    };
}

/**
 * @param {string} url
 * @param {string} tenantId
 */
function signIn(url, tenantId) {
    return {
        BENCH_URL: url,
        BENCH_TENANT_ID: tenantId,
        BENCH_CLIENT_ID: app.id,
        BENCH_CLIENT_SECRET: app.secret,
    };
}

/**
 * @param {string} url
 * @param {string} tenantId
 * @returns {Promise<string>}
 */
async function tokenOf(url, tenantId) {
    const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: app.id,
        client_secret: app.secret,
        scope: "https://api.securitycenter.microsoft.com/.default",
    });
    const answer = await send(new URL(`${url}/${tenantId}/oauth2/v2.0/token`), {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: String(body),
    });
    return /** @type {{ access_token: string }} */ (JSON.parse(answer)).access_token;
}

/**
 * @param {string} name
 * @returns {string}
 */
function programFile(name) {
    return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

/**
 * @param {string} path
 * @returns {number | undefined}
 */
function sizeOf(path) {
    return existsSync(path) ? statSync(path).size : undefined;
}

/**
 * @param {string} file
 * @param {readonly string[]} words
 * @param {{ cwd: string, env: Record<string, string | undefined> }} options
 */
function run(file, words, options) {
    const { status, stdout, stderr, error } = spawnSync(file, words, {
        ...options,
        encoding: "utf8",
    });
    if (status === 0) return;
    throw new Error(`"${[file, ...words].join(" ")}" failed: ${String(error ?? stdout + stderr)}`);
}
