import type { PruneReceipt } from "./receipt";

/** A run for a program: the receipt, and what has come of it; its shape is documented and versioned. */
export interface PruneReport extends PruneReceipt, PruneResult {}

/** What a run has come to, also where nothing was tried. */
export interface PruneResult {
    readonly schema: 1;
    /** The names of the files that this run has removed. */
    readonly removed: readonly string[];
    /** Why nothing was tried; `null` where something was. */
    readonly why: string | null;
}

/** A receipt with what has come of it. */
export function pruneReport(receipt: PruneReceipt, why: string | null): PruneReport {
    const removed = receipt.files
        .filter(({ outcome }) => outcome === "removed")
        .map(({ fileName }) => fileName);
    return { ...receipt, removed, why };
}

/** Where there is no receipt, for it could not be judged what is to be removed. */
export function untriedReport(why: string): PruneResult {
    return { schema: 1, removed: [], why };
}
