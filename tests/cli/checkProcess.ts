import { execFile } from "node:child_process";
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { temporaryFolder } from "../emulator/temporaryFolder";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** What a run of the command came to. */
export interface CheckRun {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs the built `pulumi-mde check` in a folder, with no environment that says anything to it. */
export function runCheck(args: readonly string[], cwd: string): Promise<CheckRun> {
    return new Promise((resolve) => {
        execFile(
            process.execPath,
            [main, "check", ...args],
            { cwd, env: { PATH: process.env["PATH"] }, maxBuffer: 2 ** 26 },
            (error, stdout, stderr) => {
                const code = error === null ? 0 : Number(error.code ?? -1);
                resolve({ code, stdout, stderr });
            },
        );
    });
}

/** A new folder with these files, that goes away after the test; links in its path resolved. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
    const folder = realpathSync(temporaryFolder());
    for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
    }
    return folder;
}
