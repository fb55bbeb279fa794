// The files that go up: the same for every contender.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {object} Sizes of scripts, in bytes
 * @property {number} least
 * @property {number} most
 */

/** Less than half of what the scripts of the quickstart have: 8 KB on average. */
export const usualSizes = { least: 1024, most: 5120 };

/**
 * Writes so many scripts into the folder's `scripts`: text, and no two alike.
 *
 * @param {string} folder
 * @param {number} count
 * @param {Sizes} sizes
 */
export function writeFiles(folder, count, sizes) {
    mkdirSync(join(folder, "scripts"), { recursive: true });
    for (let at = 0; at < count; at++) writeFile(folder, { at, wording: "first", sizes });
}

/**
 * Writes one of them in another wording.
 *
 * @param {string} folder
 * @param {object} file
 * @param {number} file.at which one, from 0
 * @param {string} file.wording
 * @param {Sizes} file.sizes
 */
export function writeFile(folder, { at, wording, sizes }) {
    const name = `Collect-${String(at).padStart(4, "0")}.ps1`;
    const size = sizes.least + ((at * 379) % (sizes.most - sizes.least + 1));
    const line = `# ${name}, ${wording}: what a responder asks a machine for\r\n`;
    const text = line.repeat(Math.ceil(size / line.length)).slice(0, size);
    writeFileSync(join(folder, "scripts", name), text);
}
