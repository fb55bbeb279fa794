import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";

import { errorText } from "../defender/errorText";
import { nearestWord } from "../library/nearest";
import { lookAtState } from "./brokenState";
import { programFolderOf, projectFolderOf } from "./projectFolder";
import type { Subject } from "./subject";

/** A stack's configuration cannot be read; the message says why, and what to do. */
export class StackConfigurationError extends Error {
    override name = "StackConfigurationError" as const;
}

/** What else to do about a command that can do without a stack; it ends a sentence. */
const ENVIRONMENT_ALONE = ", or leave --stack out to look at the environment alone";

interface StackPlace {
    /** The project's, or one below it. */
    readonly folder: string;
    readonly environment: NodeJS.ProcessEnv;
}

/**
 * A stack and its configuration, secrets included, by the user's own Pulumi CLI. Nothing is changed,
 * not even which stack is the selected one.
 *
 * @param otherwise what else to do where there is no project or no CLI: it ends a sentence.
 * @throws {StackConfigurationError}
 */
export async function readStack(
    name: string,
    { folder, environment }: StackPlace,
    otherwise = "",
): Promise<Subject> {
    const read = async (workspace: LocalWorkspace, projectFolder: string): Promise<Subject> => {
        const { name: project, main } = await workspace.projectSettings();
        const configuration = await workspace.getAllConfig(name);
        return {
            stack: { name, project },
            folder: programFolderOf(projectFolder, main),
            configuration: Object.fromEntries(
                Object.entries(configuration).map(([key, { value, secret }]) => [
                    key,
                    { value, secret: secret === true },
                ]),
            ),
            environment,
        };
    };
    return inWorkspace(name, folder, read, otherwise);
}

/** {@link readStack}, or the environment alone where no stack is named. */
export async function readSubject(stack: string | undefined, from: StackPlace): Promise<Subject> {
    return stack === undefined
        ? { stack: undefined, configuration: {}, ...from }
        : readStack(stack, from, ENVIRONMENT_ALONE);
}

/**
 * Asks the user's own Pulumi CLI about a stack.
 *
 * @param name `undefined` to ask which one is selected.
 * @param folder the project's, or one below it.
 * @param otherwise what else to do where there is no project or no CLI: it ends a sentence.
 * @throws {StackConfigurationError} when there is no such project or stack, or it cannot be read.
 */
export async function inWorkspace<T>(
    name: string | undefined,
    folder: string,
    ask: (workspace: LocalWorkspace, projectFolder: string) => Promise<T>,
    otherwise = "",
): Promise<T> {
    const projectFolder = projectFolderOf(folder);
    if (projectFolder === undefined)
        throw new StackConfigurationError(
            `there is no Pulumi project in ${folder} or above it, so that there is no stack` +
                `${name === undefined ? "" : ` ${name}`}: go to the project's folder or name it with ` +
                `--cwd${otherwise}.`,
        );
    const workspace = await openWorkspace(projectFolder, otherwise);
    try {
        return await ask(workspace, projectFolder);
    } catch (error) {
        if (error instanceof StackConfigurationError) throw error;
        throw await unreadable(name, { error, workspace, projectFolder });
    }
}

/** The user's own Pulumi CLI on a project; it selects no stack. @throws {StackConfigurationError} */
export async function openWorkspace(workDir: string, otherwise = ""): Promise<LocalWorkspace> {
    // Loaded only when a stack is asked for: it takes a second.
    const automation = await import("@pulumi/pulumi/automation/index.js");
    try {
        const workspace = await automation.LocalWorkspace.create({ workDir });
        // It would be the selected one of the user's own runs too, and each run here names its stack.
        workspace.selectStack = () => Promise.resolve();
        return workspace;
    } catch (cause) {
        const said = saidBy(cause);
        throw new StackConfigurationError(
            said.includes("ENOENT")
                ? `there is no "pulumi" on PATH, which knows the stacks: install it ` +
                      `(https://www.pulumi.com/docs/install)${otherwise}.`
                : `the Pulumi CLI on PATH cannot be used: ${said}`,
            { cause },
        );
    }
}

/** A stack of a workspace. It is not selected, and whether there is one its first run says. */
export async function stackIn(workspace: LocalWorkspace, name: string): Promise<Stack> {
    const automation = await import("@pulumi/pulumi/automation/index.js");
    return automation.Stack.select(name, workspace);
}

async function unreadable(
    name: string | undefined,
    about: {
        readonly error: unknown;
        readonly workspace: LocalWorkspace;
        readonly projectFolder: string;
    },
): Promise<StackConfigurationError> {
    const { error, workspace, projectFolder } = about;
    const said = saidBy(error);
    const options = { cause: error };
    if (name === undefined)
        return new StackConfigurationError(
            `which stack of ${projectFolder} is selected cannot be read: ${said}`,
            options,
        );
    const stacks = await workspace.listStacks().catch(() => undefined);
    const names = stacks?.map((stack) => stack.name) ?? [];
    if (stacks === undefined || names.includes(name) || !said.includes(`'${name}'`)) {
        const { name: project } = await workspace.projectSettings();
        return new StackConfigurationError(
            `the configuration of stack ${name} (${projectFolder}) cannot be read: ` +
                `${said}${lookAtState(said, { project, stack: name })}`,
            options,
        );
    }
    const nearest = nearestWord(name, names);
    const hint =
        nearest === undefined
            ? `its stacks are ${names.join(", ") || "none"}.`
            : `did you mean ${nearest}?`;
    return new StackConfigurationError(
        `the project in ${projectFolder} has no stack ${name}: ${hint}`,
        options,
    );
}

/** What Pulumi says in an error's own stream: what it printed on the other one may be secret. */
export function saidBy(error: unknown): string {
    // Anything can be thrown, and a cause need not be there.
    const result = (error as { commandResult?: { stderr?: unknown } } | null | undefined)
        ?.commandResult;
    if (typeof result?.stderr !== "string")
        return errorText(error instanceof Error ? error.message : String(error));
    const [first = ""] = result.stderr.split("\n").filter((line) => /\berror: /.test(line));
    return errorText(first === "" ? result.stderr : first.replace(/^.*?\berror: /, ""));
}
