import { lineEndTwins } from "../library/digest";
import type { LiveFile, Texts } from "../library/liveFile";

/** Who made a live file and when it was last changed, for a message. */
export function madeBy(live: LiveFile): string {
    const by = live.createdBy === "" ? "somebody unnamed" : live.createdBy;
    const changed =
        live.lastUpdatedTime === live.creationTime ? "" : `, last changed ${live.lastUpdatedTime}`;
    return `uploaded by ${by} on ${live.creationTime}${changed}`;
}

/** The texts in which two files differ, quoted: `description "a" (here "b")`. */
export function textDifferences(live: Texts, here: Texts): string {
    const differing = (["description", "parametersDescription", "hasParameters"] as const).filter(
        (name) => live[name] !== here[name],
    );
    return differing
        .map((name) => `${name} ${JSON.stringify(live[name])} (here ${JSON.stringify(here[name])})`)
        .join(", ");
}

/** A phrase for two digests of one file, which says so when only line ends differ. */
export async function digestDifference(options: {
    live: LiveFile;
    sha256: string;
    /** The bytes here; when they cannot be had, only the digests are compared. */
    content: () => Promise<Uint8Array>;
}): Promise<string> {
    const { live, sha256 } = options;
    const digests = `digest ${live.sha256 ?? "not reported"} there, ${sha256} here`;
    if (live.sha256 === undefined) return digests;
    const bytes = await options.content().catch(() => undefined);
    if (bytes === undefined || !lineEndTwins(bytes).includes(live.sha256)) return digests;
    return `${digests}; it differs only in line ends: see .gitattributes in the README`;
}
