import type { LiveFile } from "../library/liveFile";
import type { Clock } from "./clock";
import { ownLiveLibrary, type LiveLibrary, type OwnLiveLibrary } from "./liveLibrary";

/** One list for all callers. */
export interface SharedList {
    /**
     * The list, if it is no older than `maxAge` milliseconds and was asked for after `newerThan`, in
     * milliseconds since 1970; otherwise a new one. Default: any.
     */
    get(options?: Age): Promise<LiveLibrary>;
    /** A list that was asked for after this call, shared by all that wait for one. */
    fresh(): Promise<LiveLibrary>;
    /** Takes over our own write: the file is live. */
    put(file: LiveFile): void;
    /** Takes over our own write: the file is gone. */
    drop(fileName: string): void;
}

/** How old a list may be. */
export interface Age {
    readonly maxAge?: number | undefined;
    readonly newerThan?: number | undefined;
}

/** What a whole list comes to. */
export interface LoadedList {
    readonly files: readonly LiveFile[];
    readonly missing: boolean;
}

interface Loading {
    readonly at: number;
    readonly library: Promise<OwnLiveLibrary>;
    /** Our own writes since it was asked for: its answer may not know of them. */
    readonly writes: ((library: OwnLiveLibrary) => void)[];
}

/**
 * A library that was not found is there once we have written to it: then its list can be had, and
 * may show other files than ours.
 */
function isOutdated(library: LiveLibrary, writes: number): boolean {
    return library.missing && writes > 0;
}

/** Shares what `load` gives; a failure is told to all that wait for it, and not kept. */
export function sharedList(
    load: () => Promise<LoadedList>,
    { clock }: { readonly clock: Pick<Clock, "now"> },
): SharedList {
    let kept: OwnLiveLibrary | undefined;
    let loading: Loading | undefined;
    let next: Promise<LiveLibrary> | undefined;

    const start = (): Promise<LiveLibrary> => {
        const at = clock.now();
        const writes: Loading["writes"] = [];
        const library = load()
            .then(({ files, missing }) => {
                const loaded = ownLiveLibrary(files, { at, missing });
                for (const write of writes) write(loaded);
                kept = isOutdated(loaded, writes.length) ? undefined : loaded;
                return loaded;
            })
            .finally(() => {
                loading = undefined;
            });
        loading = { at, library, writes };
        return library;
    };
    const fresh = () => {
        if (next !== undefined) return next;
        if (loading === undefined) return start();
        // The one under way may have been answered already: all that ask now share the one after.
        next = loading.library
            .catch(() => undefined)
            .then(() => {
                next = undefined;
                return start();
            });
        return next;
    };
    const write = (change: (library: OwnLiveLibrary) => void) => {
        loading?.writes.push(change);
        if (kept === undefined) return;
        change(kept);
        if (isOutdated(kept, 1)) kept = undefined;
    };

    return {
        get({ maxAge = Infinity, newerThan = -Infinity } = {}) {
            const youngEnough = (at: number) => clock.now() - at <= maxAge && at > newerThan;
            if (kept !== undefined && youngEnough(kept.at)) return Promise.resolve(kept);
            if (loading !== undefined && youngEnough(loading.at)) return loading.library;
            return fresh();
        },
        fresh,
        put(file) {
            write((library) => {
                library.put(file);
            });
        },
        drop(fileName) {
            write((library) => {
                library.drop(fileName);
            });
        },
    };
}
