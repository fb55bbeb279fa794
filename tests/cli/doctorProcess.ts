import { execFile } from "node:child_process";
import { join } from "node:path";

import type { Check, CheckName } from "../../cli/check";
import type { DoctorReport } from "../../cli/doctorReport";

const main = join(__dirname, "..", "..", "dist", "cli", "main.js");

/** What a run of the command came to. */
export interface DoctorRun {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs the built `pulumi-mde doctor`, with none of the variables that configure it but these. */
export function runDoctor(
    args: readonly string[],
    options: { cwd: string; environment?: Readonly<Record<string, string>> },
): Promise<DoctorRun> {
    const inherited = Object.entries(process.env).filter(
        ([name]) => !/^(ARM|AZURE|MDE|ACTIONS|SYSTEM|NODE|FORCE)_/.test(name),
    );
    return new Promise((resolve) => {
        execFile(
            process.execPath,
            [main, "doctor", ...args],
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

/** A report with its checks by name. */
export interface ReadReport extends DoctorReport {
    readonly code: number;
    /** All that was printed. */
    readonly output: string;
    readonly of: (name: CheckName) => Check;
    /** The checks that failed, and those that nothing was said of after them. */
    readonly failed: readonly CheckName[];
    readonly notReached: readonly CheckName[];
}

/** Runs `pulumi-mde doctor --json` and reads what it prints. */
export async function doctorJson(
    args: readonly string[],
    options: Parameters<typeof runDoctor>[1],
): Promise<ReadReport> {
    const { code, stdout, stderr } = await runDoctor([...args, "--json"], options);
    const report = JSON.parse(stdout) as DoctorReport;
    const named = (status: Check["status"]) =>
        report.checks.filter((check) => check.status === status).map(({ check }) => check);
    return {
        ...report,
        code,
        output: stdout + stderr,
        of: (name) => report.checks.find(({ check }) => check === name)!,
        failed: named("failed"),
        notReached: named("not reached"),
    };
}
