import { createInterface } from "node:readline";

import { counted } from "./pruning";

/**
 * Asks a person whether so many files are to be removed. Only "yes" or their very number says so: an
 * Enter that was meant for something else does not, and neither does the end of the input.
 */
export function askToRemove(
    count: number,
    {
        input,
        output,
    }: { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream },
): Promise<boolean> {
    const lines = createInterface({ input, output });
    return new Promise((resolve) => {
        lines.on("close", () => {
            resolve(false);
        });
        lines.question(
            `Remove ${counted(count)} for ever? Type ${String(count)} or yes to do so: `,
            (answer) => {
                const said = answer.trim().toLowerCase();
                resolve(said === "yes" || said === String(count));
                lines.close();
            },
        );
    });
}
