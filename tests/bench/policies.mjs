// What the ready pack's policies take, in a process without Pulumi's engine and host.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { scriptText } from "./scripts.mjs";

/**
 * @typedef {object} PolicyTime
 * @property {string} name
 * @property {number} ms for all files
 */

/**
 * @typedef {object} Policies
 * @property {number} files
 * @property {number} bytes of each
 * @property {number} loadingMs of the pack's list
 * @property {number} wallMs of all policies for all files, loading and reading included
 * @property {number} cpuMs
 * @property {number} againMs the same contents again, for another tenant
 * @property {number} mandatory how many mandatory violations there were: none is to be had
 * @property {number} undecided how often a policy could not run
 * @property {readonly PolicyTime[]} each
 */

/**
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.files
 * @param {number} options.bytes of each
 * @returns {Policies}
 */
export function measurePolicies({ folder, files, bytes }) {
    const own = join(folder, "policies");
    mkdirSync(join(own, "scripts"), { recursive: true });
    for (let at = 0; at < files; at++) {
        const { name, text } = scriptText(at, bytes);
        writeFileSync(join(own, "scripts", name), text);
    }
    const script = fileURLToPath(new URL("policiesProcess.mjs", import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, own], {
        encoding: "utf8",
        env: { ...process.env, PULUMI_MDE_HOME: join(own, "mde") },
    });
    if (status !== 0) throw new Error(`policiesProcess.mjs failed: ${stderr}`);
    return { files, bytes, .../** @type {any} */ (JSON.parse(stdout)) };
}
