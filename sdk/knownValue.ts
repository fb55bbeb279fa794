import type * as pulumi from "@pulumi/pulumi";

/** What Pulumi's types leave out of an output. */
interface Internals<T> {
    readonly isKnown: Promise<boolean>;
    promise(): Promise<T>;
}

/** Whether an output's value is known: in a preview that of another resource may not be. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
    return (output as unknown as Internals<unknown>).isKnown;
}

/**
 * What an output comes to, as a plain promise: without the resources that it depends on, and
 * without its secrecy. `undefined` in a preview that does not know it; `apply` would wait for ever.
 */
export async function knownValue<T>(output: pulumi.Output<T>): Promise<T | undefined> {
    if (!(await isKnown(output))) return undefined;
    return (output as unknown as Internals<T>).promise();
}
