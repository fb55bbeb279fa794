import { lineEndTwins } from "../library/digest";
import { printable } from "../library/fileName";
import { sameTexts, type LiveFile, type Texts } from "../library/liveFile";
import { isCutMark } from "../library/mark";

/**
 * Who made a live file and when it was last changed, for a message. The service's words are
 * anybody's who may upload: nothing in them reaches a terminal that could change what it shows.
 */
export function madeBy(live: LiveFile): string {
    const by = live.createdBy === "" ? "somebody unnamed" : printable(live.createdBy);
    const changed =
        live.lastUpdatedTime === live.creationTime
            ? ""
            : `, last changed ${printable(live.lastUpdatedTime)}`;
    const marked = live.mark === undefined ? "" : `, marked ${live.mark}`;
    return `uploaded by ${by} on ${printable(live.creationTime)}${changed}${marked}`;
}

/** Whether a file is as it was when it was last looked at. */
export function unchanged(now: LiveFile, before: LiveFile | undefined): boolean {
    if (now === before) return true;
    return (
        before !== undefined &&
        now.sha256 === before.sha256 &&
        now.lastUpdatedTime === before.lastUpdatedTime &&
        now.mark === before.mark &&
        sameTexts(now, before)
    );
}

/**
 * Whether a file's texts are these as a service may keep them: trimmed, or cut at some length, which
 * may be within the mark.
 */
export function areCut(live: Texts, sent: Texts): boolean {
    const isCut = (kept: string, whole: string) =>
        kept === whole || (kept !== "" && whole.trim().startsWith(kept.trim()));
    return (
        live.hasParameters === sent.hasParameters &&
        (isCut(live.description, sent.description) ||
            isCutMarked(live.description, sent.description)) &&
        isCut(live.parametersDescription, sent.parametersDescription)
    );
}

function isCutMarked(kept: string, whole: string): boolean {
    const text = whole.trim();
    return kept.trim().startsWith(text) && isCutMark(kept.trim().slice(text.length));
}

/** The texts in which two files differ, quoted: `description "a" (here "b")`. */
export function textDifferences(live: Texts, here: Texts): string {
    const differing = (["description", "parametersDescription", "hasParameters"] as const).filter(
        (name) => live[name] !== here[name],
    );
    return differing
        .map((name) => `${name} ${quoted(live[name])} (here ${quoted(here[name])})`)
        .join(", ");
}

/** JSON, so that quotes and line breaks are told apart from ours. */
const quoted = (value: string | boolean) => printable(JSON.stringify(value));

/** A live file's digest, for a message. */
export function digestOf(live: LiveFile): string {
    return live.sha256 === undefined ? "not reported" : printable(live.sha256);
}

/** A phrase for two digests of one file, which says so when only line ends differ. */
export async function digestDifference(options: {
    live: LiveFile;
    sha256: string;
    /** The bytes here; when they cannot be had, only the digests are compared. */
    content: () => Promise<Uint8Array>;
}): Promise<string> {
    const { live, sha256 } = options;
    const digests = `digest ${digestOf(live)} there, ${sha256} here`;
    if (live.sha256 === undefined) return digests;
    const bytes = await options.content().catch(() => undefined);
    if (bytes === undefined || !lineEndTwins(bytes).includes(live.sha256)) return digests;
    return `${digests}; it differs only in line ends: see .gitattributes in the README`;
}
