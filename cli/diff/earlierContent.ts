import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { ContentGoneError, type ContentIndex } from "../../library/contentIndex";
import { sha256Of } from "../../library/digest";

const run = promisify(execFile);
/** Git on a slow disk. */
const PATIENCE = 30_000;
/** How many versions of a file are looked at, the newest first. */
const VERSIONS = 200;
/** The most that a library file may have. */
const MAX_BYTES = 64 * 1_048_576;

/** Bytes of a digest, and where they were found. */
export interface FoundContent {
    readonly bytes: Uint8Array;
    /** For a person: `git 1a2b3c4d5e6f`, or `this machine`. */
    readonly where: string;
}

/** Where bytes may still be. */
export interface ContentPlaces {
    readonly index: ContentIndex;
    /** The program's folder. */
    readonly folder: string;
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
    { index, folder }: ContentPlaces,
): Promise<FoundContent | undefined> {
    try {
        return { bytes: await index.read(sha256), where: "this machine" };
    } catch (error) {
        if (!(error instanceof ContentGoneError)) throw error;
    }
    for (const path of new Set(paths)) {
        const found = await inHistory(sha256, path, folder);
        if (found !== undefined) return found;
    }
    return undefined;
}

async function inHistory(
    sha256: string,
    path: string,
    folder: string,
): Promise<FoundContent | undefined> {
    const git = async (...words: readonly string[]) => {
        const options = { timeout: PATIENCE, maxBuffer: MAX_BYTES, encoding: "buffer" as const };
        return (await run("git", ["-C", folder, ...words], options)).stdout;
    };
    try {
        const limit = `--max-count=${VERSIONS}`;
        const log = await git("log", "--all", limit, "--format=%H", "--", path);
        for (const commit of log.toString().split("\n").filter(Boolean)) {
            const at = `${commit}:./${path}`;
            // As it is kept, and as a checkout writes it: line ends may be another there.
            for (const words of [
                ["blob", at],
                ["--filters", at],
            ])
                try {
                    const bytes = await git("cat-file", ...words);
                    if (sha256Of(bytes) === sha256)
                        return { bytes, where: `git ${commit.slice(0, 12)}` };
                } catch {
                    // The commit in which it was deleted.
                }
        }
    } catch {
        // No git, or no repository.
    }
    return undefined;
}
