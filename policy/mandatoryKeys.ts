import type { Claim } from "./claim";

/**
 * Whether a claim that needs some of its keys to be strict has none of them (`Claim.mandatoryWith`):
 * it knows too little then to stop anybody who has not asked for that.
 */
export function lacksMandatoryKeys(
    { mandatoryWith }: Pick<Claim, "mandatoryWith">,
    configuration: object,
): boolean {
    const given = configuration as Readonly<Record<string, unknown>>;
    return mandatoryWith !== undefined && mandatoryWith.every((key) => given[key] === undefined);
}

/** What is wrong with such a claim that was given a level of its own: a whole sentence, and what to do. */
export function mandatoryKeysProblem({
    name,
    mandatoryWith = [],
}: Pick<Claim, "name" | "mandatoryWith">): string {
    const quoted = mandatoryWith.map((key) => `"${key}"`);
    return (
        `The configuration of ${name}: its level is set, and none of ${quoted.join(", ")} is, without ` +
        `which it does not know what to let pass. Set one of them; at the level "advisory" it stops nothing.`
    );
}
