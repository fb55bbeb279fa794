import * as pulumi from "@pulumi/pulumi";

import { nearestWord } from "../library/nearest";
import { refusal } from "./programRun";

/**
 * Refuses an argument that there is not: JavaScript programs have no compiler that would, and an
 * option that is silently ignored is an incident later.
 *
 * @throws {pulumi.RunError} naming all of them, each with the nearest argument that there is.
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
    const unknown = Object.keys(given).filter((key) => !known.includes(key));
    if (unknown.length === 0) return;
    const hints = unknown.map((key) => {
        const nearest = nearestWord(key, known);
        return `there is no argument ${JSON.stringify(key)}${nearest === undefined ? "." : `: did you mean ${nearest}?`}`;
    });
    throw refusal(
        `${what}: ${hints.join(" And ")} There are: ${known.join(", ")}. Nothing was registered.`,
    );
}

/**
 * Refuses what is no provider object, such as its name, before Pulumi fails at it.
 *
 * @throws {pulumi.RunError}
 */
export function refuseStrangeProvider(what: string, provider: unknown): void {
    if (provider === undefined || pulumi.Resource.isInstance(provider)) return;
    throw refusal(
        `${what}: the option "provider" is no provider object: give it an mde.Provider. Nothing was ` +
            `registered.`,
    );
}
