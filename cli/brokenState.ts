import { shortName } from "./stackName";

/**
 * Which file to look at where a state is what is broken, and where the way out is; empty where it is not.
 *
 * @param said what the Pulumi CLI says.
 */
export function lookAtState(
    said: string,
    { project, stack }: { readonly project: string; readonly stack: string },
): string {
    if (!isBrokenState(said)) return "";
    return (
        `. Its file .pulumi/stacks/${project}/${shortName(stack)}.json in the backend, or the .attrs file ` +
        `beside it, is empty, cut or no state: docs/reliability.md says how to mend it.`
    );
}

/** A state that only cannot be decrypted is whole. */
const isBrokenState = (said: string) =>
    /^(?:failed to load checkpoint|could not deserialize deployment)\b/.test(said) &&
    !/\b(?:decrypt|passphrase|secrets manager)\b/.test(said);
