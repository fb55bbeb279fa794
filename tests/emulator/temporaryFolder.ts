import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

/** A new, empty folder that goes away after the test. */
export function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "emulator-"));
    made.push(folder);
    return folder;
}

afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
