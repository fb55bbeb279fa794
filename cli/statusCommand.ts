import { resolve } from "node:path";

import { InvalidArgumentError, type Command } from "commander";
import writeFileAtomic from "write-file-atomic";

import { systemCode } from "../library/fileErrors";
import { printable, quoteName } from "../library/fileName";
import { connectionOf } from "../provider/client";
import { JudgingCommand, NOT_JUDGED } from "./judgingCommand";
import { nameGlob } from "./nameGlob";
import { refuseFile } from "./outputFile";
import { packageVersion } from "./ownPackage";
import { progressLine, type ProgressLine } from "./progressLine";
import { readProjectStates, type ProjectStates } from "./projectStates";
import { releaseIn } from "./releaseFile";
import { shellWord } from "./shellWord";
import { askedStacks } from "./status/askedStacks";
import { readTenants } from "./status/readTenants";
import { statusPage } from "./status/statusPage";
import { statusReport, type StatusReport } from "./status/statusReport";
import { statusTenants } from "./status/statusTenants";
import { statusText } from "./status/statusText";
import type { WatchedTenant } from "./status/watchedTenant";
import { watchedByName, watchedByStack } from "./status/watchedTenants";

interface StatusFlags {
    readonly stack?: readonly string[];
    readonly tenants?: string;
    readonly cwd: string;
    readonly release?: string;
    readonly name?: readonly string[];
    readonly allowOthers?: true;
    readonly partial?: true;
    readonly concurrency: number;
    readonly json?: true;
    readonly html?: string;
}

/** `pulumi-mde status`: which tenant runs what, and whether that is what should be live. */
export function statusCommand(): Command {
    return new JudgingCommand("status")
        .description("Show which tenant runs which files: what is behind, changed or not known.")
        .option("--stack <name>", "a stack; may be repeated; default: all of the project", add)
        .option("--tenants <file>", "tenants that a YAML file names, instead of stacks")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--release <file>", "what should be live, as pulumi-mde release writes it")
        .option("--name <glob>", "only files of such a name; may be repeated", nameGlob)
        .option("--allow-others", "let files be live that are not of the release, or nobody's")
        .option("--partial", "let files be absent")
        .option("--concurrency <number>", "so many tenants at a time", concurrency, 8)
        .option("--json", "print one JSON object")
        .option("--html <file>", "write a page for a browser too, that needs no network")
        .addHelpText(
            "after",
            "\nIt signs in to each tenant once, reads its list once, and changes nothing. The exit code " +
                "is 0 when all is as it should be, 1 when something is not, and 2 when nothing is known " +
                "to be wrong and something could not be read." +
                "\n\nExample:\n  npx pulumi-mde status --release release.json",
        )
        .action(run);
}

function add(value: string, before: readonly string[] = []): readonly string[] {
    return [...before, value];
}

const MOST = 64;

function concurrency(value: string): number {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 1 && number <= MOST) return number;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST}.`);
}

async function run(flags: StatusFlags): Promise<void> {
    const progress = progressLine(process.stderr);
    try {
        const report = await reportFor(flags, progress);
        progress.clear();
        process.stdout.write(
            flags.json === true
                ? `${JSON.stringify(report, undefined, 4)}\n`
                : statusText(report, { isDetailed: flags.name !== undefined }),
        );
        if (flags.html !== undefined) writePage(flags.html, report);
        process.exitCode = exitCodeOf(report);
    } catch (error) {
        progress.clear();
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`pulumi-mde: ${message}\n`);
        process.exitCode = NOT_JUDGED;
    }
}

async function reportFor(flags: StatusFlags, progress: ProgressLine): Promise<StatusReport> {
    if (flags.html !== undefined) refuseFile("the page", flags.html);
    const release = flags.release === undefined ? undefined : releaseIn(flags.release);
    const { watched, states } = await watchedBy(flags);
    if (release === undefined && states === undefined && watched.length < 2)
        throw new Error(
            `nobody was asked, for there is nothing to compare with: name what should be live with ` +
                `--release, or several tenants in the file.`,
        );
    const { readings, unread } = await readTenants(watched, {
        states,
        connect: connectionOf,
        concurrency: flags.concurrency,
        log: (tenant, line) => {
            progress.line(`${printable(tenant)}: ${line}`);
        },
        onProgress: (done, of) => {
            progress.show(`${done} of ${of} tenants read`);
        },
    });
    const report = statusReport(readings, {
        release,
        unread,
        names: flags.name ?? [],
        allowOthers: flags.allowOthers === true,
        partial: flags.partial === true,
        time: new Date().toISOString(),
        version: packageVersion(),
    });
    const unreadTenants = report.tenants.filter(({ error }) => error !== null).length;
    if (flags.name !== undefined && report.files.length === 0 && unreadTenants === 0)
        throw new Error(
            `no file has a name like ${flags.name.map(quoteName).join(", ")}, in any of ` +
                `${watched.length} tenants. Quote globs, or the shell takes them for files of its own.`,
        );
    return report;
}

/** Which tenants are looked at, and what stacks know of them. */
async function watchedBy(flags: StatusFlags): Promise<{
    readonly watched: readonly WatchedTenant[];
    readonly states: ProjectStates | undefined;
}> {
    const from = { folder: resolve(flags.cwd), environment: process.env };
    if (flags.tenants !== undefined) {
        if (flags.stack !== undefined)
            throw new Error(
                "--tenants and --stack are two ways to name tenants: give one of them.",
            );
        const watched = watchedByName(statusTenants(flags.tenants, from));
        return { watched, states: undefined };
    }
    const states = await readProjectStates(from.folder, flags.stack);
    const all = [...states.states, ...states.unread]
        .map(({ stack }) => stack)
        .filter((stack) => stack !== "")
        .sort();
    if (all.length === 0)
        throw new Error(
            `there are no stacks to look at: ${states.unread[0]?.why ?? "the project has none."} Go to ` +
                `the project's folder or name it with --cwd, or name tenants with --tenants.`,
        );
    const asked = askedStacks(flags.stack ?? all, { listed: all, project: states.project ?? "" });
    return { watched: await watchedByStack(asked, states, from), states };
}

/** Written after the report: where it fails at the end, what was learnt is not lost. */
function writePage(file: string, report: StatusReport): void {
    const words = process.argv.slice(2).map(shellWord);
    const page = statusPage(report, ["npx pulumi-mde", ...words].join(" "));
    try {
        writeFileAtomic.sync(file, page);
    } catch (error) {
        const code = systemCode(error);
        if (code === undefined) throw error;
        throw new Error(
            `the page ${resolve(file)} cannot be written (${code}). The report was printed all the same.`,
            { cause: error },
        );
    }
}

function exitCodeOf({ ok }: StatusReport): number {
    if (ok === null) return NOT_JUDGED;
    return ok ? 0 : 1;
}
