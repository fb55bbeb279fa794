import { resolve } from "node:path";

import { Command } from "commander";

import { connectionOf } from "../provider/client";
import { completed, failed } from "./check";
import { examine } from "./doctor";
import { doctorReport, type DoctorReport } from "./doctorReport";
import { doctorText } from "./doctorText";
import { readSubject, StackConfigurationError } from "./stackConfiguration";
import type { Subject } from "./subject";
import { terminalColumns } from "./terminalColumns";

interface DoctorFlags {
    readonly stack?: string;
    readonly cwd: string;
    readonly json?: true;
}

/** `pulumi-mde doctor`: why a stack, or the environment, does or does not reach its library. */
export function doctorCommand(): Command {
    return new Command("doctor")
        .description(
            "Look at everything between a configuration and a tenant's library, and say what is wrong.",
        )
        .option("--stack <name>", "a stack's configuration; without it, the environment alone")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--json", "print one JSON object")
        .addHelpText(
            "after",
            "\nIt signs in once, reads the library's list once, and changes nothing. The exit code is 1 " +
                "when a check has failed.\n\nExample:\n  npx pulumi-mde doctor --stack production",
        )
        .action(run);
}

async function run(flags: DoctorFlags): Promise<void> {
    const report = await reportOf(flags);
    const { stdout } = process;
    stdout.write(
        flags.json === true
            ? `${JSON.stringify(report, undefined, 4)}\n`
            : doctorText(report, {
                  columns: terminalColumns(stdout),
                  colours: stdout.isTTY && stdout.hasColors(),
              }),
    );
    process.exitCode = report.ok ? 0 : 1;
}

async function reportOf(flags: DoctorFlags): Promise<DoctorReport> {
    const folder = resolve(flags.cwd);
    const environment = process.env;
    const environmentAlone: Subject = { stack: undefined, folder, configuration: {}, environment };
    const secrets: string[] = [];
    let subject = environmentAlone;
    try {
        subject = await readSubject(flags.stack, { folder, environment });
        const checks = await examine(subject, {
            connect: connectionOf,
            now: Date.now,
            log: (line) => process.stderr.write(`${line}\n`),
            issued: (token) => secrets.push(token),
        });
        return doctorReport(checks, { subject, secrets });
    } catch (error) {
        if (!(error instanceof StackConfigurationError)) throw error;
        const checks = completed([failed("configuration", error.message)]);
        return { ...doctorReport(checks, { subject }), stack: flags.stack ?? null };
    }
}
