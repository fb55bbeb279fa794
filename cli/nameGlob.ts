import { InvalidArgumentError } from "commander";

import { nameGlobProblem } from "../library/globs";

/** Takes another `--name`, which must mean what its writer thinks. @throws {InvalidArgumentError} */
export function nameGlob(glob: string, before: readonly string[] = []): readonly string[] {
    const problem = nameGlobProblem(glob);
    if (problem === undefined) return [...before, glob];
    throw new InvalidArgumentError(`The name ${problem}.`);
}
