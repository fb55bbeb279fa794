// Runs a command and measures it: time, processor, memory.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

import { allProcesses, canLook, commandLineOf, peakMemoryOf, processOf } from "./processes.mjs";

/** How often the processes of a run are looked at, in milliseconds. */
const LOOK = 200;
/** The longest that a command may take, in milliseconds: the slowest takes five minutes. */
const LONGEST = 1_200_000;
/** How long the processes that a run leaves behind may take to end, in milliseconds. */
const LINGER = 10_000;

/**
 * @typedef {object} Command
 * @property {string} file
 * @property {readonly string[]} words
 * @property {string} cwd
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {string} log the file that gets what it prints
 * @property {RegExp} [watch] which process's memory is wanted, by its command line
 */

/**
 * @typedef {object} Measured
 * @property {number} wallMs
 * @property {number | undefined} cpuMs of the command and all processes that it started
 * @property {number | undefined} peakBytes the most memory of the watched process; of the largest,
 *     when there are several
 */

/**
 * Runs a command to its end. Nothing else may be started by this process meanwhile: what its
 * children have used is counted for this one.
 *
 * @param {Command} command
 * @returns {Promise<Measured>}
 * @throws {Error} with the last lines that it printed, when it fails
 */
export async function measure({ file, words, cwd, env, log, watch }) {
    const before = reapedCpu();
    const started = performance.now();
    const out = openSync(log, "a");
    const child = spawn(file, words, {
        cwd,
        env,
        stdio: ["ignore", out, out],
        timeout: LONGEST,
        killSignal: "SIGKILL",
    });
    closeSync(out);
    const seen = createWatch(child.pid ?? 0, watch);
    const timer = canLook ? setInterval(seen.look, LOOK) : undefined;
    const ended = once(child, "exit").finally(() => clearInterval(timer));
    const [code, signal] = /** @type {[number | null, NodeJS.Signals | null]} */ (await ended);
    const wallMs = performance.now() - started;
    await seen.end();
    if (code !== 0) {
        const said = readFileSync(log, "utf8").trimEnd().split("\n").slice(-40).join("\n");
        throw new Error(
            `"${[file, ...words].join(" ")}" ended with ${String(code ?? signal)}:\n${said}`,
        );
    }
    // A plugin that the CLI stops without waiting for it is in no parent's account.
    const cpuMs = canLook ? Math.max(reapedCpu() - before, seen.cpuMs()) : undefined;
    return { wallMs, cpuMs, peakBytes: canLook ? seen.peakBytes() : undefined };
}

/** What the ended children of this process have used, and theirs. */
function reapedCpu() {
    return canLook ? (processOf("self")?.childrenCpuMs ?? 0) : 0;
}

/**
 * Follows a process and all that descend from it, also when their parents end before them.
 *
 * @param {number} root
 * @param {RegExp | undefined} watch
 */
function createWatch(root, watch) {
    /** @type {Map<string, { pid: number, cpuMs: number, watched: boolean, peak: number }>} */
    const found = new Map();
    const isLeft = () => allProcesses().some(({ key }) => found.has(key));
    return {
        look() {
            const all = allProcesses();
            const family = new Set([root, ...[...found.values()].map(({ pid }) => pid)]);
            for (let grown = -1; grown !== family.size;) {
                grown = family.size;
                for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
            }
            for (const { pid, key, cpuMs } of all) {
                if (!family.has(pid)) continue;
                const before = found.get(key);
                // A script that replaces its shell has another command line then.
                const watched =
                    before?.watched === true || watch?.test(commandLineOf(pid)) === true;
                // One that has just ended is still there, without its memory.
                const peak = Math.max(before?.peak ?? 0, watched ? peakMemoryOf(pid) : 0);
                found.set(key, { pid, cpuMs, watched, peak });
            }
        },
        /** Waits for what the run leaves behind: it would be in the way of the next one. */
        async end() {
            const until = performance.now() + LINGER;
            while (canLook && isLeft() && performance.now() < until) await wait(20);
        },
        cpuMs: () => [...found.values()].reduce((sum, { cpuMs }) => sum + cpuMs, 0),
        peakBytes() {
            const peaks = [...found.values()].filter(({ watched }) => watched);
            return peaks.length === 0 ? undefined : Math.max(...peaks.map(({ peak }) => peak));
        },
    };
}
