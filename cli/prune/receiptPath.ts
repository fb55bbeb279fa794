import { dirname, join, relative, resolve } from "node:path";

import type { Owners } from "../liveOwners";
import { projectFolderOf } from "../projectFolder";
import { StackConfigurationError } from "../stackConfiguration";
import type { Subject } from "../subject";

/**
 * Where the receipt goes: it must not become a script of a tenant.
 *
 * @throws {StackConfigurationError} for a folder that a Library reads.
 */
export function receiptPath(
    given: string | undefined,
    about: {
        readonly begun: string;
        readonly folder: string;
        readonly subject: Subject;
        readonly owners: Owners;
    },
): string {
    const { begun, folder, subject, owners } = about;
    const name = `prune-${begun.replace(/[-:]|\.\d+/g, "")}.json`;
    const path = given ?? join(projectFolderOf(folder) ?? folder, name);
    const isIn = (above: string) =>
        !relative(resolve(subject.folder, above), dirname(resolve(path))).startsWith("..");
    const above = owners.libraryFolders.find(isIn);
    if (above === undefined) return path;
    throw new StackConfigurationError(
        `nothing was removed: the receipt ${path} would lie in ${above}, which a Library reads, and be ` +
            `uploaded as a script. Name a file elsewhere with --receipt.`,
    );
}
