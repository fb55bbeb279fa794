import type { NodeAuthOptions } from "@azure/msal-node";

import { BrokenCallError } from "../brokenCallError";
import type { Answer } from "../call";
import { certificateAssertion } from "./certificateAssertion";
import type { ClientCertificate } from "./clientCertificate";
import type { AccessToken, Credential } from "./credential";
import { keptToken } from "./keptToken";
import { loadMsal } from "./loadMsal";
import { msalNetwork } from "./msalNetwork";
import { errorCodesOf, signInError } from "./signInError";
import { accessToken, signInSend, type AuthorityOptions } from "./signInOptions";
import { signInProblemError } from "./signInProblem";

/** What proves that we are the application. */
export type Proof =
    | { readonly clientSecret: string }
    | { readonly certificate: ClientCertificate }
    /** A federated token. */
    | { readonly assertion: string };

interface Refusal {
    readonly error: Error;
    readonly failure: Answer | BrokenCallError | undefined;
}

/** An assertion's time is not the service's: the clocks differ by more than five minutes. */
const OUTSIDE_ITS_TIME = 700024;

/**
 * Signs in as an application (defender-api.md 2.3), by MSAL. Nothing is loaded, read or sent before
 * the first token is asked for.
 *
 * @param options.proof is asked anew for each sign-in, so that what has rotated is used; it may
 * throw a `SignInProblem`.
 */
export function confidentialCredential(
    options: AuthorityOptions & { readonly proof: () => Promise<Proof> },
): Credential {
    const { tenantId, clientId, authorityUrl, scope, clock } = options;
    const send = signInSend(options);
    /** How much the service's clock is ahead of this machine's, once that is known to matter. */
    let ahead: number | undefined;

    const signIn = async (proof: Proof): Promise<AccessToken | Refusal> => {
        const { ConfidentialClientApplication } = await loadMsal();
        const network = msalNetwork({ send, authorityUrl });
        // A new one each time, with an empty cache: keptToken decides when a token is used again.
        const application = new ConfidentialClientApplication({
            auth: {
                clientId,
                ...authOf(proof, { clientId, ahead }),
                authority: `${network.authorityUrl}/${tenantId}`,
                knownAuthorities: options.knownAuthority
                    ? [new URL(network.authorityUrl).host]
                    : [],
            },
            system: { networkClient: network.networkClient },
        });
        const asked = Date.now();
        try {
            const result = await application.acquireTokenByClientCredential({ scopes: [scope] });
            const lasts = (result?.expiresOn?.getTime() ?? 0) - asked;
            return accessToken(result?.accessToken ?? "", lasts, clock);
        } catch (error) {
            const failure = network.failure();
            const own = Object.values(proof).filter((value) => typeof value === "string");
            const secrets = [...own, ...network.proofs()];
            return { error: signInError({ ...options, secrets, error, failure }), failure };
        }
    };

    return keptToken(
        async () => {
            try {
                const proof = await options.proof();
                let outcome = await signIn(proof);
                if ("error" in outcome && "certificate" in proof && ahead === undefined) {
                    ahead = clockDifference(outcome.failure);
                    if (ahead !== undefined) outcome = await signIn(proof);
                }
                if ("error" in outcome) throw outcome.error;
                return outcome;
            } catch (error) {
                throw signInProblemError(error, options);
            }
        },
        { clock },
    );
}

function authOf(
    proof: Proof,
    { clientId, ahead }: { readonly clientId: string; readonly ahead: number | undefined },
): Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion"> {
    if ("clientSecret" in proof) return proof;
    if ("assertion" in proof) return { clientAssertion: proof.assertion };
    const { certificate } = proof;
    if (ahead === undefined)
        return {
            clientCertificate: {
                privateKey: certificate.privateKey,
                thumbprintSha256: certificate.thumbprint,
                // Lets an application trust a subject name and issuer instead of a thumbprint.
                x5c: certificate.chain,
            },
        };
    return {
        clientAssertion: ({ tokenEndpoint = "" }) =>
            certificateAssertion({
                certificate,
                clientId,
                audience: tokenEndpoint,
                now: Date.now() + ahead,
            }),
    };
}

/** By how much the clock of the service that refused an assertion's time is ahead of ours. */
function clockDifference(failure: Refusal["failure"]): number | undefined {
    if (failure === undefined || failure instanceof BrokenCallError) return undefined;
    if (!errorCodesOf(failure).includes(OUTSIDE_ITS_TIME)) return undefined;
    const date = Date.parse(failure.headers.get("date") ?? "");
    return Number.isNaN(date) ? undefined : date - Date.now();
}
