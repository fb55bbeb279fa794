import { createHash } from "node:crypto";

import type { Algorithm } from "jsonwebtoken";

import {
    isSignedBy,
    timeProblem,
    type AssertionContext,
    type ReadAssertion,
} from "./readAssertion";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

const algorithms: readonly Algorithm[] = ["RS256", "PS256", "ES256"];

/** What a federated token may be for: the audience of each cloud [D]. */
const exchangeAudiences = [
    "api://AzureADTokenExchange",
    "api://AzureADTokenExchangeUSGov",
    "api://AzureADTokenExchangeChina",
];

/** What is wrong with a token of another issuer that an app presents as its own, if anything. */
export function federationProblem(
    assertion: ReadAssertion,
    { app, now }: AssertionContext,
): SignInError | undefined {
    const { algorithm, issuer, subject, audiences } = assertion;
    if (!algorithms.some((known) => known === algorithm))
        return signInErrors.unsupportedAlgorithm(algorithm, algorithms);
    const shownAudience = audiences.join(", ");
    if (app.open) {
        return exchangeAudiences.some((audience) => audiences.includes(audience))
            ? timeProblem(assertion, now)
            : signInErrors.unknownAudience(shownAudience);
    }
    const { federatedCredentials: all, clientId, displayName } = app;
    if (all.length === 0) return signInErrors.noFederatedCredential(clientId, displayName);
    const ofIssuer = all.filter((credential) => credential.issuer === issuer);
    if (ofIssuer.length === 0) return signInErrors.unknownIssuer(issuer);
    const ofSubject = ofIssuer.filter((credential) => credential.subject === subject);
    if (ofSubject.length === 0) {
        const lower = subject.toLowerCase();
        return ofIssuer.some((credential) => credential.subject.toLowerCase() === lower)
            ? signInErrors.subjectInOtherCase(subject)
            : signInErrors.unknownSubject(subject);
    }
    const fitting = ofSubject.filter(({ audience }) => audiences.includes(audience));
    if (fitting.length === 0) return signInErrors.unknownAudience(shownAudience);
    const untimely = timeProblem(assertion, now);
    if (untimely !== undefined) return untimely;
    if (fitting.some(({ key }) => isSignedBy(assertion, key, algorithms))) return undefined;
    return signInErrors.unknownFederatedKey(keyName(assertion), issuer);
}

/** The key as an error names it; a token that names none is known by a digest of its header. */
function keyName({ header, token }: ReadAssertion): string {
    const { kid } = header;
    if (typeof kid === "string" && /^[\w.-]{1,64}$/.test(kid)) return kid;
    const [encoded = ""] = token.split(".");
    return createHash("sha1").update(encoded).digest("hex").toUpperCase();
}
