// The files that go up: the same for every contender.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A script's size in bytes, at least and at most. */
export const sizes = { least: 512, most: 1536 };

/**
 * Writes so many scripts into the folder's `scripts`: text, and no two alike.
 *
 * @param {string} folder
 * @param {number} count
 */
export function writeFiles(folder, count) {
    mkdirSync(join(folder, "scripts"), { recursive: true });
    for (let at = 0; at < count; at++) writeFile(folder, at, "first");
}

/**
 * Writes one of them in another wording.
 *
 * @param {string} folder
 * @param {number} at which one, from 0
 * @param {string} wording
 */
export function writeFile(folder, at, wording) {
    const name = `Collect-${String(at).padStart(4, "0")}.ps1`;
    const size = sizes.least + ((at * 379) % (sizes.most - sizes.least + 1));
    const line = `# ${name}, ${wording}: what a responder asks a machine for\r\n`;
    const text = line.repeat(Math.ceil(size / line.length)).slice(0, size);
    writeFileSync(join(folder, "scripts", name), text);
}
