/** The kinds of calls that the emulator tells apart. */
export type CallKind =
    | "list"
    | "upload"
    | "delete"
    | "token"
    | "discovery"
    /** A person's sign-in in a browser. */
    | "authorize"
    /** A device code is asked for, or entered. */
    | "deviceCode"
    | "other";

/** One call as it was answered. Never a secret, a token, a code or content. */
export interface JournalEntry {
    /** Milliseconds since 1970, by the emulator's clock. */
    readonly at: number;
    /** Lower case; absent where the call named no valid tenant. */
    readonly tenant?: string;
    readonly call: CallKind;
    readonly method: string;
    /** The path without its query. */
    readonly path: string;
    /** 0 where the connection was broken instead of answered. */
    readonly status: number;
    readonly fileName?: string;
    /** Digest of the bytes that an upload carried. */
    readonly sha256?: string;
    readonly overrideIfExists?: boolean;
    /** The `target` of an error body. */
    readonly requestId: string;
}

/** What this emulator was asked, oldest first: at most the last 10,000 calls. */
export interface Journal extends Iterable<JournalEntry> {
    readonly entries: readonly JournalEntry[];
    /** The calls of one kind. */
    of(call: CallKind): readonly JournalEntry[];
    /** Forgets all calls, in the store's journal too. */
    clear(): void;
}

/** Where journal entries are kept beyond this process. */
export interface JournalSink {
    append(entry: JournalEntry): void;
    clear(): void;
}

const most = 10_000;

/** A journal that also appends to what a store keeps. */
export function createJournal(sink?: JournalSink): Journal & { add(entry: JournalEntry): void } {
    const entries: JournalEntry[] = [];
    return {
        entries,
        of: (call) => entries.filter((entry) => entry.call === call),
        add(entry) {
            entries.push(entry);
            if (entries.length > most) entries.shift();
            sink?.append(entry);
        },
        clear() {
            entries.length = 0;
            sink?.clear();
        },
        [Symbol.iterator]: () => entries[Symbol.iterator](),
    };
}
