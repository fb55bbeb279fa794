import { jsonAnswer, type Answer } from "./answer";

/** An error of the sign-in page, without the ids and the time that its body adds. */
export interface SignInError {
    readonly status: number;
    /** OAuth 2.0's name of the error. */
    readonly error: string;
    /** The number after `AADSTS`. */
    readonly code: number;
    readonly message: string;
    /** A finer name, which MSAL knows: `consent_required`, `bad_token`. */
    readonly suberror?: string;
}

/** The error as the sign-in page answers it. */
export function signInErrorAnswer(
    error: SignInError,
    details: { traceId: string; correlationId: string; now: number },
): Answer {
    const timestamp = timestampOf(details.now);
    const { traceId, correlationId } = details;
    const body = {
        error: error.error,
        error_description: describe(error, { ...details, timestamp }),
        error_codes: [error.code],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
        error_uri: `https://login.microsoftonline.com/error?code=${error.code}`,
        ...(error.suberror === undefined ? {} : { suberror: error.suberror }),
    };
    return jsonAnswer(error.status, body, "application/json; charset=utf-8");
}

/** The sentence that a person reads, with the ids under which it can be looked up. */
export function describeSignInError(
    error: SignInError,
    details: { traceId: string; correlationId: string; now: number },
): string {
    return describe(error, { ...details, timestamp: timestampOf(details.now) });
}

function describe(
    error: SignInError,
    details: { traceId: string; correlationId: string; timestamp: string },
): string {
    return (
        `AADSTS${error.code}: ${error.message} Trace ID: ${details.traceId} ` +
        `Correlation ID: ${details.correlationId} Timestamp: ${details.timestamp}`
    );
}

function timestampOf(now: number): string {
    return `${new Date(now).toISOString().slice(0, 19).replace("T", " ")}Z`;
}
