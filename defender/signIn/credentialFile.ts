import { realpathSync } from "node:fs";
import { resolve } from "node:path";

import {
    FileMissingError,
    FileTooLargeError,
    FileUnreadableError,
    NotAFileError,
    readRegularFile,
} from "../../library/digest";
import { SignInProblem } from "./signInProblem";

/** Certificates and tokens have some kilobytes. */
const LIMIT = 1_048_576;

/** Reads a file that credentials lie in. */
export type ReadCredentialFile = (path: string, key: string) => Buffer;

/**
 * Reads files that credentials lie in: regular files only, through the links that clusters mount
 * them behind.
 *
 * @param folder what a relative path is relative to.
 * @throws {SignInProblem} (the function it returns) which names the key and the file.
 */
export function credentialFiles(folder: string): ReadCredentialFile {
    return (path, key) => {
        const file = resolve(folder, path);
        try {
            return readRegularFile(realpathSync(file), LIMIT);
        } catch (cause) {
            throw new SignInProblem(`${key} names ${file}, ${whatIsWrong(cause)}.`, { cause });
        }
    };
}

function whatIsWrong(error: unknown): string {
    if (error instanceof NotAFileError) return `which is a ${error.kind} and no file`;
    if (error instanceof FileTooLargeError)
        return `which has ${error.size} bytes, far more than a certificate or token has`;
    if (error instanceof FileUnreadableError)
        return `which cannot be read (${error.code ?? "unknown reason"}): the user who runs Pulumi needs permission to`;
    const { code } = error as { code?: unknown };
    if (error instanceof FileMissingError || code === "ENOENT" || code === "ENOTDIR")
        return "which does not exist";
    return `which cannot be read${typeof code === "string" ? ` (${code})` : ""}`;
}
