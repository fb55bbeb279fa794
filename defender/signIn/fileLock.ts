import { randomUUID } from "node:crypto";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

/** Another process has had the lock for too long. */
export class FileBusyError extends Error {
    override name = "FileBusyError" as const;

    constructor(lockFile: string, pid: number | undefined) {
        super(
            `${pid === undefined ? "another process" : `process ${pid}`} has ${lockFile}: wait for ` +
                `it or end it; if there is no such process any more, delete that file`,
        );
    }
}

/** How a lock is waited for. */
export interface FileLockOptions {
    /** Longest wait in milliseconds. Default 15 s. */
    readonly waitMs?: number;
    /** Age in milliseconds after which a lock is taken to be left over. Default 30 s. */
    readonly staleMs?: number;
    /** This machine's time, which files are dated by, in milliseconds since 1970. */
    readonly now?: () => number;
    readonly sleep?: (ms: number) => Promise<unknown>;
}

interface Holder {
    readonly id: string;
    readonly pid: number;
    readonly host: string;
}

/**
 * Has a lock for oneself, among all processes of this machine that ask for it. A lock whose process
 * is gone is taken over.
 *
 * @returns what gives it back.
 * @throws {FileBusyError} when it is not to be had in time.
 */
export async function lockFile(path: string, options: FileLockOptions = {}): Promise<() => void> {
    const { waitMs = 15_000, staleMs = 30_000, now = Date.now, sleep = wait } = options;
    const holder: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
    const started = now();
    for (let attempt = 0; !tryCreate(path, JSON.stringify(holder)); attempt++) {
        const age = { staleMs, now: now() };
        if (isLeftOver(path, age) && takeAway(path, age)) continue;
        if (now() - started >= waitMs) throw new FileBusyError(path, read(path)?.pid);
        await sleep(Math.min(25, 1 + attempt));
    }
    return () => {
        // After a pause longer than `staleMs` the lock may be another's.
        if (read(path)?.id === holder.id) rmSync(path, { force: true });
    };
}

function tryCreate(path: string, content: string): boolean {
    try {
        writeFileSync(path, content, { flag: "wx", mode: 0o600 });
        return true;
    } catch (error) {
        // On Windows a file that is being deleted cannot be created: EPERM, for a moment.
        if (codeOf(error) === "EEXIST" || codeOf(error) === "EPERM") return false;
        throw error;
    }
}

function isLeftOver(path: string, options: { staleMs: number; now: number }): boolean {
    const holder = read(path);
    if (holder?.host === hostname() && !isRunning(holder.pid)) return true;
    const age = ageOf(path, options.now);
    return age !== undefined && age > options.staleMs;
}

/**
 * Deletes a left-over lock. Of several processes that see it one may do so at a time, and looks
 * again first: otherwise the second would delete the lock that the first has just made.
 */
function takeAway(path: string, options: { staleMs: number; now: number }): boolean {
    const breaking = `${path}.breaking`;
    if (!tryCreate(breaking, "")) {
        const age = ageOf(breaking, options.now);
        if (age !== undefined && age > options.staleMs) rmSync(breaking, { force: true });
        return false;
    }
    try {
        if (isLeftOver(path, options)) rmSync(path, { force: true });
        return true;
    } finally {
        rmSync(breaking, { force: true });
    }
}

function read(path: string): Holder | undefined {
    try {
        return JSON.parse(readFileSync(path, "utf8")) as Holder;
    } catch {
        // Gone, or not written to its end yet: then only its age counts.
        return undefined;
    }
}

function ageOf(path: string, now: number): number | undefined {
    try {
        return now - statSync(path).mtimeMs;
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
