import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A text file of this package, wherever it is installed. @throws Error where it is not there. */
export function ownFile(path: string): string {
    return readFileSync(join(dirname(require.resolve("pulumi-mde/package.json")), path), "utf8");
}

/** The version of this package. */
export function packageVersion(): string {
    const { version } = JSON.parse(ownFile("package.json")) as { version: string };
    return version;
}
