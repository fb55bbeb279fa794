import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DAY = 86_400_000;

/** What may go from a folder of notes: what is older, and then the oldest of what is too much. */
export interface PruneOptions {
    readonly folder: string;
    /** The time in milliseconds. */
    readonly now: number;
    /** Milliseconds since the last use after which an entry goes. */
    readonly maxAge: number;
    /** Bytes that all entries may take together; an entry used in the last day always stays. */
    readonly maxBytes?: number;
}

/** Cleans a folder up, at most once a day: other runs share it, and none of them should wait. */
export function pruneByAge({ folder, now, maxAge, maxBytes = Infinity }: PruneOptions): void {
    const marker = join(folder, ".pruned");
    const last = statSync(marker, { throwIfNoEntry: false })?.mtimeMs;
    if (last !== undefined && Math.abs(now - last) < DAY) return;
    writeFileSync(marker, "", { mode: 0o600 });

    const entries = readdirSync(folder)
        .filter((name) => name !== ".pruned")
        .flatMap((name) => {
            const path = join(folder, name);
            const found = statSync(path, { throwIfNoEntry: false });
            return found === undefined ? [] : [{ path, used: found.mtimeMs, size: found.size }];
        })
        .sort((one, other) => other.used - one.used);
    let total = 0;
    for (const { path, used, size } of entries) {
        total += size;
        const tooOld = now - used > maxAge;
        const tooMuch = total > maxBytes && now - used > DAY;
        if (tooOld || tooMuch) rmSync(path, { recursive: true, force: true });
    }
}
