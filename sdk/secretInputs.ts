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
        throw refused(
            name,
            `has a secret ${what}: everybody who can open a live response console reads the ` +
                `library. Leave the secret out, or, if it is none, wrap the value in pulumi.unsecret()`,
        );
    });
    return pulumi.all([value, checked]).apply(([known]) => known) as pulumi.Output<T>;
}

/** An argument that is no secret: what may hold one (an output, a promise of one) is looked into. */
export function noSecret<T>(name: string, what: string, value: pulumi.Input<T>): pulumi.Input<T> {
    const mayHoldOne = typeof value === "object" && value !== null;
    return mayHoldOne ? unlessSecret(name, what, pulumi.output(value) as pulumi.Output<T>) : value;
}
