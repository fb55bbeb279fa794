import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Git on a slow disk; it is asked for two lines. */
const PATIENCE = 30_000;

/**
 * The commit that is checked out in a folder, and whether all there is committed; `undefined` where
 * there is no git, or no repository.
 */
export async function gitCommit(
    folder: string,
): Promise<{ readonly commit: string; readonly clean: boolean } | undefined> {
    const git = async (...words: readonly string[]) => {
        const { stdout } = await run("git", ["-C", folder, ...words], { timeout: PATIENCE });
        return stdout.trim();
    };
    try {
        const commit = await git("rev-parse", "--verify", "HEAD");
        // Below the folder, files that git does not know among them.
        const changes = await git("status", "--porcelain", "--", ".");
        return { commit, clean: changes === "" };
    } catch {
        return undefined;
    }
}
