import { appendFileSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

import type { JournalSink } from "./journal";

const longest = 1_000_000;

/** A journal in a file, one JSON object on a line; above 1,000,000 bytes it is started anew. */
export function folderJournal(path: string): JournalSink {
    return {
        append(entry) {
            mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
            const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
            if (size > longest) rmSync(path, { force: true });
            appendFileSync(path, `${JSON.stringify(entry)}\n`);
        },
        clear() {
            rmSync(path, { force: true });
        },
    };
}
