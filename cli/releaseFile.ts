import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { systemCode } from "../library/fileErrors";
import { parseRelease, ReleaseError, type ReleaseDocument } from "../library/readRelease";

/**
 * The release that a file holds.
 *
 * @throws Error that names the file and what is wrong with it.
 */
export function releaseIn(path: string): ReleaseDocument {
    try {
        return parseRelease(readFileSync(path, "utf8"));
    } catch (error) {
        const code = systemCode(error);
        if (code !== undefined)
            throw new Error(`the release ${resolve(path)} cannot be read (${code}).`, {
                cause: error,
            });
        if (!(error instanceof ReleaseError)) throw error;
        throw new Error(`the release ${path} cannot be used. ${error.message}`, { cause: error });
    }
}
