import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { isTenantId } from "./directory";
import { folderJournal } from "./folderJournal";
import { FolderLibrary } from "./folderLibrary";
import type { LockOptions } from "./folderLock";
import type { Change, Store, StoredFile } from "./store";

/**
 * A store in a folder, which several processes may share. The folder is the library: what somebody
 * edits, adds or removes in `<folder>/<tenant>/files` is changed in the library. The other facts of a
 * file lie in `<folder>/<tenant>/library.json`, the calls in `<folder>/journal.jsonl`.
 *
 * On a file system that does not tell case apart, neither does the library.
 *
 * @throws FolderBusyError from its methods when another process keeps the folder locked.
 */
export function folderStore(folder: string, options: { readonly lock?: LockOptions } = {}): Store {
    const root = resolve(folder);
    const libraries = new Map<string, FolderLibrary>();

    function libraryOf(tenantId: string): FolderLibrary {
        // The id becomes a folder's name: nothing but a GUID may.
        if (!isTenantId(tenantId)) throw new TypeError(`${tenantId} is not a tenant's id.`);
        const id = tenantId.toLowerCase();
        const found = libraries.get(id);
        if (found !== undefined) return found;
        keepOutOfGit(root);
        const library = new FolderLibrary(join(root, id), options.lock);
        libraries.set(id, library);
        return library;
    }

    return {
        list: async (tenantId) => libraryOf(tenantId).list(),
        read: (tenantId, fileName) =>
            Promise.resolve().then(() => libraryOf(tenantId).read(fileName)),
        change: async <T>(
            tenantId: string,
            decide: (files: readonly StoredFile[]) => Change<T>,
        ): Promise<T> => libraryOf(tenantId).change(decide),
        journal: folderJournal(join(root, "journal.jsonl")),
    };
}

/** The folder often lies beside a program; it must never be committed with it. */
function keepOutOfGit(root: string): void {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const path = join(root, ".gitignore");
    try {
        writeFileSync(path, "*\n", { flag: "wx" });
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
}
