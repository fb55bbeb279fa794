import type { Request } from "undici";

import type { TokenAuthority } from "./accessToken";
import type { Answer } from "./answer";
import type { Directory } from "./directory";
import type { IdTokenAuthority } from "./idToken";
import type { SignInBehaviour } from "./signInBehaviour";
import { signInErrorAnswer, type SignInError } from "./signInError";
import type { SignInSessions } from "./signInSessions";

/** What the sign-in page works with. */
export interface SignInContext {
    readonly directory: Directory;
    readonly tokens: TokenAuthority;
    readonly idTokens: IdTokenAuthority;
    readonly sessions: SignInSessions;
    readonly behaviour: SignInBehaviour;
    /** The API's own audiences. */
    readonly audiences: readonly string[];
    /** Milliseconds since 1970. */
    readonly now: number;
    /** Trace id of this answer. */
    readonly requestId: string;
}

/** The ids and the time that an error's text names. */
export function errorDetails(
    request: Request,
    { requestId, now }: SignInContext,
): { traceId: string; correlationId: string; now: number } {
    // MSAL sends the id that ties its log to the server's in the query, other clients in a header.
    const correlationId =
        request.headers.get("client-request-id") ??
        new URL(request.url).searchParams.get("client-request-id") ??
        requestId;
    return { traceId: requestId, correlationId, now };
}

/** The error as an endpoint answers it. */
export function refuseSignIn(error: SignInError, request: Request, context: SignInContext): Answer {
    return signInErrorAnswer(error, errorDetails(request, context));
}
