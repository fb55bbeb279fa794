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

/** A text of a file, refused where it is secret. */
export function plainText<T>(name: string, what: string, value: pulumi.Input<T>): pulumi.Input<T> {
    return pulumi.Output.isInstance<T>(value) ? unlessSecret(name, what, value) : value;
}
