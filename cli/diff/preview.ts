import { inWorkspace, StackConfigurationError, stackIn } from "../stackConfiguration";
import { previewNotes } from "./previewNotes";

/** A preview that has succeeded. */
export interface Preview {
    /** The `resourcePreEvent`s of the engine. */
    readonly steps: readonly unknown[];
    /** What the engine, the program and the policies warn of. */
    readonly warnings: readonly string[];
}

/**
 * Previews a stack by the user's own Pulumi CLI. A preview runs the program, which may ask a tenant for
 * what it has.
 *
 * @throws {StackConfigurationError} with what the preview was stopped by.
 */
export function previewOf(stack: string, folder: string): Promise<Preview> {
    return inWorkspace(stack, folder, async (workspace) => {
        const steps: unknown[] = [];
        const { errors, warnings, tell } = previewNotes();
        try {
            const previewed = await stackIn(workspace, stack);
            await previewed.preview({
                suppressProgress: true,
                onEvent: (event) => {
                    if (event.resourcePreEvent !== undefined) steps.push(event.resourcePreEvent);
                    tell(event);
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
        return { steps, warnings: [...warnings] };
    });
}
