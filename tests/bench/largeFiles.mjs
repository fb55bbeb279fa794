// Large files through the real CLI: how much memory the provider needs.

import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pulumi } from "./contenders.mjs";
import { measure } from "./measure.mjs";

/**
 * @typedef {object} LargeFiles
 * @property {number} files
 * @property {number} bytes each
 * @property {number} wallMs
 * @property {number | undefined} peakBytes of the provider's process
 */

/**
 * @param {object} options
 * @param {string} options.folder
 * @param {number} options.files
 * @param {number} options.bytes
 * @param {number} options.parallel
 * @param {string} options.bin
 * @param {import("./emulatorOnPort.mjs").EmulatorOnPort} options.emulator
 * @returns {Promise<LargeFiles>}
 */
export async function measureLargeFiles({ folder, files, bytes, parallel, bin, emulator }) {
    const own = join(folder, "large");
    mkdirSync(join(own, "scripts"), { recursive: true });
    for (let at = 0; at < files; at++)
        writeFileSync(join(own, "scripts", `tool-${String(at)}`), Buffer.alloc(bytes, `${at} `));
    const setting = { folder: own, url: emulator.url, tenantId: randomUUID(), parallel, bin };
    const ready = pulumi("pulumiMde")(setting);
    const log = join(folder, "large.log");
    const { wallMs, peakBytes } = await measure({
        ...(await ready.command("cold")),
        cwd: own,
        log,
    });
    rmSync(own, { recursive: true, force: true });
    return { files, bytes, wallMs, peakBytes };
}
