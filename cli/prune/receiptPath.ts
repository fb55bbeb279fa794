import { dirname, join, resolve } from "node:path";

import type { Owners } from "../liveOwners";
import { projectFolderOf } from "../projectFolder";
import { isIn } from "../sourceRoot";
import { StackConfigurationError } from "../stackConfiguration";
import type { Subject } from "../subject";

/**
 * Where the receipt goes: it must not become a script of a tenant.
 *
 * @throws {StackConfigurationError} for a folder that a Library reads, or may read.
 */
export function receiptPath(
    given: string | undefined,
    about: {
        readonly begun: string;
        readonly folder: string;
        readonly subject: Pick<Subject, "folder" | "stack">;
        readonly owners: Pick<Owners, "libraryFolders">;
    },
): string {
    const { begun, folder, subject, owners } = about;
    const name = `prune-${begun.replace(/[-:]|\.\d+/g, "")}.json`;
    const projectFolder = projectFolderOf(folder) ?? folder;
    const path = given ?? join(projectFolder, name);
    const around = dirname(resolve(path));
    // Without a stack nobody has asked Pulumi where the program lies.
    const program = subject.stack === undefined ? projectFolder : subject.folder;
    // A state knows the folders of the files. The Library's own may be any above them, but hardly one
    // that has the program in it.
    const reads = (read: string) => {
        const files = resolve(program, read);
        return isIn(files, around) || (isIn(around, files) && !isIn(around, program));
    };
    const read = owners.libraryFolders.find(reads);
    if (read === undefined) return path;
    const where = isIn(resolve(program, read), around)
        ? `in ${read}, which a Library reads, and be uploaded`
        : `above ${read}, which a Library reads, perhaps with all that lies beside it, and might be uploaded`;
    throw new StackConfigurationError(
        `nothing was removed: the receipt ${path} would lie ${where} as a script. Name a file ` +
            `elsewhere with --receipt.`,
    );
}
