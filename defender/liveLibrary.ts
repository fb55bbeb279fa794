import { fileNameKey } from "../library/fileName";
import type { LiveFile } from "../library/liveFile";

/** The live library, as one list reported it, and as our own writes since have changed it. */
export interface LiveLibrary {
    readonly files: readonly LiveFile[];
    /**
     * Whether the list answered 404. Some tenants are said to answer so when their library is empty
     * (defender-api.md 1.8); whoever would conclude that a file is gone must not trust it.
     */
    readonly missing: boolean;
    /** When the list was asked for, in milliseconds since 1970; our own writes don't change it. */
    readonly at: number;
    /** The file of that name; where there is none, one whose name differs in case only. */
    find(fileName: string): LiveFile | undefined;
}

/** A live library that takes over our own writes, so that they cost no new list. */
export interface OwnLiveLibrary extends LiveLibrary {
    /** The file is live now, in place of the one of that name. */
    put(file: LiveFile): void;
    /** The file of that name is gone. */
    drop(fileName: string): void;
}

/** A live library of these files. */
export function ownLiveLibrary(
    files: readonly LiveFile[],
    known: { readonly at: number; readonly missing: boolean },
): OwnLiveLibrary {
    // A service that tells names apart by case may hold several under one key.
    const byKey = new Map<string, Map<string, LiveFile>>();
    const find = (fileName: string) => {
        const alike = byKey.get(fileNameKey(fileName));
        return alike?.get(fileName) ?? alike?.values().next().value;
    };
    const drop = (fileName: string) => {
        const gone = find(fileName);
        if (gone !== undefined) byKey.get(fileNameKey(fileName))?.delete(gone.fileName);
    };
    const add = (file: LiveFile) => {
        const key = fileNameKey(file.fileName);
        const alike = byKey.get(key) ?? new Map<string, LiveFile>();
        byKey.set(key, alike.set(file.fileName, file));
    };
    for (const file of files) add(file);
    return {
        get files() {
            return [...byKey.values()].flatMap((alike) => [...alike.values()]);
        },
        // Of what else is there a write of ours says nothing.
        missing: known.missing,
        at: known.at,
        find,
        drop,
        put(file) {
            drop(file.fileName);
            add(file);
        },
    };
}

/** Whether two names are one file's: the library's names are compared without case. */
export function sameName(one: string, other: string): boolean {
    return fileNameKey(one) === fileNameKey(other);
}
