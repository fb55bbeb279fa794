import type { VisibleAfter } from "../../emulator/listBehaviour";
import type { StoreChange } from "./watchedStore";

/** The changes that the service's list does not show yet, where it is one that lags. */
export class HiddenChanges {
    /** The files, in whatever case, that lists of this run have shown as they were before it began, or somebody acted. */
    readonly misshown = new Set<string>();
    /** The longest that a change is hidden, in milliseconds. */
    readonly longest: number;
    private changes: { readonly key: string; readonly until: number; readonly isOwn: boolean }[] =
        [];

    constructor(private readonly visibleAfter: Partial<VisibleAfter> = {}) {
        const { upload = 0, override = 0, delete: removal = 0 } = visibleAfter;
        this.longest = Math.max(upload, override, removal);
    }

    /** A run begins: what the last one has done is to it what anybody has done. */
    begin(): void {
        this.misshown.clear();
        this.changes = this.changes.map((change) => ({ ...change, isOwn: false }));
    }

    changed(
        key: string,
        { before, after, isOutside }: StoreChange & { readonly isOutside: boolean },
        at: number,
    ): void {
        const { upload = 0, override = 0, delete: removal = 0 } = this.visibleAfter;
        const written = before === undefined ? upload : override;
        const until = at + (after === undefined ? removal : written);
        // What a run has written it knows; a file that it has deleted looks like a new one's upload.
        this.changes.push({ key, until, isOwn: !isOutside && after !== undefined });
    }

    /** A list was asked for: what it did not show, beside what its own run has just done. */
    listed(at: number): void {
        for (const { key, until, isOwn } of this.changes)
            if (at < until && !isOwn) this.misshown.add(key);
    }
}
