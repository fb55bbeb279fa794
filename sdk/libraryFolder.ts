import { join, resolve } from "node:path";

import { readDescribedFolder } from "../library/describedFolder";
import { fileNameKey } from "../library/fileName";
import { nearestWord } from "../library/nearest";
import { factsOf, type ContentFacts } from "./content";
import type { LibraryArgs } from "./libraryArgs";
import { libraryFileOptionNames, type LibraryFileOptions } from "./libraryFileArgs";
import { refusal } from "./programRun";

/** A file of the folder, with its texts and options. */
export interface LibraryFolderFile {
    readonly fileName: string;
    readonly options: LibraryFileOptions;
    /** The path for the program: below the folder as it gave it. */
    readonly source: string;
    readonly facts: ContentFacts;
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
    const { include, exclude } = args;
    const sourceOf = (relativePath: string) => join(args.path, relativePath);
    const { files, names, problems, unreadable } = readDescribedFolder(
        { path: resolve(args.path), include, exclude },
        ({ path, relativePath }, bytes) => factsOf({ source: sourceOf(relativePath), path, bytes }),
    );
    const options = optionsByKey(args.files ?? {}, names);
    const all = [...problems, ...options.problems, ...unreadable];
    if (all.length > 0) {
        throw refusal(
            `Library "${name}" (${args.path}) was not registered:\n  ${all.join("\n  ")}`,
        );
    }
    return files.map(({ fileName, relativePath, texts, facts }) => ({
        fileName,
        options: { ...texts, ...options.files.get(fileNameKey(fileName)) },
        source: sourceOf(relativePath),
        facts,
    }));
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
            problems.push(
                `"files" names ${fileName}, which is no file of this Library (not in the folder, ` +
                    `or left out by include or exclude)${hint}`,
            );
        }
        if (byKey.has(key)) problems.push(`"files" names ${fileName} twice: case does not count`);
        if (typeof options !== "object" || (options as object | null) === null) {
            problems.push(`"files" gives ${fileName} no options: an object is needed`);
            continue;
        }
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
