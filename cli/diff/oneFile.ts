import { fileNameKey, printable } from "../../library/fileName";
import { nearestWord } from "../../library/nearest";
import { StackConfigurationError } from "../stackConfiguration";
import type { PlannedChange, plannedChanges } from "./plannedChanges";

/**
 * The changes of the file of this name, before or after.
 *
 * @throws {StackConfigurationError} when the preview has looked at no file of that name.
 */
export function changesOfFile(
    file: string,
    { changes, names }: ReturnType<typeof plannedChanges>,
    stack: string,
): readonly PlannedChange[] {
    const key = fileNameKey(file);
    const isIt = (name: unknown) => typeof name === "string" && fileNameKey(name) === key;
    if (names.some(isIt))
        return changes.filter(({ before, after }) =>
            [before, after].some((it) => isIt(it?.fileName)),
        );
    if (changes.some(({ before, after }) => typeof (after ?? before)?.fileName !== "string"))
        throw new StackConfigurationError(
            `no file of stack ${stack} is known to be ${printable(file)}, but some have a name that is ` +
                `a secret, or known only once the program has run: leave the name out to see them.`,
        );
    const nearest = nearestWord(file, names);
    throw new StackConfigurationError(
        `stack ${stack} has no file ${printable(file)}` +
            (nearest === undefined ? "." : `: did you mean ${printable(nearest)}?`),
    );
}
