import { assertionErrors } from "./assertionErrors";
import type { SignInError } from "./signInError";
import { userSignInErrors } from "./userSignInErrors";

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
    // "Application '<id>'(<name>) is disabled.": Worklytics/psoxy#74 has the body, with unauthorized_client [S].
    appDisabled: (clientId: string, name: string): SignInError => ({
        status: 400,
        error: "unauthorized_client",
        code: 7000112,
        message: `Application '${clientId}'(${name}) is disabled.`,
    }),
    malformed: (): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 9002313,
        message: "Invalid request. Request is malformed or invalid.",
    }),
    ...assertionErrors,
    ...userSignInErrors,
} as const;
