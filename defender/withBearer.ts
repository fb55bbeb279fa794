import type { Answer, Send } from "./call";
import type { AccessToken } from "./signIn/credential";

/** A token that was looked at: `requireToken` makes such a function. */
export type TokenSource = (options?: { readonly fresh?: boolean }) => Promise<AccessToken>;

/**
 * Sends calls with a token, and after a 401 once more with a new one. The token is asked for when
 * it is the call's turn, so that it does not expire while the call waits.
 *
 * @param options.allows whether an address may have the token; an address that may not is a defect,
 * and the request is not sent.
 */
export function withBearer(
    send: Send,
    options: { readonly token: TokenSource; readonly allows: (url: URL) => boolean },
): Send {
    const { token, allows } = options;
    let renewal: { of: AccessToken | undefined; token: Promise<AccessToken> } | undefined;

    /** Of many calls that met a 401 with one token, the first gets a new one for all. */
    const renew = (refused: AccessToken | undefined) => {
        if (renewal?.of !== refused) renewal = undefined;
        renewal ??= { of: refused, token: token({ fresh: true }) };
        renewal.token.catch(() => {
            renewal = undefined;
        });
        return renewal.token;
    };

    return async (call) => {
        const sendWith = async (choose: TokenSource): Promise<Answer> => {
            let used: AccessToken | undefined;
            const answer = await send({
                ...call,
                request: async () => {
                    used = await choose();
                    const request = await call.request();
                    if (!allows(new URL(request.url)))
                        throw new RangeError(`the token is not for ${new URL(request.url).origin}`);
                    request.headers.set("authorization", `Bearer ${used.token}`);
                    return request;
                },
            });
            return { ...answer, token: used };
        };
        const first = await sendWith(token);
        if (first.status !== 401) return first;
        return sendWith(() => renew(first.token));
    };
}
