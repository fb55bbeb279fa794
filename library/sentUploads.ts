import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { fileNameKey } from "./fileName";
import { addedJsonLines, appendJsonLine } from "./jsonLines";
import { ensureUserFolder, inUserFolder } from "./userFolder";

const DAY = 86_400_000;
/** One file holds the notes of so long. */
const PERIOD = 10 * DAY;
/** So many periods before this one are read: what they hold is 30 to 40 days old at most. */
const EARLIER = 3;
/**
 * So much later than it was sent, in milliseconds, the service may say that a file was changed: by
 * the time that an attempt takes, and by clocks that differ.
 */
const LATE = 15 * 60_000;

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
    /**
     * The digests of what may be live of this resource.
     *
     * @param changed when the file that is live was last changed, as the service says it: what was
     * sent long before is not what is there now, but the same put there by somebody. A time that
     * cannot be read, or none, leaves out nothing.
     */
    digests(upload: SentUpload, changed?: string): string[];
}

/**
 * The notes lie in one file for each stack, tenant and period, and are only ever added to. A file for
 * each upload took up to half a millisecond to make: as long as all the rest of an upload that is not
 * the network's.
 *
 * @param options.folder the folder of the user's own (`userFolderPath`).
 * @param options.now the time in milliseconds: what nobody has written for 30 days is forgotten.
 */
export function openSentUploads(options: { folder: string; now: () => number }): SentUploads {
    const { now } = options;
    const sent = ensureUserFolder(options.folder, "sent");
    inUserFolder(sent, () => {
        prune(sent, periodAt(now()));
    });
    const books = new Map<string, Book>();
    const bookOf = ({ tenantId, resource }: SentUpload) => {
        const name = shortDigest(tenantId, resource.split("/")[1] ?? resource);
        const book = books.get(name) ?? openBook(join(sent, name), now);
        books.set(name, book);
        return book;
    };
    const known = (upload: SentUpload) => bookOf(upload).entry(keyOf(upload));
    /** What is noted afterwards is a help for later runs: it must not make a success a failure. */
    const settle = (upload: SentUpload, digests: readonly string[]) => {
        try {
            const before = known(upload);
            const { period } = before;
            const isAsNoted =
                period === periodAt(now()) && [...before.sent.keys()].join() === digests.join();
            // Of most uploads it is what was noted before they were sent.
            if (isAsNoted || (before.sent.size === 0 && digests.length === 0)) return;
            const times = digests.map((digest) => before.sent.get(digest) ?? now());
            const at = Math.max(0, ...times);
            bookOf(upload).add({ key: keyOf(upload), kind: "live", at, digests });
        } catch {
            return; // The earlier note stays, which knows more than there is.
        }
    };
    return {
        digests(upload, changed = "") {
            if (upload.resource === "") return []; // It might be any stack's.
            const changedAt = Date.parse(changed);
            const sent = [...known(upload).sent];
            return sent.filter(([, at]) => !(changedAt > at + LATE)).map(([digest]) => digest);
        },
        sending(upload, sha256) {
            const line = {
                key: keyOf(upload),
                kind: "sending",
                at: now(),
                digests: [sha256],
            } as const;
            bookOf(upload).add(line);
        },
        settled(upload, sha256) {
            settle(upload, [sha256]);
        },
        refused(upload, sha256) {
            settle(
                upload,
                [...known(upload).sent.keys()].filter((digest) => digest !== sha256),
            );
        },
        removed(upload) {
            settle(upload, []);
        },
    };
}

/**
 * What a note tells of a file of a resource: that this has been sent as well (`sending`), or that this
 * is live and nothing else (`live`). In a file it is `["<key>","<kind>","<at>","<digest>"...]`.
 */
interface Line {
    readonly key: string;
    readonly kind: "sending" | "live";
    /** When it was sent, in milliseconds since 1970. */
    readonly at: number;
    readonly digests: readonly string[];
}

interface Entry {
    /** When each digest was sent. */
    readonly sent: ReadonlyMap<string, number>;
    /** When it was noted last. */
    readonly period: number;
}

/** The notes of one stack in one tenant. */
interface Book {
    entry(key: string): Entry;
    add(line: Line): void;
}

function openBook(path: string, now: () => number): Book {
    const entries = new Map<string, Entry>();
    const files = new Map<number, () => unknown[]>();
    const pathOf = (period: number) => `${path}-${period}.jsonl`;
    const entryOf = (key: string) =>
        entries.get(key) ?? { sent: new Map<string, number>(), period: 0 };
    const take = (period: number, { key, kind, at, digests }: Line) => {
        const sent = new Map(kind === "live" ? [] : entryOf(key).sent);
        for (const digest of digests) sent.set(digest, at);
        entries.set(key, { sent, period });
    };
    const readOn = () => {
        const last = periodAt(now());
        for (let period = last - EARLIER; period <= last; period++) {
            const read = files.get(period) ?? addedJsonLines(pathOf(period));
            files.set(period, read);
            for (const line of linesOf(read)) take(period, line);
        }
    };
    return {
        entry(key) {
            readOn();
            return entryOf(key);
        },
        add({ key, kind, at, digests }) {
            appendJsonLine(pathOf(periodAt(now())), [key, kind, String(at), ...digests]);
        },
    };
}

const periodAt = (time: number) => Math.floor(time / PERIOD);

/** Removes the notes that are no longer read. */
function prune(sent: string, now: number): void {
    for (const name of readdirSync(sent)) {
        const period = /-(\d+)\.jsonl$/.exec(name)?.[1];
        if (Number(period) < now - EARLIER) rmSync(join(sent, name), { force: true });
    }
}

function keyOf({ tenantId, fileName, resource }: SentUpload): string {
    return shortDigest(tenantId, fileNameKey(fileName), resource);
}

function shortDigest(...parts: readonly string[]): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

function linesOf(read: () => unknown[]): Line[] {
    try {
        return read().flatMap(lineOf);
    } catch {
        return []; // Nothing was left behind, or nothing that can be read.
    }
}

function lineOf(value: unknown): Line[] {
    if (!Array.isArray(value) || !value.every((part) => typeof part === "string")) return [];
    const [key, kind, at = "", ...digests] = value;
    if (key === undefined || (kind !== "sending" && kind !== "live")) return [];
    if (!/^\d{1,15}$/.test(at)) return [];
    if (!digests.every((digest) => /^[0-9a-f]{64}$/.test(digest))) return [];
    return [{ key, kind, at: Number(at), digests }];
}
