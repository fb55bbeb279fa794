import { SignInError } from "../errors";

/**
 * Why there is nothing to sign in with: a certificate, a token or a program that is not as it
 * should be. For this room only: callers see a `SignInError`. The message names the key, says what
 * to do, and shows no secret.
 */
export class SignInProblem extends Error {
    override name = "SignInProblem" as const;
}

/** The error for a problem; whatever else was thrown as it is. */
export function signInProblemError(
    thrown: unknown,
    { tenantId, why }: { readonly tenantId: string; readonly why?: string | undefined },
): unknown {
    if (!(thrown instanceof SignInProblem)) return thrown;
    const text = `Nothing was done in tenant ${tenantId}: ${thrown.message}${decidedBy(why)}`;
    return new SignInError({ tenantId, text, cause: thrown.cause });
}

/** Where the way of signing in comes from, when that is not the stack's own configuration. */
export function decidedBy(why: string | undefined): string {
    if (why?.includes("(environment)") !== true) return "";
    return ` (How to sign in was decided by ${why}.)`;
}
