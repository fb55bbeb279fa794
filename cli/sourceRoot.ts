import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * The folder that the paths of a report start at, so that they are the same wherever the command is
 * run: the root of the repository that a folder is in; where it is in none, the working directory,
 * or the folder itself where it is not below that.
 *
 * @param folder absolute, links resolved, as `workingDirectory`.
 */
export function sourceRootOf(folder: string, workingDirectory: string): string {
    const repository = repositoryOf(folder);
    if (repository !== undefined) return repository;
    return isIn(workingDirectory, folder) ? workingDirectory : folder;
}

/** Where a path leads from a folder, with "/"; "" for the folder itself. */
export function pathFrom(folder: string, path: string): string {
    return relative(folder, path).split(sep).join("/");
}

/** Whether a path is a folder or lies in it. */
export function isIn(folder: string, path: string): boolean {
    const way = relative(folder, path);
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The URI of a file: relative to the root where it lies in it. */
export function uriFrom(root: string, path: string): { uri: string; relative: boolean } {
    if (!isIn(root, path)) return { uri: pathToFileURL(path).href, relative: false };
    const base = `${pathToFileURL(root).href.replace(/\/$/, "")}/`;
    return { uri: pathToFileURL(path).href.slice(base.length), relative: true };
}

/** A worktree and a submodule have a file of that name. */
function repositoryOf(folder: string): string | undefined {
    if (existsSync(join(folder, ".git"))) return folder;
    const above = dirname(folder);
    return above === folder ? undefined : repositoryOf(above);
}
