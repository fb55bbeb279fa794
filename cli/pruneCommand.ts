import { resolve } from "node:path";

import { InvalidArgumentError, type Command } from "commander";

import { fileNameKey } from "../library/fileName";
import { connectionOf } from "../provider/client";
import { askToRemove } from "./prune/askToRemove";
import { carryOut } from "./prune/carryOut";
import { JudgingCommand, NOT_JUDGED } from "./judgingCommand";
import { readOwners, type Owners } from "./liveOwners";
import { nameGlob } from "./nameGlob";
import { packageVersion } from "./ownPackage";
import { beginReceipt, notice, type PruneReceipt, type ReceiptFile } from "./prune/receipt";
import { counted, planPruning, planText, type PrunePlan } from "./prune/pruning";
import { pruneReport, untriedReport } from "./prune/pruneReport";
import { receiptPath } from "./prune/receiptPath";
import { notingWho, type SignedIn } from "./prune/signedIn";
import { readSubject, StackConfigurationError } from "./stackConfiguration";
import type { Subject } from "./subject";
import { openTenant, readable, type OpenTenant } from "./tenantLibrary";
import { terminalColumns } from "./terminalColumns";

interface PruneFlags {
    readonly name: readonly string[];
    readonly stack?: string;
    readonly cwd: string;
    readonly max: number;
    readonly receipt?: string;
    readonly yes?: true;
    readonly json?: true;
}

const MOST = 10;

/** `pulumi-mde prune`: removes live files that nobody manages. */
export function pruneCommand(): Command {
    return new JudgingCommand("prune")
        .description("Remove live files that no stack of the project manages, by name. For ever.")
        .requiredOption(
            "--name <glob>",
            "a file's name, or a glob of names; may be repeated",
            nameGlob,
        )
        .option("--stack <name>", "the stack whose tenant is meant; without it, the environment's")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--max <number>", "the most files to remove; with more, none is", most, MOST)
        .option(
            "--receipt <file>",
            "where to note what was removed (default: prune-<time>.json in the project's folder)",
        )
        .option("--yes", "do not ask; for a pipeline")
        .option("--json", "print the receipt and what was removed as one JSON object")
        .addHelpText(
            "after",
            "\nIt reads the library's list and the state of each stack of the project, shows what it " +
                "would remove, asks, looks again, and removes one file after the other. It stops when " +
                "a state cannot be read, and leaves what a stack has, what bears another stack's mark, " +
                "and what has changed since it was shown. The exit code is 0 when all that was shown " +
                "is gone, 1 when something was not removed, and 2 when nothing was tried." +
                "\n\nExample:\n  npx pulumi-mde prune --name 'old-*.ps1' --stack production",
        )
        .action(run);
}

function most(given: string): number {
    if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
    throw new InvalidArgumentError("It must be a whole number of files, at least 1.");
}

async function run(flags: PruneFlags): Promise<void> {
    try {
        process.exitCode = await prune(flags);
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`pulumi-mde: ${message}\n`);
        // Once anything is tried, nothing is thrown: carryOut() ends with the receipt.
        if (flags.json === true) printJson(untriedReport(message));
        process.exitCode = NOT_JUDGED;
    }
}

async function prune(flags: PruneFlags): Promise<number> {
    const { name: names, stack, max, json, yes = false } = flags;
    const folder = resolve(flags.cwd);
    const screen = json === true ? process.stderr : process.stdout;
    const say = (text: string) => {
        screen.write(text);
    };
    const subject = await readSubject(stack, { folder, environment: process.env });
    const noted = notingWho(connectionOf);
    const tenant = openTenant(subject, {
        connect: noted.connect,
        log: (line) => process.stderr.write(`${line}\n`),
    });
    const look = () => lookAt(tenant, { folder, subject, names });
    const { plan: shown, owners } = await look();
    const columns = terminalColumns(screen);
    say(planText(shown, { tenant, stacks: owners.stacks, columns }));
    const from = { tenant, stack, names, stacks: owners.stacks, by: noted.who() };
    const begun = receiptOf(shown, from);
    const path = receiptPath(flags.receipt, { begun: begun.time, folder, subject, owners });
    if (shown.remove.length > 0) refuseMany(shown, max);
    const isAsked = !yes && shown.remove.length > 0;
    if (isAsked && !(await isConfirmed(shown.remove.length))) {
        say("Nothing was removed.\n");
        if (json === true) printJson(pruneReport(begun, "The answer was no."));
        return 1;
    }
    // Reading the states takes time, and a person too, in which a stack may have taken a file over.
    const plan = shown.remove.length > 0 ? (await look()).plan : shown;
    const how = { shown, plan, tenant, path, say };
    const done =
        shown.remove.length === 0 ? begun : await carryOut(process, beginReceipt(path, begun), how);
    const why = shown.remove.length > 0 ? null : "Nothing that was named may be removed.";
    if (json === true) printJson(pruneReport(done, why));
    const isGone = done.files.every(({ outcome }) => outcome === "removed" || outcome === "gone");
    return isGone && !isRefused(shown, names) ? 0 : 1;
}

function printJson(report: object): void {
    process.stdout.write(`${JSON.stringify(report, undefined, 4)}\n`);
}

/** The list first: what a stack takes over after that is found in its state, or in the next look. */
async function lookAt(
    { client, tenantId }: OpenTenant,
    from: { readonly folder: string; readonly subject: Subject; readonly names: readonly string[] },
): Promise<{ readonly plan: PrunePlan; readonly owners: Owners }> {
    const { folder, subject, names } = from;
    const live = readable(await client.list({ newerThan: Date.now() }), tenantId);
    const owners = await readOwners(folder, { tenantId, subject });
    if (!owners.knowsTenant) {
        const why =
            owners.unknown ??
            `no stack of the project in ${folder} has had anything in tenant ${tenantId} yet, as far as ` +
                `the backend knows that you are logged in to.`;
        throw new StackConfigurationError(
            `nothing was removed, for nothing tells whose the live files are: ${why} Run it in the ` +
                `project whose stacks manage tenant ${tenantId}, logged in to their backend; where that ` +
                `is so, run "pulumi up" first, which notes the tenant.`,
        );
    }
    return { plan: planPruning(live.files, names, owners.ownerOf), owners };
}

function refuseMany({ remove }: PrunePlan, max: number): void {
    if (remove.length <= max) return;
    throw new StackConfigurationError(
        `nothing was removed: ${counted(remove.length)} are named, and at most ${max} are removed in ` +
            `one go. Name fewer, or raise --max when all of them are meant.`,
    );
}

async function isConfirmed(count: number): Promise<boolean> {
    if (!process.stdin.isTTY || !process.stderr.isTTY)
        throw new StackConfigurationError(
            `nothing was removed: there is no terminal to ask at. Look at what is shown, and give --yes ` +
                `when it is meant.`,
        );
    return askToRemove(count, { input: process.stdin, output: process.stderr });
}

function receiptOf(
    { remove, kept }: PrunePlan,
    from: {
        tenant: OpenTenant;
        stack: string | undefined;
        names: readonly string[];
        stacks: readonly string[];
        by: SignedIn | undefined;
    },
): PruneReceipt {
    const { tenant, stack = null, names, stacks, by } = from;
    const { tenantId, cloud } = tenant;
    const time = new Date().toISOString();
    const files = remove.map((file): ReceiptFile => {
        return { ...file, outcome: "planned", time, requestIds: [], message: null };
    });
    const version = packageVersion();
    const who = by === undefined ? {} : { by };
    const asked = { stack, stacks, names };
    return { schema: 1, notice, time, tenantId, cloud, ...who, ...asked, files, kept, version };
}

/** A file that was named in full was to go; one that a glob happens to match was not. */
function isRefused({ kept }: PrunePlan, names: readonly string[]): boolean {
    const keys = new Set(names.map(fileNameKey));
    return kept.some(({ fileName }) => keys.has(fileNameKey(fileName)));
}
