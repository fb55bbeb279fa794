import type { ConfidentialClientApplication } from "@azure/msal-node";

import { sendOver } from "./call";
import type { Clock } from "./clock";
import type { Credential } from "./credential";
import { keptToken } from "./keptToken";
import { msalNetwork, type MsalNetwork } from "./msalNetwork";
import { signInError } from "./signInError";
import { tokenClaims } from "./tokenClaims";
import type { Transport } from "./transport";
import { createWaits } from "./waits";
import { withRetry, type RetryLimits } from "./withRetry";

/** What signing in needs, whichever way. */
export interface SignInOptions {
    readonly tenantId: string;
    readonly clientId: string;
    /** The sign-in's origin: `https://login.microsoftonline.com`. */
    readonly authorityUrl: string;
    /** Such as `https://api.securitycenter.microsoft.com/.default`. */
    readonly scope: string;
    /** Takes the authority as it is, without instance discovery: for one that was configured. */
    readonly knownAuthority: boolean;
    readonly transport: Transport;
    readonly clock: Clock;
    readonly random: () => number;
    /** Takes one line for a person to read. */
    readonly log: (line: string) => void;
    readonly retry?: RetryLimits;
}

interface OpenClient {
    readonly application: ConfidentialClientApplication;
    readonly network: MsalNetwork;
}

/**
 * Signs in as an application with a client secret (defender-api.md 2.3), by MSAL. Nothing is loaded
 * or sent before the first token is asked for.
 */
export function clientSecretCredential(
    options: SignInOptions & { readonly clientSecret: string },
): Credential {
    const { tenantId, clientId, clientSecret, scope, clock } = options;
    const { authorityUrl } = options;
    const send = withRetry(sendOver(options.transport, { clock }), {
        ...options.retry,
        clock,
        random: options.random,
        waits: createWaits(options),
    });
    let client: Promise<OpenClient> | undefined;

    const open = async (): Promise<OpenClient> => {
        const { ConfidentialClientApplication } = await import("@azure/msal-node");
        const network = msalNetwork({ send, authorityUrl });
        const application = new ConfidentialClientApplication({
            auth: {
                clientId,
                clientSecret,
                authority: `${network.authorityUrl}/${tenantId}`,
                knownAuthorities: options.knownAuthority
                    ? [new URL(network.authorityUrl).host]
                    : [],
            },
            system: { networkClient: network.networkClient },
        });
        return { application, network };
    };

    return keptToken(
        async () => {
            client ??= open();
            const { application, network } = await client;
            const about = { tenantId, clientId, authorityUrl, secrets: [clientSecret] };
            try {
                const result = await application.acquireTokenByClientCredential({
                    scopes: [scope],
                    // keptToken decides when a token is used again.
                    skipCache: true,
                });
                // MSAL reckons with the machine's clock; ours may be another.
                const lasts = (result?.expiresOn?.getTime() ?? 0) - Date.now();
                const token = result?.accessToken ?? "";
                return { token, expiresOn: clock.now() + lasts, claims: tokenClaims(token) };
            } catch (error) {
                throw signInError({ ...about, error, failure: network.failure() });
            }
        },
        { clock },
    );
}
