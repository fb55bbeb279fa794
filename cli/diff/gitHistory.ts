import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { errorText } from "../../defender/errorText";
import { sha256Of } from "../../library/digest";
import { printable } from "../../library/fileName";

const run = promisify(execFile);
/** Git on a slow disk. */
const PATIENCE = 30_000;
/** How many versions of a file are looked at, the newest first. */
const VERSIONS = 200;
/** The most that a library file may have. */
const MAX_BYTES = 64 * 1_048_576;

/** The repository that may have had some bytes. */
export interface GitPlace {
    /** The program's folder. */
    readonly folder: string;
    readonly environment: NodeJS.ProcessEnv;
}

/**
 * Looks for the bytes of a digest in git's history of a file.
 *
 * @param path relative to the program's folder.
 * @returns the bytes with their commit, or why there are none: a clause about "them".
 */
export async function bytesInHistory(
    sha256: string,
    path: string,
    { folder, environment }: GitPlace,
): Promise<{ readonly bytes: Uint8Array; readonly commit: string } | { readonly why: string }> {
    const git = async (...words: readonly string[]) => {
        const env = { ...environment, LC_ALL: "C" };
        const options = { timeout: PATIENCE, maxBuffer: MAX_BYTES, env };
        const all = ["-C", folder, ...words];
        return (await run("git", all, { ...options, encoding: "buffer" })).stdout;
    };
    try {
        const most = `--max-count=${VERSIONS + 1}`;
        const log = (await git("log", "--all", most, "--format=%H", "--", path)).toString();
        const commits = log.split("\n").filter(Boolean);
        let unread: unknown;
        for (const commit of commits.slice(0, VERSIONS)) {
            const at = `${commit}:./${path}`;
            try {
                // As it is kept, and as a checkout writes it: line ends may be another there.
                for (const words of [
                    ["blob", at],
                    ["--filters", at],
                ]) {
                    const bytes = await git("cat-file", ...words);
                    if (sha256Of(bytes) === sha256) return { bytes, commit };
                }
            } catch (error) {
                const isThere = (await git("ls-tree", commit, "--", path)).length > 0;
                if (isThere) unread ??= error;
            }
        }
        if (unread !== undefined) return { why: saidByGit(unread) };
        const shallow = (await git("rev-parse", "--is-shallow-repository")).toString().trim();
        return { why: passedOver(path, commits.length, shallow === "true") };
    } catch (error) {
        return { why: saidByGit(error) };
    }
}

/** Of a history that was looked through. */
function passedOver(path: string, commits: number, isShallow: boolean): string {
    const file = printable(path);
    if (commits > VERSIONS)
        return `the last ${VERSIONS} commits of ${file} do not have them; older ones were not looked at`;
    if (isShallow)
        return `this clone is shallow, so that git has a part of the history only: "git fetch --unshallow"`;
    if (commits === 0) return `git has no commit of ${file}`;
    return commits === 1
        ? `the one commit of ${file} does not have them`
        : `none of the ${commits} commits of ${file} has them`;
}

function saidByGit(error: unknown): string {
    const { code, killed, stderr } = error as {
        readonly code?: unknown;
        readonly killed?: boolean;
        readonly stderr?: Buffer;
    };
    if (code === "ENOENT") return "there is no git on PATH to look into";
    if (killed === true) return `git did not answer within ${PATIENCE / 1000} s`;
    const said = stderr?.toString() ?? "";
    if (said.includes("not a git repository"))
        return "the program's folder is in no git repository";
    const text = said === "" ? (error instanceof Error ? error.message : String(error)) : said;
    return `git could not be looked into: git said: ${errorText(text.trim())}`;
}
