import { Command, type CommanderError } from "commander";

/** The exit code when nothing was judged: told apart from a bad verdict, which is 1. */
export const NOT_JUDGED = 2;

/** A command whose exit code is a verdict. What commander ends with 1, such as a misspelt option, is none. */
export class JudgingCommand extends Command {
    override copyInheritedSettings(source: Command): this {
        return super
            .copyInheritedSettings(source)
            .exitOverride(({ exitCode }: CommanderError) =>
                process.exit(exitCode === 0 ? 0 : NOT_JUDGED),
            );
    }
}
