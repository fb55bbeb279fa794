import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** The built `pulumi-mde emulator`, as a process. */
export interface EmulatorProcess {
    /** The address that it prints. */
    readonly url: string;
    /** The line that it printed, whole. */
    readonly printed: string;
    /** What it wrote on its standard error so far. */
    readonly warned: () => string;
}

/** How a process that served nothing ended. */
export interface Ended {
    readonly code: number | null;
    readonly stderr: string;
}

const running: ChildProcess[] = [];

/** Starts it with these arguments; gives what it printed when it serves, or how it ended. */
export async function runEmulator(
    args: readonly string[],
    options: { cwd?: string } = {},
): Promise<EmulatorProcess | Ended> {
    const child = spawn(process.execPath, [main, "emulator", ...args], {
        stdio: ["ignore", "pipe", "pipe"],
        ...options,
    });
    running.push(child);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const closed = once(child, "close");
    for await (const chunk of child.stdout) {
        const printed = String(chunk);
        const url = /authority (\S+)/.exec(printed)?.[1];
        if (url !== undefined) return { url, printed, warned: () => stderr };
    }
    await closed;
    return { code: child.exitCode, stderr };
}

/** Starts it on a free port. @throws Error with what it said where it serves nothing. */
export async function startEmulator(
    args: readonly string[],
    options: { cwd?: string } = {},
): Promise<EmulatorProcess> {
    const outcome = await runEmulator(["--port", "0", ...args], options);
    if ("url" in outcome) return outcome;
    throw new Error(`the emulator served nothing: ${outcome.stderr}`);
}

/** Ends those that run still. */
export async function endEmulators(): Promise<void> {
    for (const child of running.splice(0)) {
        if (child.exitCode !== null) continue;
        const closed = once(child, "close");
        child.kill("SIGTERM");
        await closed;
    }
}
