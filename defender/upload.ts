import type { Texts } from "../library/liveFile";

/** A file to upload. */
export interface Upload {
    readonly fileName: string;
    /** Lower-case hex SHA-256 of the content. */
    readonly sha256: string;
    /** The content's size in bytes: large files wait for each other. Default: it is small. */
    readonly size?: number | undefined;
    readonly texts: Texts;
    /** The stack whose file it is, which the description then ends with; default: no mark. */
    readonly mark?: string | undefined;
    /** Whether a file of that name is to be replaced. */
    readonly overrideIfExists: boolean;
    /**
     * The content. Asked for once for each attempt, when one of four places and the memory for it
     * are free and the rate limit allows the call, so that waiting files hold no memory. The bytes
     * are given away: they are freed, and must not be used any more, when the attempt is over.
     */
    readonly content: () => Promise<Uint8Array>;
    /** Called at each attempt's turn, before its content is asked for; it is not sent when it throws. */
    readonly confirm?: (attempt: Attempt) => Promise<void>;
}

/**
 * An attempt of a call that writes, whose turn it is: what was decided when the call was asked for
 * may be a minute old by now, or an hour, behind the rate limit.
 */
export interface Attempt {
    /**
     * When the last attempt ended that may have been carried out although no answer told so, in
     * milliseconds since 1970: a list tells only if it was asked for after that.
     */
    readonly newerThan?: number | undefined;
}
