import { relative, resolve } from "node:path";

import { projectFolderOf } from "../projectFolder";
import { shellWord } from "../shellWord";

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
        return { pulumi: "pulumi", pathWord: shellWord };
    return {
        pulumi: `pulumi --cwd ${shellWord(cwd)}`,
        pathWord: (path) => shellWord(relative(folder, resolve(path))),
    };
}
