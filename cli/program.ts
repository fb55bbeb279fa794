import { Command } from "commander";

import { packageVersion } from "./ownPackage";

/** The `pulumi-mde` command with these commands; an unknown option gets a hint and exit code 1. */
export function createProgram(commands: readonly (() => Command)[]): Command {
    const program = new Command("pulumi-mde")
        .description("The Microsoft Defender for Endpoint live response library as code.")
        .version(packageVersion(), "-V, --version", "print the version")
        .helpOption("-h, --help", "print this help")
        .showSuggestionAfterError()
        .showHelpAfterError("(--help shows what there is)");
    for (const command of commands) program.addCommand(command().copyInheritedSettings(program));
    return program;
}
