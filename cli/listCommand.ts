import { resolve } from "node:path";

import { Command } from "commander";

import { connectionOf } from "../provider/client";
import { fileOwners } from "./fileOwners";
import { libraryListing, listingText } from "./libraryListing";
import { nameGlob } from "./nameGlob";
import { readProjectStates } from "./projectStates";
import { readSubject } from "./stackConfiguration";
import { readTenantLibrary } from "./tenantLibrary";
import { terminalColumns } from "./terminalColumns";

interface ListFlags {
    readonly stack?: string;
    readonly cwd: string;
    readonly name?: readonly string[];
    readonly unmanaged?: true;
    readonly json?: true;
}

/** `pulumi-mde list`: what a tenant has live, and whose it is. */
export function listCommand(): Command {
    return new Command("list")
        .description("List what a tenant has live, and which stack of the project manages it.")
        .option("--stack <name>", "the stack whose tenant is meant; without it, the environment's")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--name <glob>", "only files of such a name; may be repeated", nameGlob)
        .option(
            "--unmanaged",
            "only files that no stack of the project manages, and none has marked",
        )
        .option("--json", "print one JSON object")
        .addHelpText(
            "after",
            "\nIt signs in once, reads the library's list once and the state of each stack of the " +
                "project, and changes nothing. The exit code is 1 when the list or a state could not " +
                "be read.\n\nExample:\n  npx pulumi-mde list --stack production --unmanaged",
        )
        .action(run);
}

async function run(flags: ListFlags): Promise<void> {
    const folder = resolve(flags.cwd);
    const subject = await readSubject(flags.stack, { folder, environment: process.env });
    const live = await readTenantLibrary(subject, {
        connect: connectionOf,
        log: (line) => process.stderr.write(`${line}\n`),
    });
    // After the list: what a stack makes live in between is then its own, and not nobody's.
    const { states, unread } = await readProjectStates(
        folder,
        flags.stack === undefined ? [] : [flags.stack],
    );
    const known = fileOwners(states, live);
    const listing = libraryListing(live, known.owners, {
        names: flags.name ?? [],
        unmanaged: flags.unmanaged === true,
        unread: [...unread, ...known.unread],
    });
    const { stdout } = process;
    stdout.write(
        flags.json === true
            ? `${JSON.stringify(listing, undefined, 4)}\n`
            : listingText(listing, { columns: terminalColumns(stdout) }),
    );
    if (listing.unread.length > 0) process.exitCode = 1;
}
