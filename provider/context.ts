import type { LibraryClient } from "../defender";
import type { Settings } from "../defender/settings/settings";
import type { ContentIndex } from "../library/contentIndex";
import type { RunNotes } from "../library/runNotes";
import type { SentUploads } from "../library/sentUploads";

/** What the steps that reach the network work with: one for each tenant of a process. */
export interface Context {
    /** The tenant, pinned: configuration and state agree on it. */
    readonly tenantId: string;
    readonly settings: Settings;
    /** What this stack marks its files with; `undefined` where it marks none. */
    readonly mark?: string | undefined;
    readonly client: LibraryClient;
    readonly content: ContentIndex;
    readonly notes: RunNotes;
    readonly sent: SentUploads;
    /** Whether a program is part of this run; notes of a run without one are an earlier run's. */
    readonly hasProgram: () => Promise<boolean>;
    /** Throws when another file of this run was found to be in another tenant: nothing is written. */
    readonly requirePin: () => void;
    /** Tells a person something while the run goes on. */
    readonly log: (line: string) => void;
}

/** A list that decides an override or a delete is at most this old, in milliseconds. */
export const FRESH = 60_000;
