import { z } from "zod";

import { lookAtState } from "./brokenState";
import { inWorkspace, saidBy, StackConfigurationError } from "./stackConfiguration";
import type { StackState } from "./stackRelease";

const text = z
    .string()
    .nullish()
    .transform((value) => value ?? undefined);
const flag = z
    .boolean()
    .nullish()
    .transform((value) => value ?? false);
/** Of Pulumi's state what is needed here: its own shape may grow. */
const deployment = z.object({
    resources: z
        .array(
            z.object({
                urn: z.string(),
                type: z.string(),
                id: text,
                parent: text,
                outputs: z
                    .record(z.string(), z.unknown())
                    .nullish()
                    .transform((value) => value ?? {}),
                delete: flag,
                pendingReplacement: flag,
                external: flag,
                initErrors: z
                    .array(z.string())
                    .nullish()
                    .transform((value) => value ?? []),
            }),
        )
        .nullish(),
    pending_operations: z
        .array(
            z.object({
                resource: z.object({
                    urn: z.string(),
                    type: z.string(),
                    id: text,
                    inputs: z
                        .record(z.string(), z.unknown())
                        .nullish()
                        .transform((value) => value ?? {}),
                }),
            }),
        )
        .nullish(),
});

/**
 * A stack's state, by the user's own Pulumi CLI, which gives secrets in clear: nothing of it is shown as a
 * whole.
 *
 * @throws {StackConfigurationError} when it cannot be read.
 */
export async function readStackState(name: string, folder: string): Promise<StackState> {
    const exported = await inWorkspace(name, folder, async (workspace) => {
        try {
            return await workspace.exportStack(name);
        } catch (cause) {
            // Which stacks there are instead is said with it.
            if (noStack.test(saidBy(cause))) throw cause;
            const { name: project } = await workspace.projectSettings();
            throw unreadState(cause, { project, stack: name });
        }
    });
    const parsed = deployment.safeParse(exported.deployment);
    if (!parsed.success)
        throw new StackConfigurationError(
            `the state of stack ${name} has a shape that this pulumi-mde does not know: update it.`,
        );
    const { resources, pending_operations } = parsed.data;
    return {
        resources: resources ?? [],
        interrupted: (pending_operations ?? []).map(({ resource }) => resource),
    };
}

/** Why the CLI has not given a stack's state, and which file to look at where that is what is broken. */
export function unreadState(
    cause: unknown,
    about: { readonly project: string; readonly stack: string },
): StackConfigurationError {
    const said = saidBy(cause);
    return new StackConfigurationError(
        `the state of stack ${about.stack} cannot be read: ${said}${lookAtState(said, about)}`,
        { cause },
    );
}

const noStack = /^no stack named '/;

/** Whether a state was not read because the backend has no such stack. */
export function isNoStack(error: unknown): boolean {
    const { cause } = error instanceof Error ? error : {};
    return noStack.test(saidBy(cause));
}

/** The stack that is selected in a project. @throws {StackConfigurationError} when none is. */
export async function selectedStack(folder: string): Promise<string> {
    const selected = await inWorkspace(undefined, folder, async (workspace) => workspace.stack());
    if (selected !== undefined) return selected.name;
    throw new StackConfigurationError(
        `no stack is selected: name one with --stack, or select one ("pulumi stack select").`,
    );
}
