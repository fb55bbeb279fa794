import { resolve } from "node:path";

import { Command } from "commander";

import { readRelease, type ReleaseDocument } from "../library/readRelease";
import { gitCommit } from "./gitCommit";
import { projectFolderOf } from "./projectFolder";
import { releaseInState } from "./stackRelease";
import { readStackState, selectedStack } from "./stackState";

interface ReleaseFlags {
    readonly stack?: string;
    readonly cwd: string;
    readonly library?: string;
}

/** `pulumi-mde release`: what a stack has live and verified, as a file that the next one promotes. */
export function releaseCommand(): Command {
    return new Command("release")
        .description("Write what a stack has live, for the next stack to promote.")
        .option("--stack <name>", "the stack; default: the one that is selected")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--library <name>", "the Library; needed where the stack has several")
        .addHelpText(
            "after",
            "\nIt reads the stack's state and asks nobody else. The exit code is 1 when no release was " +
                "written: the stack has no file, or its last run has left something unfinished." +
                "\n\nExample:\n  npx pulumi-mde release --stack staging > release.json",
        )
        .action(run);
}

async function run(flags: ReleaseFlags): Promise<void> {
    const folder = resolve(flags.cwd);
    const stack = flags.stack ?? (await selectedStack(folder));
    const state = await readStackState(stack, folder);
    const git = await gitCommit(projectFolderOf(folder) ?? folder);
    // What this release does not read it must not write.
    const document: ReleaseDocument = readRelease({
        ...releaseInState(state, { stack, library: flags.library }),
        time: new Date().toISOString(),
        stack,
        ...(git && { git }),
    });
    process.stdout.write(`${JSON.stringify(document, undefined, 4)}\n`);
    if (git === undefined)
        process.stderr.write("pulumi-mde: no git commit was found for the project's folder.\n");
    else if (!git.clean)
        process.stderr.write(
            `pulumi-mde: the project's folder has changes that are not committed: the release says so.\n`,
        );
}
