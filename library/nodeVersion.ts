/** The oldest Node that this package runs on; the same as in its manifest. */
const NEEDED = [22, 19] as const;

/**
 * What is wrong with the Node that this process runs on, as a paragraph; `undefined` when nothing is.
 * npm only warns of it, and the first thing that an older one lacks would be a stack trace.
 */
export function nodeProblem(version: string, executable: string): string | undefined {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const [neededMajor, neededMinor] = NEEDED;
    if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return undefined;
    return (
        `pulumi-mde needs Node ${NEEDED.join(".")} or newer, and this is ${version} (${executable}). ` +
        `Nothing was done. Install a newer Node, or put one first on PATH.`
    );
}
