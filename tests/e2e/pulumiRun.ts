import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What one run of the CLI printed, and how it ended. */
export interface Run {
    readonly output: string;
    /** Undefined when the run succeeded. */
    readonly failure: Error | undefined;
    /** How many resources of each kind of change, for a run that succeeded. */
    readonly changes: Readonly<Record<string, number>>;
}

/** The commands that change something, or show what would change. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

/** What a run is told on its command line. */
export interface RunOptions {
    readonly target?: readonly string[];
    readonly replace?: readonly string[];
    readonly runProgram?: boolean;
    readonly refresh?: boolean;
    readonly continueOnError?: boolean;
    readonly diff?: boolean;
    readonly parallel?: number;
    readonly plan?: string;
    readonly policyPack?: string;
    readonly policyPackConfig?: string;
}

/**
 * Runs the real CLI, without a preview where there could be one, and without a terminal.
 *
 * It is not Pulumi's Automation API, which asks the CLI three times more about each run.
 */
export async function runPulumi(
    operation: Operation,
    options: RunOptions & {
        readonly cwd: string;
        readonly env: NodeJS.ProcessEnv;
        readonly stack: string;
    },
): Promise<Run> {
    const folder = mkdtempSync(join(tmpdir(), "mde-run-"));
    try {
        const events = join(folder, "events.jsonl");
        const words = [operation, ...wordsOf(options), "--event-log", events];
        if (operation !== "preview") words.push("--yes", "--skip-preview");
        words.push("--non-interactive", "--color", "never", "--stack", options.stack);
        // It knows --event-log only then.
        const env = { ...options.env, PULUMI_DEBUG_COMMANDS: "true" };
        const { output, code } = await spawned(words, options.cwd, env);
        if (code === 0) return { output, failure: undefined, changes: changesIn(events) };
        const failure = new Error(
            `pulumi ${words.join(" ")} ended with ${String(code)}:\n${output}`,
        );
        return { output, failure, changes: {} };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

function wordsOf(options: RunOptions): string[] {
    const { parallel, plan, policyPack, policyPackConfig } = options;
    return [
        ...(options.target ?? []).flatMap((urn) => ["--target", urn]),
        ...(options.replace ?? []).flatMap((urn) => ["--replace", urn]),
        ...(options.runProgram === true ? ["--run-program"] : []),
        ...(options.refresh === true ? ["--refresh"] : []),
        ...(options.continueOnError === true ? ["--continue-on-error"] : []),
        ...(options.diff === true ? ["--diff"] : []),
        ...(parallel === undefined ? [] : ["--parallel", String(parallel)]),
        ...(plan === undefined ? [] : ["--plan", plan]),
        ...(policyPack === undefined ? [] : ["--policy-pack", policyPack]),
        ...(policyPackConfig === undefined ? [] : ["--policy-pack-config", policyPackConfig]),
    ];
}

async function spawned(
    words: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv,
): Promise<{ output: string; code: number | null }> {
    const child = spawn("pulumi", words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (text: string) => {
            output += text;
        });
    const code = await new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    return { output, code };
}

/** The engine's own count, which the CLI prints in words. */
function changesIn(events: string): Record<string, number> {
    const last = readFileSync(events, "utf8")
        .split("\n")
        .filter((line) => line.includes('"summaryEvent"'))
        .at(-1);
    const event = JSON.parse(last ?? "{}") as {
        summaryEvent?: { resourceChanges?: Record<string, number> };
    };
    return event.summaryEvent?.resourceChanges ?? {};
}
