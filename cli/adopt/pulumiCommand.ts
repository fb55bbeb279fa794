import { relative, resolve } from "node:path";

import { printable } from "../../library/fileName";
import { projectFolderOf } from "../projectFolder";

/** How Pulumi is called on a project from the current folder. */
export interface PulumiCommand {
    /** The command's beginning. */
    readonly pulumi: string;
    /** The word for a path that was given from the current folder. */
    readonly pathWord: (path: string) => string;
}

/**
 * The command line for a project: with Pulumi's own `--cwd` where the current folder is none of the
 * project's, and then with paths that start there, for Pulumi goes there first.
 *
 * @param cwd a folder of the project, as it was given.
 */
export function pulumiCommand(cwd: string): PulumiCommand {
    const folder = resolve(cwd);
    if (projectFolderOf(folder) === projectFolderOf(process.cwd()))
        return { pulumi: "pulumi", pathWord: word };
    return {
        pulumi: `pulumi --cwd ${word(cwd)}`,
        pathWord: (path) => word(relative(folder, resolve(path))),
    };
}

/** A word for a shell. */
export function word(text: string): string {
    return /^[\w./:@-]+$/.test(text) ? text : `"${printable(text)}"`;
}
