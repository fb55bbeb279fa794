import { jsonAnswer, type Answer } from "./answer";

/** An error of the sign-in page, without the ids and the time that its body adds. */
export interface SignInError {
    readonly status: number;
    /** OAuth 2.0's name of the error. */
    readonly error: string;
    /** The number after `AADSTS`. */
    readonly code: number;
    readonly message: string;
}

/**
 * Errors of the token endpoint, worded as Entra ID words them
 * (https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes; bodies seen in
 * public issues of Microsoft's own repositories).
 */
export const signInErrors = {
    tenantNotFound: (tenant: string): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 90002,
        message:
            `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and ` +
            `are signing into the correct cloud. Check with your subscription administrator, this ` +
            `may happen if there are no active subscriptions for the tenant.`,
    }),
    appNotFound: (clientId: string, directory: string): SignInError => ({
        status: 400,
        error: "unauthorized_client",
        code: 700016,
        message:
            `Application with identifier '${clientId}' was not found in the directory ` +
            `'${directory}'. This can happen if the application has not been installed by the ` +
            `administrator of the tenant or consented to by any user in the tenant. You may have ` +
            `sent your authentication request to the wrong tenant.`,
    }),
    wrongSecret: (clientId: string): SignInError => ({
        status: 401,
        error: "invalid_client",
        code: 7000215,
        message:
            `Invalid client secret provided. Ensure the secret being sent in the request is the ` +
            `client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    }),
    expiredSecret: (clientId: string): SignInError => ({
        status: 401,
        error: "invalid_client",
        code: 7000222,
        message:
            `The provided client secret keys for app '${clientId}' are expired. Visit the Azure ` +
            `portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider ` +
            `using certificate credentials for added security: https://aka.ms/certCreds.`,
    }),
    noCredential: (): SignInError => ({
        status: 401,
        error: "invalid_client",
        code: 7000216,
        message:
            `'client_assertion', 'client_secret' or 'request' is required for the ` +
            `'client_credentials' grant type.`,
    }),
    resourceNotFound: (resource: string, directory: string): SignInError => ({
        status: 400,
        error: "invalid_resource",
        code: 500011,
        message:
            `The resource principal named ${resource} was not found in the tenant named ` +
            `${directory}. This can happen if the application has not been installed by the ` +
            `administrator of the tenant or consented to by any user in the tenant. You might have ` +
            `sent your authentication request to the wrong tenant.`,
    }),
    scopeWithoutDefault: (scope: string): SignInError => ({
        status: 400,
        error: "invalid_scope",
        code: 1002012,
        message:
            `The provided value for scope ${scope} is not valid. Client credential flows must have ` +
            `a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    }),
    invalidScope: (scope: string): SignInError => ({
        status: 400,
        error: "invalid_scope",
        code: 70011,
        message:
            `The provided request must include a 'scope' input parameter. The provided value for ` +
            `the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    }),
    missingParameter: (name: string): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 900144,
        message: `The request body must contain the following parameter: '${name}'.`,
    }),
    unsupportedGrant: (grant: string): SignInError => ({
        status: 400,
        error: "unsupported_grant_type",
        code: 70003,
        message: `The app requested an unsupported grant type '${grant}'.`,
    }),
    malformed: (): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 9002313,
        message: "Invalid request. Request is malformed or invalid.",
    }),
} as const;

/** The error as the sign-in page answers it. */
export function signInErrorAnswer(
    error: SignInError,
    details: { traceId: string; correlationId: string; now: number },
): Answer {
    const timestamp = `${new Date(details.now).toISOString().slice(0, 19).replace("T", " ")}Z`;
    const { traceId, correlationId } = details;
    const body = {
        error: error.error,
        error_description:
            `AADSTS${error.code}: ${error.message} Trace ID: ${traceId} ` +
            `Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
        error_codes: [error.code],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
        error_uri: `https://login.microsoftonline.com/error?code=${error.code}`,
    };
    return jsonAnswer(error.status, body, "application/json; charset=utf-8");
}
