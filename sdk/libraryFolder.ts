import { resolve } from "node:path";

import { readRegularFile } from "../library/digest";
import { fileNameKey } from "../library/fileName";
import { readFolder, type FolderFile } from "../library/folder";
import { scriptHelp } from "../library/scriptHelp";
import { nearestWord } from "../library/nearest";
import { readSidecar, type Sidecar } from "../library/sidecar";
import type { LibraryArgs } from "./library";
import { libraryFileOptionNames, type LibraryFileOptions } from "./libraryFileArgs";
import { PORTAL_LIMIT } from "./place";
import { refusal } from "./programRun";

/** A file of the folder, with its texts and options. */
export interface LibraryFolderFile {
    readonly fileName: string;
    /** The path below the folder, with `/`. */
    readonly relativePath: string;
    readonly options: LibraryFileOptions;
}

/**
 * Reads a folder, its sidecar and its scripts' own help.
 *
 * @throws {pulumi.RunError} with all that is wrong with them, at once.
 */
export function readLibraryFolder(name: string, args: LibraryArgs): LibraryFolderFile[] {
    // A JavaScript program, or one with an output for a path, gets here.
    if (typeof (args.path as unknown) !== "string")
        throw refusal(
            `Library "${name}" needs a "path": a folder as plain text. Nothing was registered.`,
        );
    const folder = resolve(args.path);
    const { include, exclude } = args;
    const { files, sidecarPath, problems } = readFolder({ path: folder, include, exclude });
    const names = files.map(({ fileName }) => fileName);
    const sidecar = sidecarOf(sidecarPath, names);
    const options = optionsByKey(args.files ?? {}, names);
    const all = [...problems, ...sidecar.problems, ...options.problems];
    const described = files.map((file) => {
        const key = fileNameKey(file.fileName);
        const texts = {
            ...helpOf(file, all),
            ...sidecar.files.get(key),
            ...options.files.get(key),
        };
        const { fileName, relativePath } = file;
        return { fileName, relativePath, options: texts };
    });
    if (all.length > 0) {
        throw refusal(
            `Library "${name}" (${args.path}) was not registered:\n  ${all.join("\n  ")}`,
        );
    }
    return described;
}

function helpOf(file: FolderFile, problems: string[]): LibraryFileOptions {
    try {
        const bytes = readRegularFile(file.path, PORTAL_LIMIT);
        return scriptHelp({ fileName: file.fileName, bytes });
    } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        return {};
    }
}

function sidecarOf(path: string | undefined, names: readonly string[]): Sidecar {
    if (path === undefined) return readSidecar("", names);
    try {
        return readSidecar(readRegularFile(path, PORTAL_LIMIT).toString("utf8"), names);
    } catch (error) {
        return {
            files: new Map(),
            problems: [error instanceof Error ? error.message : String(error)],
        };
    }
}

/** The `files` argument by name without case, and what in it fits no file or is no option. */
function optionsByKey(
    files: Readonly<Record<string, LibraryFileOptions>>,
    names: readonly string[],
): { files: Map<string, LibraryFileOptions>; problems: string[] } {
    const problems: string[] = [];
    const byKey = new Map<string, LibraryFileOptions>();
    const keys = new Set(names.map(fileNameKey));
    for (const [fileName, options] of Object.entries(files)) {
        const key = fileNameKey(fileName);
        if (!keys.has(key)) {
            const nearest = nearestWord(fileName, names);
            const hint = nearest === undefined ? "" : `: did you mean ${nearest}?`;
            problems.push(`"files" names ${fileName}, which is not in the folder${hint}`);
        }
        if (byKey.has(key)) problems.push(`"files" names ${fileName} twice: case does not count`);
        for (const option of Object.keys(options)) {
            if ((libraryFileOptionNames as readonly string[]).includes(option)) continue;
            problems.push(
                `"files" gives ${fileName} the option ${option}, which there is not: ` +
                    `there are ${libraryFileOptionNames.join(", ")}`,
            );
        }
        const given = Object.entries(options).filter(([, value]) => value !== undefined);
        byKey.set(key, Object.fromEntries(given));
    }
    return { files: byKey, problems };
}
