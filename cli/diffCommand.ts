import { resolve } from "node:path";
import { styleText } from "node:util";

import { Command } from "commander";

import { openContentIndex } from "../library/contentIndex";
import { userFolderPath } from "../library/userFolder";
import { diffText } from "./diff/diffText";
import { contentAtHand } from "./diff/earlierContent";
import { fileChange, type FileChange } from "./diff/fileChange";
import { changesOfFile } from "./diff/oneFile";
import { plannedChanges } from "./diff/plannedChanges";
import { previewOf } from "./diff/preview";
import { readStack } from "./stackConfiguration";
import { selectedStack } from "./stackState";

interface DiffFlags {
    readonly stack?: string;
    readonly cwd: string;
    readonly json?: true;
}

/** `pulumi-mde diff`: what an `up` would change, line by line. */
export function diffCommand(): Command {
    return new Command("diff")
        .description("Show what an up would change, line by line.")
        .argument("[file]", "only this file, by its name in the library, with each of its lines")
        .option("--stack <name>", "the stack; default: the one that is selected")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--json", "print one JSON object")
        .addHelpText(
            "after",
            "\nIt runs a preview, which asks the tenant only where the program does (getLibrary, " +
                "unmanaged), and looks for the earlier bytes on this machine and in git. Nothing is " +
                "changed. The exit code is 1 when the preview failed." +
                "\n\nExample:\n  npx pulumi-mde diff linux-triage.sh --stack production",
        )
        .action(run);
}

async function run(file: string | undefined, flags: DiffFlags): Promise<void> {
    const folder = resolve(flags.cwd);
    const stack = flags.stack ?? (await selectedStack(folder));
    const program = await readStack(stack, { folder, environment: process.env });
    const { steps, warnings } = await previewOf(stack, folder);
    const planned = plannedChanges(steps);
    const changes = file === undefined ? planned.changes : changesOfFile(file, planned, stack);
    const index = openContentIndex({ folder: userFolderPath(process.env), now: Date.now });
    const found: FileChange[] = [];
    // One after the other: each may hold two contents.
    for (const change of changes)
        found.push(
            await fileChange(change, (sha256, paths) =>
                contentAtHand(sha256, paths, {
                    index,
                    folder: program.folder,
                    environment: process.env,
                }),
            ),
        );
    process.stdout.write(
        flags.json === true
            ? `${JSON.stringify({ schema: 1, stack, changes: found, warnings }, undefined, 4)}\n`
            : diffText(found, {
                  stack,
                  whole: file !== undefined,
                  paint: (colour, text) => styleText(colour, text, { stream: process.stdout }),
              }),
    );
    for (const warning of warnings)
        process.stderr.write(`pulumi-mde: the preview warns: ${warning}\n`);
}
