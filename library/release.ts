import { createHash } from "node:crypto";

import { fileNameKey } from "./fileName";
import type { Texts } from "./liveFile";

/** One file of a release: what is live under a name. */
export interface ReleaseFile extends Texts {
    readonly fileName: string;
    /** Lower-case hex SHA-256 of the content. */
    readonly sha256: string;
}

/**
 * What is live in one tenant: names, digests and texts, and one digest over all of them. It holds
 * no time and no commit, so that it changes only when the library does.
 */
export interface Release {
    /** The version of this shape. */
    readonly schema: 1;
    readonly tenantId: string;
    readonly cloud: string;
    /** How many files there are. */
    readonly count: number;
    /** {@link releaseDigest} of the files: the same in every tenant that runs the same library. */
    readonly digest: string;
    /**
     * The files, ordered by name. The key begins with two underscores because Pulumi's CLI does not
     * print such keys: an `up` of 500 files still ends within one screen, while stack outputs and
     * stack references hold them all.
     */
    readonly __files: readonly ReleaseFile[];
}

/** The canonical order: by name without case, so that no folder layout and no locale changes it. */
function inOrder(files: readonly ReleaseFile[]): ReleaseFile[] {
    return files
        .map(({ fileName, sha256, description, parametersDescription, hasParameters }) => ({
            fileName,
            sha256,
            description,
            parametersDescription,
            hasParameters,
        }))
        .sort((one, other) => compare(fileNameKey(one.fileName), fileNameKey(other.fileName)));
}

/** Code units, not a locale's order. */
const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/**
 * The digest of a library: SHA-256, lower-case hex, over the UTF-8 JSON text of an array with one
 * array `[fileName, sha256, description, parametersDescription, hasParameters]` per file, ordered
 * by name. It is no signature: whoever can change the files can change it too.
 */
export function releaseDigest(files: readonly ReleaseFile[]): string {
    const canonical = inOrder(files).map((file) => [
        file.fileName,
        file.sha256,
        file.description,
        file.parametersDescription,
        file.hasParameters,
    ]);
    return createHash("sha256").update(JSON.stringify(canonical)).digest("hex");
}

/** The release that these files make. */
export function releaseOf(options: {
    tenantId: string;
    cloud: string;
    files: readonly ReleaseFile[];
}): Release {
    const files = inOrder(options.files);
    return {
        schema: 1,
        tenantId: options.tenantId,
        cloud: options.cloud,
        count: files.length,
        digest: releaseDigest(files),
        __files: files,
    };
}
