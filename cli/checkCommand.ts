import { writeFileSync } from "node:fs";
import { resolve } from "node:path";

import { InvalidArgumentError, Option, type Command } from "commander";

import { systemCode } from "../library/fileErrors";
import { exemptionsDescription, exemptionsName } from "../policy/withExemptions";
import { checkFolder } from "./folderCheck";
import type { FolderCheck } from "./folderFinding";
import { folderReport, isOk } from "./folderReport";
import { folderSarif } from "./folderSarif";
import { folderText } from "./folderText";
import { JudgingCommand, NOT_JUDGED } from "./judgingCommand";
import type { Screen } from "./markedLines";
import { packageVersion } from "./ownPackage";
import { packClaims, policyPage } from "./packClaims";
import { uploadLimitDescription, uploadLimitName } from "./uploadLimit";
import { terminalColumns } from "./terminalColumns";

const formats = ["text", "json", "sarif"] as const;
type Format = (typeof formats)[number];

interface CheckFlags {
    readonly format: Format;
    readonly output?: string;
    readonly include?: readonly string[];
    readonly exclude?: readonly string[];
    readonly policyPackConfig?: string;
    readonly maxUploadBytes?: number;
}

/** `pulumi-mde check`: the ready pack on a folder, without a stack and without a network. */
export function checkCommand(): Command {
    return new JudgingCommand("check")
        .description("Check a folder of scripts by the policies, with no stack and no network.")
        .argument("<folder>", "the folder, as a Library's path")
        .addOption(
            new Option("--format <format>", "how the report is written")
                .choices(formats)
                .default("text"),
        )
        .option("--output <file>", "write the report to a file, and text to the screen")
        .option(
            "--policy-pack-config <file>",
            "levels, keys and exemptions (JSON), as pulumi takes them",
        )
        .option(
            "--include <glob>",
            "only these files, as a Library's include; may be repeated",
            add,
        )
        .option("--exclude <glob>", "not these files, as a Library's exclude; may be repeated", add)
        .option(
            "--max-upload-bytes <number>",
            "the largest file that the stack takes, its mde:maxUploadBytes (default: 20971520)",
            bytes,
        )
        .addHelpText(
            "after",
            "\nThe exit code is 1 when there is a mandatory finding, and 2 when nothing could be " +
                "checked.\n\nExample:\n  npx pulumi-mde check scripts --format sarif --output mde.sarif",
        )
        .action(run);
}

function add(glob: string, before: readonly string[] = []): readonly string[] {
    return [...before, glob];
}

function bytes(given: string): number {
    if (/^[1-9]\d{0,14}$/.test(given)) return Number(given);
    throw new InvalidArgumentError("It must be a whole number of bytes, at least 1.");
}

async function run(folder: string, flags: CheckFlags): Promise<void> {
    try {
        const { format, output, include, exclude, policyPackConfig, maxUploadBytes } = flags;
        const check = await checkFolder({
            folder,
            include,
            exclude,
            configurationFile: policyPackConfig,
            maxUploadBytes,
            output,
            claims: packClaims,
            now: () => new Date(),
        });
        const { stdout } = process;
        const screen = {
            columns: terminalColumns(stdout),
            colours: stdout.isTTY && stdout.hasColors(),
        };
        if (output === undefined) stdout.write(written(check, format, screen));
        else {
            write(output, written(check, format, { columns: undefined, colours: false }));
            stdout.write(written(check, "text", screen));
        }
        process.exitCode = isOk(check.findings) ? 0 : 1;
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`pulumi-mde: ${message}\n`);
        process.exitCode = NOT_JUDGED;
    }
}

function written(check: FolderCheck, format: Format, screen: Screen): string {
    switch (format) {
        case "text":
            return folderText(check, screen, process.cwd());
        case "json":
            return `${JSON.stringify(folderReport(check), undefined, 4)}\n`;
        case "sarif": {
            const log = folderSarif(check, { version: packageVersion(), rules: rules() });
            return `${JSON.stringify(log, undefined, 4)}\n`;
        }
    }
}

function rules() {
    const alwaysMandatory = (name: string, description: string) => ({
        name,
        description,
        level: "mandatory" as const,
        help: undefined,
    });
    const others = packClaims.map(({ name, description, level }) => ({
        name,
        description,
        level,
        help: policyPage(name),
    }));
    return [
        alwaysMandatory(exemptionsName, exemptionsDescription),
        ...others,
        alwaysMandatory(uploadLimitName, uploadLimitDescription),
    ];
}

function write(file: string, text: string): void {
    try {
        writeFileSync(file, text);
    } catch (error) {
        throw new Error(
            `The report was not written: ${resolve(file)} cannot be written to ` +
                `(${systemCode(error) ?? "unknown reason"}).`,
            { cause: error },
        );
    }
}
