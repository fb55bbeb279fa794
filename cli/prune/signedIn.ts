import type { Transport } from "../../defender";
import { tokenClaims } from "../../defender/signIn/tokenClaims";
import type { Connection, ConnectionOptions } from "../../provider/client";

/** Whose token a call went out with. */
export interface SignedIn {
    readonly applicationId?: string;
    /** The person, in a delegated token: the name, or else the object id. */
    readonly user?: string;
}

/**
 * Connects as told, and notes of each call who has signed in for it. The token itself is not kept.
 *
 * @returns the way to connect, and who it was the last time; `undefined` where nothing tells.
 */
export function notingWho(connect: (options: ConnectionOptions) => Connection): {
    readonly connect: (options: ConnectionOptions) => Connection;
    readonly who: () => SignedIn | undefined;
} {
    let last: SignedIn | undefined;
    const noting =
        (transport: Transport): Transport =>
        (request) => {
            const [scheme, token] = request.headers.get("authorization")?.split(" ") ?? [];
            if (scheme === "Bearer" && token !== undefined) last = signedInBy(token) ?? last;
            return transport(request);
        };
    return {
        connect: (options) => {
            const around = (transport: Transport) => {
                const noted = noting(transport);
                return options.around?.(noted) ?? noted;
            };
            return connect({ ...options, around });
        },
        who: () => last,
    };
}

/** What a token says of its holder; `undefined` where it says nothing. */
export function signedInBy(token: string): SignedIn | undefined {
    const { appid, scp, userName, objectId } = tokenClaims(token);
    // An application's own token has an object id too, and no person.
    const user = userName ?? (scp.length > 0 ? objectId : undefined);
    if (appid === undefined && user === undefined) return undefined;
    return {
        ...(appid === undefined ? {} : { applicationId: appid }),
        ...(user === undefined ? {} : { user }),
    };
}
