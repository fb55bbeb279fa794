import { nearestWord } from "../library/nearest";
import { refusal } from "./programRun";

/**
 * Refuses an argument that there is not: JavaScript programs have no compiler that would, and an
 * option that is silently ignored is an incident later.
 *
 * @throws {pulumi.RunError} naming the nearest argument that there is.
 */
export function refuseUnknownArguments(
    what: string,
    given: object,
    known: readonly string[],
): void {
    if (typeof given !== "object" || (given as object | null) === null)
        throw refusal(
            `${what} needs its arguments, an object with some of: ${known.join(", ")}. Nothing was ` +
                `registered.`,
        );
    for (const key of Object.keys(given)) {
        if (known.includes(key)) continue;
        const nearest = nearestWord(key, known);
        const hint = nearest === undefined ? "" : `: did you mean ${nearest}?`;
        throw refusal(
            `${what}: there is no argument ${JSON.stringify(key)}${hint} ` +
                `There are: ${known.join(", ")}. Nothing was registered.`,
        );
    }
}
