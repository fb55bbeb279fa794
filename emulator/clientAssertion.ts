import { certificateProblem } from "./certificateAssertion";
import { federationProblem } from "./federatedAssertion";
import { readAssertion, type AssertionContext } from "./readAssertion";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

/**
 * What is wrong with a client assertion, if anything
 * (https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials,
 * https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation). One whose issuer
 * is the app itself is signed with the app's certificate, another one is of a federated issuer.
 */
export function assertionProblem(
    token: string,
    context: AssertionContext,
): SignInError | undefined {
    const assertion = readAssertion(token);
    if (assertion === undefined) return signInErrors.malformedAssertion();
    const ofItself = assertion.issuer.toLowerCase() === context.app.clientId.toLowerCase();
    return ofItself
        ? certificateProblem(assertion, context)
        : federationProblem(assertion, context);
}
