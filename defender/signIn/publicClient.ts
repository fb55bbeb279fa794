import type { ICachePlugin, PublicClientApplication } from "@azure/msal-node";

import { isMicrosoftHost } from "../hosts";
import { loadMsal } from "./loadMsal";
import { msalNetwork, type MsalNetwork } from "./msalNetwork";
import { signInSend, type AuthorityOptions } from "./signInOptions";

/** MSAL for the sign-in of a person, with what it does not tell. */
export interface PublicClient {
    readonly application: PublicClientApplication;
    /** The last call that failed: without an answer, or with one that is no success. */
    readonly failure: MsalNetwork["failure"];
    /** What no error may repeat. */
    readonly proofs: MsalNetwork["proofs"];
    /**
     * An address for a person's browser, as it really is.
     *
     * @throws {RangeError} for one that is neither the authority's nor Microsoft's.
     */
    readonly browserUrl: (address: string) => string;
}

/** What a person's sign-in needs. */
export type PersonOptions = Omit<AuthorityOptions, "how">;

/**
 * MSAL for one tenant and one application of the customer's own, which is a public client: it has no
 * secret, and a person signs in.
 *
 * @param options.cachePlugin keeps the tokens; without it they are forgotten.
 */
export async function openPublicClient(
    options: PersonOptions & { readonly cachePlugin?: ICachePlugin },
): Promise<PublicClient> {
    const { tenantId, clientId, authorityUrl, knownAuthority, cachePlugin } = options;
    const { PublicClientApplication } = await loadMsal();
    const network = msalNetwork({ send: signInSend(options), authorityUrl });
    const forMsal = new URL(network.authorityUrl);
    const application = new PublicClientApplication({
        auth: {
            clientId,
            // The tenant's own endpoint: nobody of another tenant can sign in there.
            authority: `${forMsal.origin}/${tenantId}`,
            knownAuthorities: knownAuthority ? [forMsal.host] : [],
        },
        system: { networkClient: network.networkClient },
        ...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
    });
    return {
        application,
        failure: () => network.failure(),
        proofs: () => network.proofs(),
        browserUrl: (address) => {
            const url = new URL(address);
            if (url.origin === forMsal.origin)
                return new URL(authorityUrl).origin + address.slice(url.origin.length);
            if (url.protocol === "https:" && isMicrosoftHost(address)) return url.href;
            throw new RangeError(`${url.origin} is not where people sign in`);
        },
    };
}
