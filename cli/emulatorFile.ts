import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/**
 * The text of a file that an option of the emulator names.
 *
 * @throws Error that names the option and the file.
 */
export function emulatorFile(option: string, path: string): string {
    const file = resolve(path);
    try {
        return readFileSync(file, "utf8");
    } catch (cause) {
        const { code } = cause as { readonly code?: unknown };
        const why =
            code === "ENOENT" ? "which does not exist" : `which cannot be read (${String(code)})`;
        throw new Error(`The emulator was not started: ${option} names ${file}, ${why}.`, {
            cause,
        });
    }
}
