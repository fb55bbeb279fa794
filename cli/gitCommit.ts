import { execFile } from "node:child_process";
import { fstatSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Git on a slow disk; it is asked for three lines. */
const PATIENCE = 30_000;
/** Of a file that git does not know. */
const UNTRACKED = "?? ";

/**
 * The commit that is checked out in a folder, and whether all below it is committed; `undefined` where
 * there is no git, or no repository. The file that this process writes to does not count.
 */
export async function gitCommit(
    folder: string,
): Promise<{ readonly commit: string; readonly clean: boolean } | undefined> {
    const git = async (...words: readonly string[]) => {
        const { stdout } = await run("git", ["-C", folder, ...words], { timeout: PATIENCE });
        return stdout;
    };
    try {
        const commit = (await git("rev-parse", "--verify", "HEAD")).trim();
        const root = (await git("rev-parse", "--show-toplevel")).replace(/\n$/, "");
        // Names as they are, from the repository's root.
        const changes = (await git("status", "--porcelain", "-z", "-uall", "--", "."))
            .split("\0")
            .filter((entry) => entry !== "" && !isOutput(root, entry));
        return { commit, clean: changes.length === 0 };
    } catch {
        return undefined;
    }
}

/** A shell has made the file of `> release.json` before anything runs. */
function isOutput(root: string, entry: string): boolean {
    if (!entry.startsWith(UNTRACKED)) return false;
    const file = statSync(join(root, entry.slice(UNTRACKED.length)), { throwIfNoEntry: false });
    const output = fstatSync(1);
    return file !== undefined && file.ino === output.ino && file.dev === output.dev;
}
