/** Longer paths no system takes. */
const MAX_LINE = 4096;

/** What runs another program, which is named after it. */
const RUNNERS = ["env", "sudo"];

/** The program of a `#!` line without its version; "" where there is none. */
export function interpreterOf(bytes: Uint8Array): string {
    const [line = ""] = Buffer.from(bytes.subarray(0, MAX_LINE))
        .toString("latin1")
        .split(/\r?\n/, 1);
    if (!line.startsWith("#!")) return "";
    const names = line
        .slice(2)
        .trim()
        .split(/\s+/)
        .map((word) => word.slice(word.lastIndexOf("/") + 1));
    const name = names.find((word) => !RUNNERS.includes(word) && !/^-|=/.test(word));
    return (name ?? "").replace(/(?<![0-9.])[0-9.]+$/, "");
}
