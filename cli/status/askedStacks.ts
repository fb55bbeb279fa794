import { printable } from "../../library/fileName";
import { nearestWord } from "../../library/nearest";
import { StackConfigurationError } from "../stackConfiguration";
import { shortName } from "../stackName";

/** A stack to look at. */
export interface AskedStack {
    /** As the backend lists it. */
    readonly stack: string;
    /** As it was asked for: only the Pulumi CLI knows whose a stack is that is listed without an organisation. */
    readonly asked: string;
}

/** `name`, `organisation/name` or `organisation/project/name`. */
const MOST_PARTS = 3;

/**
 * The listed stacks that are asked for, each once.
 *
 * @throws {StackConfigurationError} where one of them is not there.
 */
export function askedStacks(
    asked: readonly string[],
    project: { readonly listed: readonly string[]; readonly project: string },
): AskedStack[] {
    const found = new Map<string, AskedStack>();
    for (const name of asked) {
        const stack = listedStack(name, project);
        if (!found.has(stack)) found.set(stack, { stack, asked: name });
    }
    return [...found.values()];
}

function listedStack(
    asked: string,
    { listed, project }: { readonly listed: readonly string[]; readonly project: string },
): string {
    if (listed.includes(asked)) return asked;
    const parts = asked.split("/");
    const whose = parts.length === MOST_PARTS ? parts[1] : project;
    if (whose !== project)
        throw new StackConfigurationError(
            `stack ${printable(asked)} is of project ${printable(whose ?? "")}, and the project here is ` +
                `${printable(project)}: go to that one's folder or name it with --cwd.`,
        );
    const name = shortName(asked);
    // The backend leaves out the organisation that is the user's own.
    const names = [`${parts[0] ?? ""}/${name}`, name];
    const isLong = parts.length > 1 && parts.length <= MOST_PARTS;
    const stack = isLong ? names.find((each) => listed.includes(each)) : undefined;
    if (stack !== undefined) return stack;
    const nearest =
        listed.find((each) => shortName(each) === name) ??
        nearestWord(asked, listed) ??
        nearestWord(name, listed);
    throw new StackConfigurationError(
        `the project ${printable(project)} has no stack ${printable(asked) || '""'}: ` +
            (nearest === undefined
                ? `its stacks are ${listed.map(printable).join(", ")}.`
                : `did you mean ${printable(nearest)}?`),
    );
}
