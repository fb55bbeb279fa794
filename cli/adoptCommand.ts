import { relative, resolve, sep } from "node:path";

import type { Command } from "commander";
import { connectionOf } from "../provider/client";
import {
    AdoptionError,
    adoptionOf,
    importedFiles,
    readFolderToAdopt,
    type Adoption,
} from "./adopt/adoption";
import { adoptionReport } from "./adopt/adoptionReport";
import { adoptionText } from "./adopt/adoptionText";
import { importFileOf, objectPinsIn, type ImportPlan } from "./adopt/importFile";
import { pulumiCommand } from "./adopt/pulumiCommand";
import { refuseToWrite, writeAdoption } from "./adopt/writing";
import { JudgingCommand, NOT_JUDGED } from "./judgingCommand";
import { readOwners, type Owners } from "./liveOwners";
import { shellWord } from "./shellWord";
import { shortName } from "./stackName";
import { readSubject } from "./stackConfiguration";
import { labelOf, type Subject } from "./subject";
import { readTenantLibrary } from "./tenantLibrary";
import { terminalColumns } from "./terminalColumns";

interface AdoptFlags {
    readonly stack?: string;
    readonly cwd: string;
    readonly include?: readonly string[];
    readonly exclude?: readonly string[];
    readonly importFile?: string;
    readonly library?: string;
    readonly dryRun?: true;
    readonly json?: true;
}

/** `pulumi-mde adopt`: what a folder would take over of a library that grew by hand. */
export function adoptCommand(): Command {
    return new JudgingCommand("adopt")
        .description("Compare what a tenant has live with a folder, to take it over as it is.")
        .argument("<folder>", "the folder, as a Library's path")
        .option("--stack <name>", "the stack whose tenant is meant; without it, the environment's")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option(
            "--include <glob>",
            "only these files, as a Library's include; may be repeated",
            add,
        )
        .option("--exclude <glob>", "not these files, as a Library's exclude; may be repeated", add)
        .option(
            "--import-file <file>",
            "write what pulumi import takes; needs a stack and a library",
        )
        .option("--library <name>", "the Library's name in the program")
        .option("--dry-run", "only compare, and write no file")
        .option("--json", "print one JSON object")
        .addHelpText(
            "after",
            "\nIt signs in once, reads the library's list once and the state of each stack of the " +
                "project, and writes the folder's library.yaml and the import file. Nothing is written " +
                "to the tenant. The exit code is 0 when the folder can have what is live, 1 when a file " +
                "needs a decision or could not be in the import file, and 2 when nothing could be " +
                "compared or written." +
                "\n\nExample:\n  npx pulumi-mde adopt scripts --stack production --library response " +
                "--import-file import.json",
        )
        .action(run);
}

function add(glob: string, before: readonly string[] = []): readonly string[] {
    return [...before, glob];
}

async function run(path: string, flags: AdoptFlags): Promise<void> {
    try {
        process.exitCode = await adopt(path, flags);
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`pulumi-mde: ${message}\n`);
        process.exitCode = NOT_JUDGED;
    }
}

async function adopt(path: string, flags: AdoptFlags): Promise<number> {
    const { stack, include, exclude, library, importFile, dryRun = false } = flags;
    const folder = { path, include, exclude };
    refuseImportFile(flags, path);
    const here = readFolderToAdopt(folder);
    const from = { folder: resolve(flags.cwd), environment: process.env };
    const subject = await readSubject(stack, from);
    const command = pulumiCommand(flags.cwd);
    if (importFile !== undefined) refuseLeftOver(subject, command.pulumi);
    const live = await readTenantLibrary(subject, {
        connect: connectionOf,
        log: (line) => process.stderr.write(`${line}\n`),
    });
    const owners = await readOwners(from.folder, { tenantId: live.tenantId, subject });
    const adoption = adoptionOf(folder, here, { live, ...owners });
    const plan =
        importFile === undefined || library === undefined
            ? undefined
            : importOf(adoption, { subject, owners, library });
    const imported =
        importFile === undefined || plan === undefined || plan.file.resources.length === 0
            ? undefined
            : { path: importFile, content: plan.file };
    if (!dryRun) writeAdoption(adoption.sidecar, imported);
    const notImported = plan?.left ?? [];
    const outcome = {
        dryRun,
        ownersUnknown: owners.unknown,
        stack,
        library,
        pathInProgram: relative(subject.folder, resolve(path)).split(sep).join("/"),
        importFile: dryRun ? undefined : imported?.path,
        notImported,
        objectPins: objectPinsIn(owners.state),
        command,
    };
    const { stdout } = process;
    stdout.write(
        flags.json === true
            ? `${JSON.stringify(adoptionReport(adoption, outcome), undefined, 4)}\n`
            : adoptionText(adoption, outcome, terminalColumns(stdout)),
    );
    const isDecided = !adoption.files.some(({ needsDecision }) => needsDecision);
    return isDecided && notImported.length === 0 ? 0 : 1;
}

/** Before anybody is asked. @throws {AdoptionError} */
function refuseImportFile({ importFile, stack, library }: AdoptFlags, folder: string): void {
    if (importFile === undefined) return;
    if (stack === undefined || library === undefined)
        throw new AdoptionError(
            `--import-file needs --stack and --library: the names of what is imported are made of them.`,
        );
    refuseToWrite(importFile, folder);
}

/** A variable that was left over must not decide to which tenant a stack is pinned. */
function refuseLeftOver(subject: Subject, pulumi: string): void {
    const label = labelOf(subject, "tenantId");
    if (label === undefined || label.startsWith("mde:")) return;
    throw new AdoptionError(
        `the tenant comes from ${label} in the environment alone, and an import file would pin the ` +
            `stack to it. Confirm it with "${pulumi} config set mde:tenantId ` +
            `${shellWord(subject.environment[label] ?? "")} --stack ${shellWord(subject.stack?.name ?? "")}".`,
    );
}

function importOf(
    adoption: Adoption,
    { subject, owners, library }: { subject: Subject; owners: Owners; library: string },
): ImportPlan | undefined {
    const { stack, folder } = subject;
    const files = importedFiles(adoption, folder);
    if (files.length === 0 || stack === undefined) return undefined;
    const { tenantId, cloud } = adoption;
    const { project } = stack;
    const target = { project, stack: shortName(stack.name), library, tenantId, cloud };
    return importFileOf(files, target, owners.state);
}
