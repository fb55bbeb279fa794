// The provider's own time for a file, above the engine and the service.

import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { writeFiles } from "./files.mjs";

/**
 * @typedef {object} OwnTime processor time, sockets included, engine and host left out
 * @property {number} files
 * @property {number} loadingMs of its modules, once in a process
 * @property {number} signInMs of the first sign-in and list, with the modules that they need, once in
 *     a process that makes a call
 * @property {{ checkNew: number, create: number, checkSame: number, diff: number, read: number,
 *     remove: number }} steps milliseconds per file; tokens and lists are in them
 * @property {number} bareUploadMs of an upload that is made of nothing but `fetch`
 * @property {number} ownMs of a new file: `check` and `create` without such an upload
 */

/**
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.files
 * @param {import("./files.mjs").Sizes} options.sizes
 * @param {import("./emulatorOnPort.mjs").EmulatorOnPort} options.emulator
 * @returns {OwnTime}
 */
export function measureOwnTime({ folder, files, sizes, emulator }) {
    const own = join(folder, "own-time");
    mkdirSync(own);
    writeFiles(own, files, sizes);
    const inProcess = (/** @type {string} */ file) => {
        const script = fileURLToPath(new URL(file, import.meta.url));
        const words = [script, emulator.url, own, randomUUID()];
        const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
        if (status !== 0) throw new Error(`${file} failed: ${stderr}`);
        return /** @type {unknown} */ (JSON.parse(stdout));
    };
    const found = /** @type {Pick<OwnTime, "loadingMs" | "signInMs" | "steps">} */ (
        inProcess("ownTimeProcess.mjs")
    );
    const bareUploadMs = Number(inProcess("bareUploadsProcess.mjs"));
    const { checkNew, create } = found.steps;
    return { files, ...found, bareUploadMs, ownMs: checkNew + create - bareUploadMs };
}
