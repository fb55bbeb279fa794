import type { Check, CheckName } from "../../cli/check";
import type { DoctorReport } from "../../cli/doctorReport";
import { runCommand, type CommandRun } from "./commandProcess";

/** Runs the built `pulumi-mde doctor`. */
export const runDoctor = (
    args: readonly string[],
    options: Parameters<typeof runCommand>[1],
): Promise<CommandRun> => runCommand(["doctor", ...args], options);

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
    options: Parameters<typeof runCommand>[1],
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
