import type { Clock } from "../clock";
import type { AccessToken, Credential } from "./credential";

/** A token is renewed when less than this is left of it, in milliseconds. */
const RENEW_BEFORE = 300_000;
/** A token is used for this long at least, in milliseconds: there is no newer one to be had. */
const USED_AT_LEAST = 60_000;

/**
 * A credential from a way of getting a token: keeps the token until shortly before it expires, and
 * lets concurrent callers share one request. A failure is not kept.
 */
export function keptToken(
    acquire: () => Promise<AccessToken>,
    { clock }: { readonly clock: Pick<Clock, "now"> },
): Credential {
    let kept: { readonly token: AccessToken; readonly until: number } | undefined;
    let underWay: Promise<AccessToken> | undefined;
    const keep = (token: AccessToken): AccessToken => {
        // A cluster or the Azure CLI may hand out one that is about to expire, and the clocks may
        // differ: asking anew for each call would bring the same one.
        const said = token.expiresOn - RENEW_BEFORE;
        const least = clock.now() + USED_AT_LEAST;
        const until = Number.isNaN(said) ? least : Math.max(said, least);
        kept = { token, until };
        return token;
    };
    return {
        getToken(options) {
            if (underWay !== undefined) return underWay;
            if (kept !== undefined && kept.until > clock.now() && options?.fresh !== true)
                return Promise.resolve(kept.token);
            underWay = acquire()
                .then(keep)
                .finally(() => {
                    underWay = undefined;
                });
            return underWay;
        },
    };
}
