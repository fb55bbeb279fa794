import { execFile } from "node:child_process";
import { join } from "node:path";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** What a run of a command came to. */
export interface CommandRun {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
    readonly ended: Promise<CommandRun>;
    /** As Ctrl-C does. */
    interrupt(): void;
    /** Waits until it has said this on stderr, or is at its end. */
    said(words: string): Promise<void>;
}

interface CommandOptions {
    readonly cwd: string;
    readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the built `pulumi-mde`, with none of the variables that configure it but these. */
export function runCommand(words: readonly string[], options: CommandOptions): Promise<CommandRun> {
    return startCommand(words, options).ended;
}

/** {@link runCommand}, for whoever interrupts it. */
export function startCommand(words: readonly string[], options: CommandOptions): RunningCommand {
    const inherited = Object.entries(process.env).filter(
        ([name]) => !/^(ARM|AZURE|MDE|ACTIONS|SYSTEM|NODE|FORCE)_/.test(name),
    );
    const { promise: ended, resolve } = Promise.withResolvers<CommandRun>();
    const child = execFile(
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
    let heard = "";
    const waiting: { readonly words: string; readonly heard: () => void }[] = [];
    child.stderr?.on("data", (text: string) => {
        heard += text;
        for (const each of waiting) if (heard.includes(each.words)) each.heard();
    });
    return {
        ended,
        interrupt: () => {
            child.kill("SIGINT");
        },
        said: async (wanted) => {
            if (heard.includes(wanted)) return;
            const { promise, resolve: stop } = Promise.withResolvers<undefined>();
            waiting.push({
                words: wanted,
                heard: () => {
                    stop(undefined);
                },
            });
            await Promise.race([promise, ended]);
        },
    };
}
