// The Pulumi releases that are already on this machine, and the official way to fetch one.

import { spawn } from "node:child_process";
import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const windows = process.platform === "win32";

/** A download of a whole release (about 100 MB) may take a while; a refused one fails at once. */
const downloadTimeoutMs = 5 * 60 * 1000;

/**
 * The file name of a program on this platform.
 *
 * @param {string} name
 * @returns {string}
 */
export function executable(name) {
    return windows ? `${name}.exe` : name;
}

/**
 * @param {string} path
 * @returns {boolean} whether there is a program at `path` that we may start
 */
export function isExecutable(path) {
    try {
        accessSync(path, constants.X_OK);
        const found = statSync(path);
        return found.isFile() && found.size > 0;
    } catch {
        return false;
    }
}

/**
 * The first program of that name on PATH.
 *
 * @param {string} name without `.exe`
 * @returns {string | undefined} its absolute path
 */
export function onPath(name) {
    return (process.env.PATH ?? "")
        .split(delimiter)
        .filter((folder) => folder !== "")
        .map((folder) => join(folder, executable(name)))
        .find(isExecutable);
}

/**
 * Whether the folder holds the CLI and, beside it, what starts Node.js programs.
 *
 * @param {string} folder
 * @returns {boolean}
 */
export function hasPulumi(folder) {
    return ["pulumi", "pulumi-language-nodejs"].every((name) =>
        isExecutable(join(folder, executable(name))),
    );
}

/**
 * The folder of a `pulumi` on PATH whose Node.js language host is beside it or on PATH too.
 * A package manager's link is followed: the language host lies beside the real file.
 *
 * @returns {string | undefined}
 */
export function pulumiOnPath() {
    const found = onPath("pulumi");
    if (found === undefined) {
        return undefined;
    }
    const folders = [dirname(found), dirname(realpathSync(found))];
    return folders.find(hasPulumi) ?? (onPath("pulumi-language-nodejs") && folders[0]);
}

/**
 * The newest release that Pulumi's npm launcher or its Automation API has installed:
 * `${PULUMI_HOME:-~/.pulumi}/versions/<version>/bin`.
 *
 * @returns {string | undefined}
 */
export function newestInstalledRelease() {
    const versions = join(process.env.PULUMI_HOME || join(homedir(), ".pulumi"), "versions");
    let names;
    try {
        names = readdirSync(versions);
    } catch {
        return undefined;
    }
    return names
        .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
        .map((name) => join(versions, name, "bin"))
        .find(hasPulumi);
}

/**
 * Lets the official launcher (the npm package `pulumi`) download a release. Where downloads are
 * refused it fails within a second or two.
 *
 * @param {string} version for example `3.259.0`
 * @returns {Promise<string | undefined>} the release's folder; nothing when there is none
 */
export async function downloadRelease(version) {
    await new Promise((done) => {
        // A group of its own, so that a download that hangs ends with its children.
        const child = spawn("npx", ["--yes", `pulumi@${version}`, "version"], {
            stdio: "ignore",
            detached: !windows,
            shell: windows,
            env: { ...process.env, PULUMI_VERSION: version },
        });
        const timer = setTimeout(() => {
            if (windows) child.kill();
            else if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
        }, downloadTimeoutMs);
        child.on("error", done).on("close", () => {
            clearTimeout(timer);
            done(undefined);
        });
    });
    return newestInstalledRelease();
}
