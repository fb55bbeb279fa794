import { resolve } from "node:path";

import type { Command } from "commander";

import { connectionOf } from "../provider/client";
import { JudgingCommand, NOT_JUDGED } from "./judgingCommand";
import { packageVersion } from "./ownPackage";
import { releaseIn } from "./releaseFile";
import { verificationText, verifyRelease } from "./releaseVerification";
import { readSubject } from "./stackConfiguration";
import { readTenantLibrary } from "./tenantLibrary";

interface VerifyFlags {
    readonly release: string;
    readonly stack?: string;
    readonly cwd: string;
    readonly json?: true;
    readonly allowOthers?: true;
    readonly partial?: true;
}

/** `pulumi-mde verify`: whether a tenant's live library is a release. */
export function verifyCommand(): Command {
    return new JudgingCommand("verify")
        .description("Prove that what a tenant has live is a release.")
        .requiredOption("--release <file>", "the release, as pulumi-mde release writes it")
        .option("--stack <name>", "the stack whose tenant is meant; without it, the environment's")
        .option("--cwd <folder>", "the project's folder, or one below it", ".")
        .option("--allow-others", "let files be live that are not of the release")
        .option("--partial", "let files of the release be absent, as the argument of a Library")
        .option("--json", "print the evidence as one JSON object")
        .addHelpText(
            "after",
            "\nIt signs in once, reads the library's list once, and changes nothing. The exit code is 1 " +
                "when anything differs, and 2 when nothing could be compared." +
                "\n\nExample:\n  npx pulumi-mde verify --release release.json --stack production --json",
        )
        .action(run);
}

async function run(flags: VerifyFlags): Promise<void> {
    try {
        const release = releaseIn(flags.release);
        const { stack, cwd } = flags;
        const from = { folder: resolve(cwd), environment: process.env };
        const live = await readTenantLibrary(await readSubject(stack, from), {
            connect: connectionOf,
            log: (line) => process.stderr.write(`${line}\n`),
        });
        const verification = await verifyRelease(live, release, {
            allowOthers: flags.allowOthers === true,
            partial: flags.partial === true,
            time: new Date().toISOString(),
            version: packageVersion(),
        });
        process.stdout.write(
            flags.json === true
                ? `${JSON.stringify(verification, undefined, 4)}\n`
                : verificationText(verification),
        );
        process.exitCode = verification.ok ? 0 : 1;
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`pulumi-mde: ${message}\n`);
        process.exitCode = NOT_JUDGED;
    }
}
