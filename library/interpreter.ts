/** The program of a `#!` line without its version; "" where there is none. */
export function interpreterOf(bytes: Uint8Array): string {
    const [line = ""] = Buffer.from(bytes.subarray(0, 128)).toString("latin1").split(/\r?\n/, 1);
    if (!line.startsWith("#!")) return "";
    const names = line
        .slice(2)
        .trim()
        .split(/\s+/)
        .map((word) => word.slice(word.lastIndexOf("/") + 1));
    const [first = "", ...rest] = names;
    const name = first === "env" ? rest.find((word) => !/^-|=/.test(word)) : first;
    return (name ?? "").replace(/(?<![0-9.])[0-9.]+$/, "");
}
