import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

import envPaths from "env-paths";

import { systemCode } from "./fileErrors";

/** What helps by the system's code; any other trouble is with whose folder it is. */
const ADVICE: Readonly<Record<string, string>> = {
    ENOSPC: "Make room there, or set PULUMI_MDE_HOME to a folder on another disk.",
    EDQUOT: "Make room there, or set PULUMI_MDE_HOME to a folder on another disk.",
    EROFS: "Set PULUMI_MDE_HOME to a folder of your own on a disk that can be written to.",
    EACCES: "Let the user who runs this write there, or set PULUMI_MDE_HOME to a folder of their own.",
    EPERM: "Let the user who runs this write there, or set PULUMI_MDE_HOME to a folder of their own.",
};
const OTHER_ADVICE = "Set PULUMI_MDE_HOME to a folder of your own that nobody else can write to.";

/**
 * The folder of the user's own cannot be used: the disk is full, it is a link or somebody else's, or
 * it cannot be made.
 */
export class UserFolderError extends Error {
    override name = "UserFolderError" as const;
    /** What to do now, as a sentence. */
    readonly advice: string;

    constructor(
        readonly folder: string,
        /** What is wrong with it, as the end of a sentence. */
        readonly why: string,
        options?: ErrorOptions,
    ) {
        const advice = ADVICE[systemCode(options?.cause) ?? ""] ?? OTHER_ADVICE;
        super(paragraph({ folder, why, advice }, "Nothing was uploaded."), options);
        this.advice = advice;
    }

    /** The message for somebody to whom more than nothing has happened. @param notDone a sentence. */
    but(notDone: string): string {
        return paragraph(this, notDone);
    }
}

function paragraph(
    { folder, why, advice }: Pick<UserFolderError, "folder" | "why" | "advice">,
    notDone: string,
): string {
    return (
        `The folder ${folder}, where pulumi-mde keeps its notes, cannot be used: ${why}. ` +
        `${notDone} ${advice}`
    );
}

/**
 * Does something in a folder of the user's own.
 *
 * @throws {UserFolderError} for what the system refuses there; anything else as it is.
 */
export function inUserFolder<T>(folder: string, work: () => T): T {
    try {
        return work();
    } catch (cause) {
        if (systemCode(cause) === undefined || cause instanceof UserFolderError) throw cause;
        throw new UserFolderError(folder, (cause as Error).message, { cause });
    }
}

/**
 * Where this user's notes lie: `PULUMI_MDE_HOME`, or the user's cache folder. Never a shared
 * temporary folder: whoever can write there could say which bytes a digest stands for, or which
 * files a run names.
 *
 * @throws {UserFolderError} when `PULUMI_MDE_HOME` is no absolute path.
 */
export function userFolderPath(environment: NodeJS.ProcessEnv): string {
    const moved = environment["PULUMI_MDE_HOME"];
    if (moved !== undefined && moved !== "") {
        if (isAbsolute(moved)) return moved;
        throw new UserFolderError(
            moved,
            "its path is relative, and each project would have its own",
        );
    }
    return envPaths("pulumi-mde", { suffix: "" }).cache;
}

/**
 * Makes a folder that only this user can enter (0700) and returns its path.
 *
 * @throws {UserFolderError} when it is a link, belongs to somebody else, or cannot be made.
 */
export function ensureUserFolder(folder: string, ...below: string[]): string {
    let path = folder;
    makeOwn(path);
    for (const part of below) {
        path = join(path, part);
        makeOwn(path);
    }
    return path;
}

function makeOwn(folder: string): void {
    const found = inUserFolder(folder, () => {
        makeFolders(folder);
        return lstatSync(folder);
    });
    if (found.isSymbolicLink()) throw new UserFolderError(folder, "it is a symbolic link");
    if (!found.isDirectory()) throw new UserFolderError(folder, "it is not a folder");
    const me = process.getuid?.();
    if (me === undefined) return; // Windows: the profile folder's own access list applies.
    if (found.uid !== me) throw new UserFolderError(folder, "it belongs to another user");
    if ((found.mode & 0o077) !== 0)
        inUserFolder(folder, () => {
            chmodSync(folder, 0o700);
        });
}

/** Not by `recursive`: where a folder cannot be made, as in /proc, Node tries for ever. */
function makeFolders(folder: string): void {
    if (existsSync(folder)) return;
    const parent = dirname(folder);
    if (parent !== folder) makeFolders(parent);
    try {
        mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
        // Another process has made it just now.
        if (systemCode(error) !== "EEXIST") throw error;
    }
}
