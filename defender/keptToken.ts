import type { Clock } from "./clock";
import type { AccessToken, Credential } from "./credential";

/** A token is renewed when less than this is left of it, in milliseconds. */
const RENEW_BEFORE = 300_000;

/**
 * A credential from a way of getting a token: keeps the token until shortly before it expires, and
 * lets concurrent callers share one request. A failure is not kept.
 */
export function keptToken(
    acquire: () => Promise<AccessToken>,
    { clock }: { readonly clock: Pick<Clock, "now"> },
): Credential {
    let kept: AccessToken | undefined;
    let underWay: Promise<AccessToken> | undefined;
    return {
        getToken(options) {
            const lasts = kept !== undefined && kept.expiresOn - RENEW_BEFORE > clock.now();
            if (underWay !== undefined) return underWay;
            if (kept !== undefined && lasts && options?.fresh !== true)
                return Promise.resolve(kept);
            underWay = acquire()
                .then((token) => (kept = token))
                .finally(() => {
                    underWay = undefined;
                });
            return underWay;
        },
    };
}
