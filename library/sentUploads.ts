import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { sync as writeFileAtomic } from "write-file-atomic";

import { fileNameKey } from "./fileName";
import { pruneByAge } from "./prune";
import { ensureUserFolder } from "./userFolder";

const DAY = 86_400_000;

/** Which file of which resource an upload is of. */
export interface SentUpload {
    readonly tenantId: string;
    readonly fileName: string;
    /** What identifies the resource, its project and its stack; `""` where it is not known. */
    readonly resource: string;
}

/**
 * What each resource of a stack has put into a library from this machine, where no state tells: a
 * run that is killed after it has sent a file leaves it behind, and Pulumi shows a replacement
 * nothing of what it replaces. Content that is known here is this stack's own.
 */
export interface SentUploads {
    /** An upload of this digest is about to be sent. */
    sending(upload: SentUpload, sha256: string): void;
    /** It is live, and nothing else of this resource is. */
    settled(upload: SentUpload, sha256: string): void;
    /** It was refused: it is not live. */
    refused(upload: SentUpload, sha256: string): void;
    /** The resource has removed its file. */
    removed(upload: SentUpload): void;
    /** The digests of what may be live of this resource. */
    digests(upload: SentUpload): string[];
}

/**
 * @param options.folder the folder of the user's own (`userFolderPath`).
 * @param options.now the time in milliseconds: what nobody has written for 30 days is forgotten.
 */
export function openSentUploads(options: { folder: string; now: () => number }): SentUploads {
    const sent = ensureUserFolder(options.folder, "sent");
    pruneByAge({ folder: sent, now: options.now(), maxAge: 30 * DAY });
    const entry = ({ tenantId, fileName, resource }: SentUpload) => {
        const key = JSON.stringify([tenantId, fileNameKey(fileName), resource]);
        return join(sent, createHash("sha256").update(key).digest("hex"));
    };
    const touch = (path: string) => {
        const seconds = options.now() / 1000;
        utimesSync(path, seconds, seconds);
    };
    /** What is noted afterwards is a help for later runs: it must not make a success a failure. */
    const write = (upload: SentUpload, digests: readonly string[]) => {
        const text = digests.map((digest) => `${digest}\n`).join("");
        try {
            if (digests.length === 0) rmSync(entry(upload), { force: true });
            // Of most uploads it is what was noted before they were sent: writing it took as long
            // as all the rest of an upload that is not the network's.
            else if (textOf(entry(upload)) === text) touch(entry(upload));
            else writeFileAtomic(entry(upload), text, { mode: 0o600, fsync: false });
        } catch {
            return; // The earlier note stays, which knows more than there is.
        }
    };
    const digests = (upload: SentUpload): string[] => {
        if (upload.resource === "") return []; // It might be any stack's.
        const lines = textOf(entry(upload)).split("\n");
        return [...new Set(lines.filter((line) => /^[0-9a-f]{64}$/.test(line)))];
    };
    return {
        digests,
        sending(upload, sha256) {
            appendFileSync(entry(upload), `${sha256}\n`, { mode: 0o600 });
        },
        settled(upload, sha256) {
            write(upload, [sha256]);
        },
        refused(upload, sha256) {
            write(
                upload,
                digests(upload).filter((digest) => digest !== sha256),
            );
        },
        removed(upload) {
            write(upload, []);
        },
    };
}

function textOf(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch {
        return ""; // Nothing was left behind, or nothing that can be read.
    }
}
