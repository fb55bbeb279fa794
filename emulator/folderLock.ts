import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** The folder of an emulator could not be had for oneself in time. */
export class FolderBusyError extends Error {
    override readonly name = "FolderBusyError";
    constructor(
        readonly lockFile: string,
        /** Process that holds the lock, where the lock says so. */
        readonly pid: number | undefined,
        readonly waitedMs: number,
    ) {
        const holder = pid === undefined ? "another process" : `process ${pid}`;
        super(
            `The emulator's folder is in use by ${holder} for more than ${waitedMs / 1000} s, so ` +
                `nothing was read or changed. Wait for that process or end it; if there is no such ` +
                `process any more, delete ${lockFile}.`,
        );
    }
}

/** How a lock is waited for. */
export interface LockOptions {
    /** Longest wait in milliseconds. @default 15000 */
    readonly waitMs?: number;
    /** Age in milliseconds after which a lock is taken to be left over, whoever made it. @default 60000 */
    readonly staleMs?: number;
    /** Milliseconds since 1970. @default Date.now */
    readonly now?: () => number;
    readonly sleep?: (ms: number) => Promise<unknown>;
}

interface Holder {
    readonly id: string;
    readonly pid: number;
    readonly host: string;
}

/**
 * Runs `work` while no other process does so under the same lock file, and releases the lock whatever
 * happens. A lock whose process is gone is taken over.
 *
 * @throws FolderBusyError when the lock is not to be had in time.
 */
export async function withFolderLock<T>(
    lockFile: string,
    work: () => T,
    options: LockOptions = {},
): Promise<T> {
    const { waitMs = 15_000, staleMs = 60_000, now = Date.now, sleep = wait } = options;
    const holder: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
    const started = now();
    for (let attempt = 0; !tryCreate(lockFile, holder); attempt++) {
        const age = { staleMs, now: now() };
        if (isLeftOver(lockFile, age) && takeAway(lockFile, age)) continue;
        if (now() - started >= waitMs)
            throw new FolderBusyError(lockFile, read(lockFile)?.pid, waitMs);
        await sleep(Math.min(25, 1 + attempt) * (0.5 + Math.random()));
    }
    try {
        return work();
    } finally {
        // After a pause longer than `staleMs` the lock may be another's.
        if (read(lockFile)?.id === holder.id) rmSync(lockFile, { force: true });
    }
}

/**
 * Makes the lock with its holder in it, at once: a process that is killed in between must not leave a
 * lock of which nobody can tell whose it is, for everybody would wait until it is stale. (What it may
 * leave is a file of its own name, which nobody reads.)
 */
function tryCreate(file: string, holder: Holder): boolean {
    const own = `${file}.${holder.id}`;
    try {
        writeFileSync(own, JSON.stringify(holder));
    } catch (error) {
        if (codeOf(error) !== "ENOENT") throw error;
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        return tryCreate(file, holder);
    }
    try {
        linkSync(own, file);
        return true;
    } catch (error) {
        return codeOf(error) === "EEXIST" ? false : tryCreateUnlinked(file, holder);
    } finally {
        rmSync(own, { force: true });
    }
}

/** The same where the file system has no hard links (exFAT): the file is there first, its text after. */
function tryCreateUnlinked(file: string, holder: Holder): boolean {
    try {
        writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
        return true;
    } catch (error) {
        // On Windows a file that is being deleted cannot be created: EPERM, for a moment.
        if (codeOf(error) === "EEXIST" || codeOf(error) === "EPERM") return false;
        throw error;
    }
}

function isLeftOver(file: string, options: { staleMs: number; now: number }): boolean {
    const holder = read(file);
    if (holder?.host === hostname() && !isRunning(holder.pid)) return true;
    const age = ageOf(file, options.now);
    return age !== undefined && age > options.staleMs;
}

/**
 * Deletes a left-over lock. Of several processes that see it one may do so at a time, and looks again
 * first: otherwise the second would delete the lock that the first has just made.
 *
 * @returns whether this process had its turn.
 */
function takeAway(file: string, options: { staleMs: number; now: number }): boolean {
    const breaking = `${file}.breaking`;
    try {
        writeFileSync(breaking, "", { flag: "wx" });
    } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
        const age = ageOf(breaking, options.now);
        if (age !== undefined && age > options.staleMs) rmSync(breaking, { force: true });
        return false;
    }
    try {
        if (isLeftOver(file, options)) rmSync(file, { force: true });
        return true;
    } finally {
        rmSync(breaking, { force: true });
    }
}

function read(file: string): Holder | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as Holder;
    } catch {
        // Gone, or not written to its end yet: then only its age counts.
        return undefined;
    }
}

function ageOf(file: string, now: number): number | undefined {
    try {
        return now - statSync(file).mtimeMs;
    } catch {
        return undefined;
    }
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return codeOf(error) === "EPERM";
    }
}

function codeOf(error: unknown): string | undefined {
    return (error as NodeJS.ErrnoException).code;
}
