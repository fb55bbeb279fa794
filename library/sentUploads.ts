import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { fileNameKey } from "./fileName";
import { pruneByAge } from "./prune";
import { ensureUserFolder } from "./userFolder";

const DAY = 86_400_000;

/** Which file of which resource an upload is of. */
export interface SentUpload {
    readonly tenantId: string;
    readonly fileName: string;
    /** What identifies the resource, its project and its stack. */
    readonly resource: string;
}

/**
 * The uploads whose outcome no state has: a run that is killed after it has sent a file leaves one
 * behind, and the next run on this machine knows the content again as this stack's own.
 */
export interface SentUploads {
    /** An upload of this digest is about to be sent. */
    sending(upload: SentUpload, sha256: string): void;
    /** The outcome is known, and the state will have it. */
    settled(upload: SentUpload): void;
    /** The digests that were sent and not settled. */
    digests(upload: SentUpload): string[];
}

/**
 * @param options.folder the folder of the user's own (`userFolderPath`).
 * @param options.now the time in milliseconds: what has not been settled for 30 days is forgotten.
 */
export function openSentUploads(options: { folder: string; now: () => number }): SentUploads {
    const sent = ensureUserFolder(options.folder, "sent");
    pruneByAge({ folder: sent, now: options.now(), maxAge: 30 * DAY });
    const entry = ({ tenantId, fileName, resource }: SentUpload) => {
        const key = JSON.stringify([tenantId, fileNameKey(fileName), resource]);
        return join(sent, createHash("sha256").update(key).digest("hex"));
    };
    return {
        sending(upload, sha256) {
            appendFileSync(entry(upload), `${sha256}\n`, { mode: 0o600 });
        },
        settled(upload) {
            rmSync(entry(upload), { force: true });
        },
        digests(upload) {
            try {
                const lines = readFileSync(entry(upload), "utf8").split("\n");
                return [...new Set(lines.filter((line) => /^[0-9a-f]{64}$/.test(line)))];
            } catch {
                return []; // Nothing was left behind, or nothing that can be read.
            }
        },
    };
}
