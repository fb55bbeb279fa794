import { atMost } from "./atMost";
import type { UnreadStack } from "./fileOwners";
import { projectFolderOf } from "./projectFolder";
import { openWorkspace, saidBy, StackConfigurationError } from "./stackConfiguration";
import type { StackState } from "./stackRelease";
import { readStackState } from "./stackState";

/** Each is a run of the CLI. */
const AT_ONCE = 4;

/** The states of all stacks of a project in the backend. */
export interface ProjectStates {
    /** `undefined` where there is none. */
    readonly project: string | undefined;
    readonly states: readonly { readonly stack: string; readonly state: StackState }[];
    /** Those that could not be read, each with why. */
    readonly unread: readonly UnreadStack[];
}

/**
 * Reads the states of all stacks of a project, by the user's own Pulumi CLI.
 *
 * @throws {StackConfigurationError} when the CLI cannot say which stacks there are.
 */
export async function readProjectStates(folder: string): Promise<ProjectStates> {
    const projectFolder = projectFolderOf(folder);
    if (projectFolder === undefined) {
        const why = `there is no Pulumi project in ${folder} or above it.`;
        return { project: undefined, states: [], unread: [{ stack: "", why }] };
    }
    const workspace = await openWorkspace(projectFolder);
    const stacks = await workspace.listStacks().catch((cause: unknown) => {
        throw new StackConfigurationError(
            `which stacks the project in ${projectFolder} has cannot be read: ${saidBy(cause)}`,
            { cause },
        );
    });
    const { name: project } = await workspace.projectSettings();
    const read = await atMost(AT_ONCE, stacks, async ({ name: stack }) => {
        try {
            return { states: [{ stack, state: await readStackState(stack, folder) }], unread: [] };
        } catch (error) {
            const why = error instanceof Error ? error.message : String(error);
            return { states: [], unread: [{ stack, why }] };
        }
    });
    return {
        project,
        states: read.flatMap(({ states }) => states),
        unread: read.flatMap(({ unread }) => unread),
    };
}
