import { statSync, realpathSync } from "node:fs";
import { resolve } from "node:path";

import { systemCode } from "./fileErrors";
import { fileNameKey, quoteName } from "./fileName";
import { FolderWalk, type FolderFile } from "./folderWalk";
import { fileFilter, globProblems } from "./globs";

export type { FolderFile } from "./folderWalk";

/** What was found in a folder. */
export interface FolderContents {
    /** The files, ordered by name without case. */
    readonly files: readonly FolderFile[];
    /** The absolute path of `library.yaml`, links resolved, where the folder has one. */
    readonly sidecarPath: string | undefined;
    /** All that is wrong, each a whole sentence; with any of them, nothing should be uploaded. */
    readonly problems: readonly string[];
}

/** Which folder to read, and what of it. */
export interface FolderOptions {
    /** The folder; a relative path starts at the working directory. */
    readonly path: string;
    /** Globs; default: every file. Dot files only match where a glob writes the dot. */
    readonly include?: readonly string[] | undefined;
    /** Globs; default: nothing. */
    readonly exclude?: readonly string[] | undefined;
}

const ALL_FILES = ["**/*"];

/**
 * Reads which files a folder and its subfolders hold; no file is opened.
 *
 * Left out without being asked: dot files, all in dot folders, and the folder's own `library.yaml`.
 * Links are followed as long as they stay within the folder. A file that a link shows a second time
 * under the same name is one file.
 *
 * Told as problems, all at once: two files that would have one name in the library, a link that
 * leaves the folder, is broken or runs in a circle, a name that the library cannot have, a FIFO, a
 * socket or a device, a folder that cannot be read, a glob that is none, an `include` without
 * wildcards that names no file, and no file at all: the library would be emptied, which is hardly
 * ever meant when a path or a glob is misspelt. What `exclude` matches is no problem of any kind.
 *
 * It never throws.
 */
export function readFolder({ path, include, exclude }: FolderOptions): FolderContents {
    const problems = [...globProblems("include", include), ...globProblems("exclude", exclude)];
    const root = openRoot(path);
    if (root.problem !== undefined) problems.push(root.problem);
    if (root.path === undefined || problems.length > 0) {
        return { files: [], sidecarPath: undefined, problems };
    }

    const filter = fileFilter({ include: include ?? ALL_FILES, exclude: exclude ?? [] });
    const walk = new FolderWalk(root.path, filter);
    walk.run();
    problems.push(...walk.problems);

    const files = withoutRepeats(walk.files).sort(inOrder);
    problems.push(...collisions(files));
    for (const name of filter.unmatchedNames(walk.considered)) {
        problems.push(`include names ${quoteName(name)}, and the folder ${path} has no such file.`);
    }
    if (files.length === 0 && problems.length === 0) {
        const which = include === undefined ? "" : ` that include (${include.join(", ")}) matches`;
        const left = exclude === undefined || exclude.length === 0 ? "" : " and exclude leaves";
        problems.push(
            `The folder ${path} has no file${which}${left}: an empty library would delete every ` +
                `file of this Library. Check the path and the globs (with "/", in the right ` +
                `case), or remove the Library from the program if that is meant.`,
        );
    }
    return { files, sidecarPath: walk.sidecarPath, problems };
}

function openRoot(path: unknown): { path?: string; problem?: string } {
    if (typeof path !== "string" || path.trim() === "") {
        return { problem: "path must be the path of a folder." };
    }
    try {
        const real = realpathSync(resolve(path));
        if (statSync(real).isDirectory()) return { path: real };
        return { problem: `${path} is not a folder: path must name the folder of the scripts.` };
    } catch (error) {
        const code = systemCode(error) ?? "unknown reason";
        return {
            problem:
                code === "ENOENT" || code === "ENOTDIR"
                    ? `The folder ${path} does not exist (a relative path starts at ${process.cwd()}).`
                    : `The folder ${path} cannot be read (${code}).`,
        };
    }
}

/** A link to a folder shows its files twice; the same name and the same bytes are one file. */
function withoutRepeats(files: readonly FolderFile[]): FolderFile[] {
    const found = new Map<string, FolderFile>();
    for (const file of files) {
        const key = JSON.stringify([file.fileName, file.path]);
        const known = found.get(key);
        if (known === undefined || inOrder(file, known) < 0) found.set(key, file);
    }
    return [...found.values()];
}

function collisions(files: readonly FolderFile[]): string[] {
    const byKey = Map.groupBy(files, (file) => fileNameKey(file.fileName));
    return [...byKey.values()]
        .filter((same) => same.length > 1)
        .map((same) => {
            const names = same.map((file) => quoteName(file.relativePath)).join(" and ");
            return (
                `${names} would be one file of the library, which has no folders and compares ` +
                `names without case: rename one, or leave one out with exclude.`
            );
        });
}

/** Code units, not a locale's order: the same on every machine. */
function inOrder(one: FolderFile, other: FolderFile): number {
    return (
        compare(fileNameKey(one.fileName), fileNameKey(other.fileName)) ||
        compare(one.relativePath, other.relativePath)
    );
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
