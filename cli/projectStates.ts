import type { LocalWorkspace } from "@pulumi/pulumi/automation";

import { atMost } from "./atMost";
import { configuredStacks } from "./configuredStacks";
import type { UnreadStack } from "./fileOwners";
import { projectFolderOf } from "./projectFolder";
import { openWorkspace, saidBy } from "./stackConfiguration";
import { shortName } from "./stackName";
import type { StackState } from "./stackRelease";
import { isNoStack, readStackState } from "./stackState";

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
 * Reads the states of all stacks of a project, by the user's own Pulumi CLI. Where that cannot say which
 * stacks there are (one broken state keeps it from it), those that are known otherwise are read, and
 * that there may be more is among what was not read.
 *
 * @param named stacks that somebody has named.
 * @throws {StackConfigurationError} when there is no CLI to ask.
 */
export async function readProjectStates(
    folder: string,
    named: readonly string[] = [],
): Promise<ProjectStates> {
    const projectFolder = projectFolderOf(folder);
    if (projectFolder === undefined) {
        const why = `there is no Pulumi project in ${folder} or above it.`;
        return { project: undefined, states: [], unread: [{ stack: "", why }] };
    }
    const workspace = await openWorkspace(projectFolder);
    const { name: project } = await workspace.projectSettings();
    const { stacks, unlisted } = await stacksOf(workspace, { project, projectFolder, named });
    const read = await atMost(AT_ONCE, stacks, async (stack) => {
        try {
            return { states: [{ stack, state: await readStackState(stack, folder) }], unread: [] };
        } catch (error) {
            // A file of its configuration does not say that this backend has it.
            if (unlisted !== undefined && isNoStack(error)) return { states: [], unread: [] };
            const why = error instanceof Error ? error.message : String(error);
            return { states: [], unread: [{ stack, why }] };
        }
    });
    return {
        project,
        states: read.flatMap(({ states }) => states),
        unread: [
            ...(unlisted === undefined ? [] : [{ stack: "", why: unlisted }]),
            ...read.flatMap(({ unread }) => unread),
        ],
    };
}

/** The stacks that the CLI lists; else those that are known otherwise, and why these may not be all. */
async function stacksOf(
    workspace: LocalWorkspace,
    about: {
        readonly project: string;
        readonly projectFolder: string;
        readonly named: readonly string[];
    },
): Promise<{ readonly stacks: readonly string[]; readonly unlisted: string | undefined }> {
    const { project, projectFolder, named } = about;
    try {
        const listed = await workspace.listStacks();
        return { stacks: listed.map(({ name }) => name), unlisted: undefined };
    } catch (cause) {
        const said = saidBy(cause);
        const configured = configuredStacks(projectFolder, await workspace.projectSettings());
        const others = named.filter((name) => !configured.includes(shortName(name)));
        const look = isBrokenFile(said)
            ? ` Look for a state file that is empty or cut, in .pulumi/stacks/${project}/ of the backend: ` +
              `docs/reliability.md says how to mend it.`
            : "";
        return {
            stacks: [...new Set([...configured, ...others])],
            unlisted:
                `the Pulumi CLI cannot say which stacks the project in ${projectFolder} has (${said}), so ` +
                `that there may be more than are named here.${look}`,
        };
    }
}

/** What Go says of a text that is no whole JSON. */
const isBrokenFile = (said: string) => /\bEOF\b|\bJSON\b|invalid character|checkpoint/.test(said);
