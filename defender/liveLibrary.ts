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
    const byName = new Map<string, readonly LiveFile[]>();
    const alike = (fileName: string) => byName.get(fileNameKey(fileName)) ?? [];
    const find = (fileName: string) =>
        alike(fileName).find((file) => file.fileName === fileName) ?? alike(fileName)[0];
    const drop = (fileName: string) => {
        const gone = find(fileName);
        const left = alike(fileName).filter((file) => file !== gone);
        if (left.length === 0) byName.delete(fileNameKey(fileName));
        else byName.set(fileNameKey(fileName), left);
    };
    for (const file of files) {
        const others = alike(file.fileName).filter((other) => other.fileName !== file.fileName);
        byName.set(fileNameKey(file.fileName), [...others, file]);
    }
    return {
        get files() {
            return [...byName.values()].flat();
        },
        // Of what else is there a write of ours says nothing.
        missing: known.missing,
        at: known.at,
        find,
        drop,
        put(file) {
            drop(file.fileName);
            byName.set(fileNameKey(file.fileName), [...alike(file.fileName), file]);
        },
    };
}

/** Whether two names are one file's: the library's names are compared without case. */
export function sameName(one: string, other: string): boolean {
    return fileNameKey(one) === fileNameKey(other);
}
