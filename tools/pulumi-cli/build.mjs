// Builds the Pulumi CLI and its Node.js language host from Pulumi's own Go modules, for machines
// that reach package registries but not Pulumi's downloads. What is built is pinned by the go.mod
// and go.sum files in cli/ and language-nodejs/.

import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
    chmodSync,
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    renameSync,
    rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { whileLocked } from "./lock.mjs";
import { executable, hasPulumi, isExecutable, onPath } from "./releases.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const windows = process.platform === "win32";

/** The oldest Go that builds the CLI: the `go` line of its own go.mod. */
export const oldestGo = wordAfter("cli", "\ngo ");
/** The version of the CLI that is built, without the `v`. */
export const cliVersion = wordAfter("cli", "github.com/pulumi/pulumi/pkg/v3 v");
const languageHostVersion = wordAfter("language-nodejs", "github.com/pulumi/pulumi/sdk/v3 v");

const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const languageHost = "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs";

/** The Go command that builds the CLI failed. */
export class CliBuildError extends Error {
    /**
     * @param {object} failure
     * @param {string} failure.command
     * @param {string} failure.folder where it ran
     * @param {string[]} failure.said the last lines it wrote
     */
    constructor({ command, folder, said }) {
        super(
            `The Pulumi CLI could not be built, so nothing was run: "${command}" failed in ${folder}. ` +
                "It needs about 3 GB of disk and a Go module proxy that it can reach. Run this again " +
                "(it goes on where it stopped), or install the CLI: https://www.pulumi.com/docs/install/. " +
                `Go said:\n${said.join("\n")}`,
        );
        this.name = "CliBuildError";
        this.command = command;
        this.folder = folder;
    }
}

/**
 * The folder of an earlier build of exactly these modules.
 *
 * @returns {string | undefined}
 */
export function earlierBuild() {
    const folder = buildFolder();
    return hasPulumi(folder) ? folder : undefined;
}

/**
 * A Go that is new enough to build the CLI.
 *
 * @returns {string | undefined} the path of the `go` command
 */
export function findGo() {
    const usual = join("/usr/local/go/bin", executable("go"));
    return [onPath("go"), isExecutable(usual) ? usual : undefined]
        .filter((go) => go !== undefined)
        .find((go) => isNewEnough(goVersion(go)));
}

/**
 * Builds both programs into a cache outside the project, once: later calls, and other processes at
 * the same time, use what is there.
 *
 * @param {string} go the `go` command
 * @param {{ log: (line: string) => void }} options
 * @returns {Promise<string>} the folder to put first on PATH
 * @throws {CliBuildError} when the Go command fails
 * @throws {import("./lock.mjs").LockHeldError} when another process builds for ever
 */
export async function buildFromModules(go, { log }) {
    const folder = buildFolder();
    const cache = dirname(folder);
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    return whileLocked(`${folder}.lock`, {
        onWait: () => log("Another process is building the Pulumi CLI; waiting for it."),
        work: async () => {
            if (hasPulumi(folder)) {
                return folder;
            }
            const draft = mkdtempSync(`${folder}.draft-`);
            try {
                const started = Date.now();
                log(
                    `Building the Pulumi CLI ${cliVersion} from its Go modules, once: about seven minutes ` +
                        `(it will be kept in ${cache}).`,
                );
                const version = `-X ${versionVariable}=v${cliVersion}`;
                await goBuild(go, "cli", { draft, flags: ["-ldflags", version], target: "tool" });
                await goBuild(go, "language-nodejs", { draft, flags: [], target: languageHost });
                copyDynamicProviderLauncher(draft);
                chmodSync(draft, 0o755);
                rmSync(folder, { recursive: true, force: true });
                renameSync(draft, folder);
                log(`Built in ${String(Math.round((Date.now() - started) / 1000))} seconds.`);
                return folder;
            } finally {
                rmSync(draft, { recursive: true, force: true });
            }
        },
    });
}

/**
 * @returns {string} where a build of exactly these modules for this platform belongs
 */
function buildFolder() {
    const digest = createHash("sha256");
    for (const name of ["cli", "language-nodejs"]) {
        digest.update(readFileSync(join(here, name, "go.mod")));
        digest.update(readFileSync(join(here, name, "go.sum")));
    }
    const pin = digest.digest("hex").slice(0, 8);
    const platform = `${process.platform}-${process.arch}`;
    return join(
        userCache(),
        "pulumi-mde",
        "cli",
        `${cliVersion}-nodejs-${languageHostVersion}-${platform}-${pin}`,
    );
}

/**
 * @returns {string}
 */
function userCache() {
    const named = windows ? process.env.LOCALAPPDATA : process.env.XDG_CACHE_HOME;
    return named !== undefined && isAbsolute(named) ? named : join(homedir(), ".cache");
}

/**
 * The dynamic provider's launcher is a script of the npm package; it finds its code from the
 * working directory, so a copy serves every project.
 *
 * @param {string} folder
 */
function copyDynamicProviderLauncher(folder) {
    const require = createRequire(import.meta.url);
    const sdk = dirname(require.resolve("@pulumi/pulumi/package.json"));
    const name = `pulumi-resource-pulumi-nodejs${windows ? ".cmd" : ""}`;
    copyFileSync(join(sdk, name), join(folder, name));
    chmodSync(join(folder, name), 0o755);
}

/**
 * @param {string} go
 * @param {string} module folder beside this file
 * @param {{ draft: string, flags: string[], target: string }} build
 * @returns {Promise<void>}
 */
async function goBuild(go, module, { draft, flags, target }) {
    const out = draft + (windows ? "\\" : "/");
    const args = ["build", "-mod=readonly", "-buildvcs=false", "-o", out, ...flags, target];
    const child = spawn(go, args, {
        cwd: join(here, module),
        env: { ...process.env, GOWORK: "off" },
        stdio: ["ignore", "ignore", "pipe"],
    });
    /** @type {string[]} */
    const said = [];
    child.stderr.setEncoding("utf8").on("data", (text) => said.push(String(text)));
    const code = await new Promise((done, failed) => {
        child.on("error", failed).on("close", done);
    });
    if (code !== 0) {
        const lines = said
            .join("")
            .split("\n")
            .filter((line) => line !== "" && !line.startsWith("go: downloading "));
        const command = `${go} ${args.join(" ")}`;
        throw new CliBuildError({ command, folder: join(here, module), said: lines.slice(-15) });
    }
}

/**
 * The version a Go command has in the CLI's module: a newer Go may switch its toolchain there.
 *
 * @param {string} go
 * @returns {string} such as `1.25.11`; empty when it cannot be run
 */
function goVersion(go) {
    try {
        const text = execFileSync(go, ["env", "GOVERSION"], {
            cwd: join(here, "cli"),
            env: { ...process.env, GOWORK: "off" },
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        });
        return /^go(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? "";
    } catch {
        return "";
    }
}

/**
 * @param {string} version
 * @returns {boolean}
 */
function isNewEnough(version) {
    return version !== "" && version.localeCompare(oldestGo, "en", { numeric: true }) >= 0;
}

/**
 * @param {string} module
 * @param {string} before the text right before the wanted word
 * @returns {string} the word in the module's go.mod
 */
function wordAfter(module, before) {
    const path = join(here, module, "go.mod");
    const text = readFileSync(path, "utf8");
    const at = text.indexOf(before);
    if (at < 0) {
        throw new Error(`${path} has no line with "${before.trim()}".`);
    }
    return text.slice(at + before.length).split(/\s/, 1)[0] ?? "";
}
