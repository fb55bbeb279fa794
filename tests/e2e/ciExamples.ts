import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

/** The folder of the examples. */
export const ciFolder = join(__dirname, "..", "..", "examples", "ci");
/** The text of an example. */
export const ciText = (name: string) => readFileSync(join(ciFolder, name), "utf8");

type Node = Readonly<Record<string, unknown>>;

/** All maps below a value, itself too. */
function nodesIn(value: unknown): Node[] {
    if (typeof value !== "object" || value === null) return [];
    const below = Object.values(value).flatMap(nodesIn);
    return Array.isArray(value) ? below : [value as Node, ...below];
}

/** All maps of an example. */
export const ciNodes = (name: string) => nodesIn(parse(ciText(name)));

/** What the step of a line is given beside what a runner gives to each. */
export function ciEnvironment(name: string, line: string): Readonly<Record<string, string>> {
    const steps = ciNodes(name).filter(({ run, script, inputs }) =>
        [run, script, (inputs as Node | undefined)?.["inlineScript"]].includes(line),
    );
    const [step, ...others] = steps;
    if (step === undefined || others.length > 0)
        throw new Error(`${name} has ${steps.length} steps for: ${line}`);
    return (step["env"] ?? {}) as Readonly<Record<string, string>>;
}

/** The lines that an example types into a shell, in its order, each once. */
export function ciCommands(name: string): readonly string[] {
    const lines = ciNodes(name)
        .flatMap(({ run, script, inlineScript }) => [run, script, inlineScript])
        .filter((line) => typeof line === "string")
        .flatMap((text) => text.trim().split("\n"));
    return [...new Set(lines)];
}
