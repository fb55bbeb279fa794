import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import { sync as writeFileAtomic } from "write-file-atomic";

import { systemCode } from "../../library/fileErrors";
import { isIn } from "../sourceRoot";
import { AdoptionError, sidecarBytes, type SidecarPlan } from "./adoption";
import type { ImportFile } from "./importFile";

/**
 * Whatever would keep an import file from being written, before anything else is.
 *
 * @throws {AdoptionError}
 */
export function refuseToWrite(importFile: string, folder: string): void {
    if (existsSync(importFile))
        throw new AdoptionError(
            `${importFile} is there already, and was left as it is. Remove it, or name another file.`,
        );
    if (isIn(resolve(folder), resolve(importFile)))
        throw new AdoptionError(
            `${importFile} lies in the folder ${folder}, and would be uploaded as a script. Name a ` +
                `file elsewhere.`,
        );
    const around = dirname(resolve(importFile));
    const problem = folderProblem(around);
    if (problem !== undefined)
        throw new AdoptionError(
            `${importFile} cannot be written: ${around} ${problem}. Nothing was written, and nobody was ` +
                `asked. Make the folder, or name a file elsewhere.`,
        );
}

function folderProblem(path: string): string | undefined {
    try {
        if (!statSync(path).isDirectory()) return "is no folder";
        accessSync(path, constants.W_OK);
        return undefined;
    } catch (error) {
        const code = systemCode(error) ?? "unknown reason";
        return code === "ENOENT" ? "does not exist" : `does not take files (${code})`;
    }
}

/**
 * Writes the sidecar, and then the import file, which stands on what the sidecar says.
 *
 * @throws {AdoptionError} when somebody has changed the sidecar since it was read: nothing was written.
 */
export function writeAdoption(
    sidecar: SidecarPlan,
    imported: { readonly path: string; readonly content: ImportFile } | undefined,
): void {
    const { path, text, before } = sidecar;
    if (text === undefined && imported === undefined) return;
    const now = sidecarBytes(path);
    if (now === undefined ? before !== undefined : before?.equals(now) !== true)
        throw new AdoptionError(
            `${path} was changed while the library was read. It was left as it is, and nothing was ` +
                `written. Run it again.`,
        );
    if (text !== undefined)
        written(path, "Nothing was written.", () => {
            writeFileAtomic(path, text);
        });
    if (imported === undefined) return;
    const so = text === undefined ? "Nothing was written." : `${path} was written, and is right.`;
    written(imported.path, so, () => {
        const content = `${JSON.stringify(imported.content, undefined, 4)}\n`;
        writeFileSync(imported.path, content, { flag: "wx" });
    });
}

function written(path: string, so: string, write: () => void): void {
    try {
        write();
    } catch (cause) {
        throw new AdoptionError(
            `${path} cannot be written (${systemCode(cause) ?? "unknown reason"}). ${so} The tenant was ` +
                `not touched. Mend that, and run it again.`,
            { cause },
        );
    }
}
