// What the operating system tells of processes: Linux alone. Elsewhere nothing is known of them.

import { readFileSync, readdirSync } from "node:fs";

/** A kernel's tick as /proc shows it to every program, in milliseconds. */
const TICK = 10;

/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {string} key tells it from another one that had its number before
 * @property {number} cpuMs what it has used itself
 * @property {number} childrenCpuMs what its children have used, those alone that have ended
 */

/** Whether processes can be looked at here. */
export const canLook = process.platform === "linux";

/**
 * @returns {Process[]} all that run now
 */
export function allProcesses() {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
            const found = processOf(name);
            return found === undefined ? [] : [found];
        });
}

/**
 * @param {string} name its number, or `self`
 * @returns {Process | undefined} nothing when it has ended
 */
export function processOf(name) {
    const text = textOf(`/proc/${name}/stat`);
    if (text === undefined) return undefined;
    // The command's name comes first and may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const number = (/** @type {number} */ at) => Number(fields[at]);
    const pid = Number.parseInt(text, 10);
    return {
        pid,
        parent: number(1),
        key: `${String(pid)} ${fields[19] ?? ""}`,
        cpuMs: (number(11) + number(12)) * TICK,
        childrenCpuMs: (number(13) + number(14)) * TICK,
    };
}

/**
 * @param {number} pid
 * @returns {string} its command line, words separated by spaces
 */
export function commandLineOf(pid) {
    return (textOf(`/proc/${String(pid)}/cmdline`) ?? "").replaceAll("\0", " ").trim();
}

/**
 * @param {number} pid
 * @returns {number} the most memory that it has had at once, in bytes; 0 when it has ended
 */
export function peakMemoryOf(pid) {
    const status = textOf(`/proc/${String(pid)}/status`) ?? "";
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/**
 * @param {string} path
 * @returns {string | undefined}
 */
function textOf(path) {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return undefined;
    }
}
