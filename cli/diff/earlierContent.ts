import { ContentGoneError, type ContentIndex } from "../../library/contentIndex";
import { bytesInHistory, type GitPlace } from "./gitHistory";

/** Bytes of a digest, and where they were found. */
export interface FoundContent {
    readonly bytes: Uint8Array;
    /** For a person: `git 1a2b3c4d5e6f`, or `this machine`. */
    readonly where: string;
}

/** Bytes of a digest that were not found. */
export interface MissingContent {
    readonly bytes: undefined;
    /** Why, for a person: a clause about "them". */
    readonly why: string;
}

/** Where bytes may still be. */
export interface ContentPlaces extends GitPlace {
    readonly index: ContentIndex;
}

/**
 * The bytes of a digest, as far as they are at hand: where the content index has noted them, or in
 * git's history of the files that they may have been. The service gives none back.
 *
 * @param paths relative to the program's folder.
 */
export async function contentAtHand(
    sha256: string,
    paths: readonly string[],
    { index, ...place }: ContentPlaces,
): Promise<FoundContent | MissingContent> {
    try {
        return { bytes: await index.read(sha256), where: "this machine" };
    } catch (error) {
        if (!(error instanceof ContentGoneError)) throw error;
    }
    const reasons = new Set<string>();
    for (const path of new Set(paths)) {
        const found = await bytesInHistory(sha256, path, place);
        if ("bytes" in found)
            return { bytes: found.bytes, where: `git ${found.commit.slice(0, 12)}` };
        reasons.add(found.why);
    }
    if (reasons.size === 0) reasons.add("which file they were in is not known");
    return {
        bytes: undefined,
        why: `they are not on this machine, and ${[...reasons].join(", and ")}`,
    };
}
