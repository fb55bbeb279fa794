import { execFile } from "node:child_process";
import { join } from "node:path";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** What a run of a command came to. */
export interface CommandRun {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs the built `pulumi-mde`, with none of the variables that configure it but these. */
export function runCommand(
    words: readonly string[],
    options: { cwd: string; environment?: Readonly<Record<string, string>> },
): Promise<CommandRun> {
    const inherited = Object.entries(process.env).filter(
        ([name]) => !/^(ARM|AZURE|MDE|ACTIONS|SYSTEM|NODE|FORCE)_/.test(name),
    );
    return new Promise((resolve) => {
        execFile(
            process.execPath,
            [main, ...words],
            {
                cwd: options.cwd,
                env: { ...Object.fromEntries(inherited), ...options.environment },
            },
            (error, stdout, stderr) => {
                const code = error === null ? 0 : Number(error.code ?? -1);
                resolve({ code, stdout, stderr });
            },
        );
    });
}
