import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { systemCode } from "../library/fileErrors";

/**
 * Refuses a file that could not be written at the end, before anybody is asked for what goes into it.
 *
 * @param what is to go there: `the page`.
 * @throws Error that names the file and says why.
 */
export function refuseFile(what: string, path: string): void {
    const file = resolve(path);
    const why = problemOf(file);
    if (why !== undefined)
        throw new Error(
            `nobody was asked, for ${what} ${file} cannot be written: ${why}. Name another file, or mend that.`,
        );
}

function problemOf(file: string): string | undefined {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) return "it is a folder";
    const folder = dirname(file);
    try {
        if (!statSync(folder).isDirectory()) return `${folder} is no folder`;
        accessSync(folder, constants.W_OK);
        return undefined;
    } catch (error) {
        const code = systemCode(error);
        if (code === undefined) throw error;
        return code === "ENOENT"
            ? `there is no folder ${folder}`
            : `nothing can be written into ${folder} (${code})`;
    }
}
