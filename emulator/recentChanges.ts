import type { ListBehaviour } from "./listBehaviour";
import type { StoredFile } from "./store";

/** One change that this emulator made. */
export interface RecentChange {
    readonly tenantId: string;
    readonly fileName: string;
    /** The file before; `undefined` where there was none. */
    readonly before: StoredFile | undefined;
    /** The file after; `undefined` where it was deleted. */
    readonly after: StoredFile | undefined;
    /** Milliseconds since 1970. */
    readonly at: number;
    /** Host that the change was sent to. */
    readonly host: string;
}

/** The changes that a list may not show yet. Kept in this process only. */
export interface RecentChanges {
    add(change: RecentChange): void;
    /** The files as a list shows them at this time and host. */
    asSeen(
        files: readonly StoredFile[],
        reader: { tenantId: string; host: string; now: number },
    ): readonly StoredFile[];
    /** The files as they were before the latest change. */
    withoutLatest(files: readonly StoredFile[], tenantId: string): readonly StoredFile[];
}

/** Remembers changes for as long as the behaviour hides them. */
export function createRecentChanges(behaviour: ListBehaviour): RecentChanges {
    const { visibleAfterMs, delayedAt } = behaviour;
    const longest = Math.max(visibleAfterMs.upload, visibleAfterMs.override, visibleAfterMs.delete);
    const byTenant = new Map<string, RecentChange[]>();

    function isHidden(change: RecentChange, reader: { host: string; now: number }): boolean {
        // Without a delay nothing is hidden, even if the clock was set back since.
        const delay = delayOf(change);
        if (delay <= 0 || reader.now - change.at >= delay) return false;
        return delayedAt === "everywhere" || change.host !== reader.host;
    }
    function delayOf(change: RecentChange): number {
        if (change.after === undefined) return visibleAfterMs.delete;
        return change.before === undefined ? visibleAfterMs.upload : visibleAfterMs.override;
    }

    return {
        add(change) {
            const known = byTenant.get(change.tenantId) ?? [];
            // The latest is kept whatever its age: a stale list is a list without it.
            const kept = known.filter((other) => change.at - other.at < longest);
            byTenant.set(change.tenantId, [...kept, change]);
        },
        asSeen(files, { tenantId, host, now }) {
            const changes = byTenant.get(tenantId) ?? [];
            const hidden = changes.filter((change) => isHidden(change, { host, now }));
            return undo(files, hidden);
        },
        withoutLatest(files, tenantId) {
            return undo(files, (byTenant.get(tenantId) ?? []).slice(-1));
        },
    };
}

function undo(files: readonly StoredFile[], changes: readonly RecentChange[]) {
    if (changes.length === 0) return files;
    const seen = new Map(files.map((file) => [file.fileName, file]));
    for (const { fileName, before, after } of [...changes].reverse()) {
        seen.delete(after?.fileName ?? fileName);
        if (before !== undefined) seen.set(before.fileName, before);
    }
    return [...seen.values()];
}
