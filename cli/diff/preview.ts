import { stripVTControlCharacters } from "node:util";

import { printable } from "../../library/fileName";
import { inWorkspace, StackConfigurationError, stackIn } from "../stackConfiguration";

/**
 * Previews a stack by the user's own Pulumi CLI, and gives the engine's steps. A preview runs the
 * program and asks no tenant.
 *
 * @throws {StackConfigurationError} with what the preview was stopped by.
 */
export function previewSteps(stack: string, folder: string): Promise<readonly unknown[]> {
    return inWorkspace(stack, folder, async (workspace) => {
        const steps: unknown[] = [];
        const errors = new Set<string>();
        try {
            const selected = await stackIn(workspace, stack);
            await selected.preview({
                suppressProgress: true,
                onEvent: ({ resourcePreEvent, diagnosticEvent }) => {
                    if (resourcePreEvent !== undefined) steps.push(resourcePreEvent);
                    if (diagnosticEvent?.severity === "error")
                        errors.add(plain(diagnosticEvent.message));
                },
            });
        } catch (error) {
            // Pulumi's own last word tells nothing.
            const told = [...errors].filter((text) => text !== "preview failed");
            if (told.length === 0) throw error;
            throw new StackConfigurationError(
                `the preview of stack ${stack} was stopped, so that nothing is known of what an "up" ` +
                    `would change: ${told.join("\n")}`,
                { cause: error },
            );
        }
        return steps;
    });
}

/** A message without the engine's marks for colours. */
function plain(message: string): string {
    const text = stripVTControlCharacters(message.replace(/<\{%[^%]*%\}>/g, ""));
    return text.trim().split("\n").map(printable).join("\n");
}
