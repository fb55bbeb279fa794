import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

import envPaths from "env-paths";

import { systemCode } from "./fileErrors";

/** The folder of the user's own cannot be used: it is a link, somebody else's, or cannot be made. */
export class UserFolderError extends Error {
    override name = "UserFolderError" as const;

    constructor(
        readonly folder: string,
        /** What is wrong with it, as the end of a sentence. */
        readonly why: string,
        options?: ErrorOptions,
    ) {
        super(
            `The folder ${folder}, where pulumi-mde notes which files hold which content, cannot be ` +
                `used: ${why}. Nothing was uploaded. Set PULUMI_MDE_HOME to a folder of your own that ` +
                `nobody else can write to.`,
            options,
        );
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
    try {
        makeFolders(folder);
    } catch (cause) {
        throw new UserFolderError(folder, cause instanceof Error ? cause.message : String(cause), {
            cause,
        });
    }
    const found = lstatSync(folder);
    if (found.isSymbolicLink()) throw new UserFolderError(folder, "it is a symbolic link");
    if (!found.isDirectory()) throw new UserFolderError(folder, "it is not a folder");
    const me = process.getuid?.();
    if (me === undefined) return; // Windows: the profile folder's own access list applies.
    if (found.uid !== me) throw new UserFolderError(folder, "it belongs to another user");
    if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
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
