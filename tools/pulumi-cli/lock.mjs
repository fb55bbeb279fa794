// One process works, the others wait for what it makes.

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 1000;
const giveUpMs = 30 * 60 * 1000;
/** How long a lock may be without its owner's number before it counts as left behind. */
const unnamedMs = 10_000;

/** Another living process has held a lock for too long. */
export class LockHeldError extends Error {
    /** @param {string} folder the lock */
    constructor(folder) {
        super(
            `Another process has held the lock ${folder} for more than half an hour, so nothing was done. ` +
                "If no such process is at work any more, remove that folder and run this again.",
        );
        this.name = "LockHeldError";
        this.folder = folder;
    }
}

/**
 * Runs `work` while holding `folder` as a lock. A lock whose owner is gone is taken over; should
 * two processes do that at the same moment, both work, so what they make must come to its place by
 * one rename.
 *
 * @template T
 * @param {string} folder
 * @param {{ onWait: () => void, work: () => Promise<T> }} parts `onWait` is called once, when
 *     another process holds the lock
 * @returns {Promise<T>}
 * @throws {LockHeldError} when another living process holds the lock for more than half an hour
 */
export async function whileLocked(folder, { onWait, work }) {
    const since = Date.now();
    for (let waits = 0; !take(folder); waits += 1) {
        if (isLeftBehind(folder)) {
            rmSync(folder, { recursive: true, force: true });
            continue;
        }
        if (waits === 0) {
            onWait();
        }
        if (Date.now() - since > giveUpMs) {
            throw new LockHeldError(folder);
        }
        await sleep(pollMs);
    }
    try {
        return await work();
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/**
 * @param {string} folder
 * @returns {boolean} whether the lock is ours now
 */
function take(folder) {
    try {
        mkdirSync(folder);
    } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") {
            return false;
        }
        throw error;
    }
    writeFileSync(join(folder, "pid"), String(process.pid));
    return true;
}

/**
 * @param {string} folder
 * @returns {boolean} whether the process that made the lock is gone
 */
function isLeftBehind(folder) {
    try {
        const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
        if (pid > 0) {
            return !isAlive(pid);
        }
    } catch {
        // The owner is between making the folder and writing its number, or was killed there.
    }
    try {
        return Date.now() - statSync(folder).mtimeMs > unnamedMs;
    } catch {
        return false;
    }
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
    }
}
