import * as pulumi from "@pulumi/pulumi";

import { refused } from "./refused";

/**
 * Refuses a secret already in a preview that does not know its value; never shows it. What it holds
 * would be in the library, in previews and in the state, for everybody to read.
 *
 * @param what the argument: `content`.
 */
export function unlessSecret<T>(
    name: string,
    what: string,
    value: pulumi.Output<T>,
): pulumi.Output<T> {
    const checked = pulumi.output(pulumi.isSecret(value)).apply((secret) => {
        if (!secret) return true;
        throw secretRefused(name, what);
    });
    return pulumi.all([value, checked]).apply(([known]) => known) as pulumi.Output<T>;
}

/** The refusal of a secret argument of a file. */
export function secretRefused(name: string, what: string): pulumi.RunError {
    return refused(
        name,
        `has a secret ${what}: everybody who can open a live response console reads the ` +
            `library. Leave the secret out, or, if it is none, wrap the value in pulumi.unsecret()`,
    );
}

/** An argument that is no secret: what may hold one (an output, a promise of one) is looked into. */
export function noSecret<T>(name: string, what: string, value: pulumi.Input<T>): pulumi.Input<T> {
    const mayHoldOne = typeof value === "object" && value !== null;
    return mayHoldOne ? unlessSecret(name, what, pulumi.output(value) as pulumi.Output<T>) : value;
}
