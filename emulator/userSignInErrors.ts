import type { SignInError } from "./signInError";

const invalidGrant = { status: 400, error: "invalid_grant" } as const;

/**
 * Errors of a person's sign-in. [S]: the sentence was seen in a public report, which is named; [D]:
 * https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes; [U]: not known.
 */
export const userSignInErrors = {
    // [S] MicrosoftDocs/azure-docs#25959, AzureADAssessment#89: an app without public client flows.
    secretNeeded: (): SignInError => ({
        status: 401,
        error: "invalid_client",
        code: 7000218,
        message:
            "The request body must contain the following parameter: 'client_assertion' or " +
            "'client_secret'.",
    }),
    // [S] pnp/cli-microsoft365#948.
    secretUnwanted: (): SignInError => ({
        status: 401,
        error: "invalid_client",
        code: 700025,
        message:
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    }),
    // [S] in many reports; shown on a page, for there is no address to go back to.
    wrongRedirect: (redirectUri: string, clientId: string): SignInError => ({
        status: 400,
        error: "invalid_client",
        code: 50011,
        message:
            `The redirect URI '${redirectUri}' specified in the request does not match the redirect ` +
            `URIs configured for the application '${clientId}'. Make sure the redirect URI sent in ` +
            `the request matches one added to your application in the Azure portal. Navigate to ` +
            `https://aka.ms/redirectUriMismatchError to learn more about how to fix this.`,
    }),
    // [D] 500112 "The reply address doesn't match the reply address provided when requesting
    // Authorization code"; a report has it with invalid_client.
    otherRedirect: (given: string, asked: string): SignInError => ({
        status: 400,
        error: "invalid_client",
        code: 500112,
        message:
            `The reply address '${given}' does not match the reply address '${asked}' provided ` +
            `when requesting Authorization code.`,
    }),
    // [D] 700054; the sentence in public reports.
    responseTypeOff: (responseType: string): SignInError => ({
        status: 400,
        error: "unsupported_response_type",
        code: 700054,
        message: `response_type '${responseType}' is not enabled for the application.`,
    }),
    // [S] for single-page apps. Entra ID recommends PKCE to others and asks it of none [D]; here it
    // is asked of every public client, so that one without it is noticed.
    pkceNeeded: (): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 9002325,
        message:
            "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
    }),
    // [D] 50149 "Invalid Code_Challenge_method parameter".
    challengeMethod: (): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 50149,
        message: "Invalid Code_Challenge_method parameter.",
    }),
    // [S] AzureAD/microsoft-authentication-library-for-js#2694.
    wrongVerifier: (): SignInError => ({
        ...invalidGrant,
        code: 501481,
        message:
            "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    }),
    // [S] invalid_grant for a code or refresh token that is none.
    malformedGrant: (): SignInError => ({
        ...invalidGrant,
        code: 9002313,
        message: "Invalid request. Request is malformed or invalid.",
    }),
    // [D] 70000: what another app's code or token gets is not known [U].
    foreignGrant: (): SignInError => ({
        ...invalidGrant,
        code: 70000,
        message: "Provided grant is invalid or malformed.",
    }),
    // [S] AzureAD/microsoft-identity-web#2612.
    codeRedeemed: (): SignInError => ({
        ...invalidGrant,
        code: 54005,
        message:
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code or " +
            "use an existing refresh token.",
    }),
    // [S] Azure/azure-sdk-for-java#33235.
    codeExpired: (): SignInError => ({
        ...invalidGrant,
        code: 70008,
        message:
            "The provided authorization code or refresh token has expired due to inactivity. Send a " +
            "new interactive authorization request for this user and resource.",
    }),
    // [S] Azure/azure-cli#23105; suberror in microsoft/foundry-dev-tools#707.
    refreshTokenExpired: (issuedAt: number, lifetimeSeconds: number): SignInError => ({
        ...invalidGrant,
        code: 700082,
        suberror: "bad_token",
        message:
            `The refresh token has expired due to inactivity. The token was issued on ` +
            `${new Date(issuedAt).toISOString().slice(0, -1)}0000Z and was inactive for ` +
            `${timeSpan(lifetimeSeconds)}.`,
    }),
    // [S] secureworks/squarephish#3.
    authorizationPending: (): SignInError => ({
        status: 400,
        error: "authorization_pending",
        code: 70016,
        message: "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    }),
    // [S] a body of 2022 in the tests of a public connector.
    deviceCodeExpired: (): SignInError => ({
        status: 400,
        error: "expired_token",
        code: 70020,
        message:
            "The provided value for the input parameter 'device_code' is not valid. This device " +
            "code has expired.",
    }),
    // [D] the error's name (v2-oauth2-device-code); its number [U].
    authorizationDeclined: (): SignInError => ({
        status: 400,
        error: "authorization_declined",
        code: 70000,
        message: "The end user denied the authorization request.",
    }),
    // [D] bad_verification_code: "The device_code sent to the /token endpoint wasn't recognized"; 70018.
    unknownDeviceCode: (): SignInError => ({
        status: 400,
        error: "bad_verification_code",
        code: 70018,
        message:
            "Invalid verification code due to User typing in wrong user code for device code flow.",
    }),
    // [S] vibber-ai/fastapi-azure-auth#177; MSAL's pages show suberror consent_required.
    noConsent: (clientId: string, name: string): SignInError => ({
        ...invalidGrant,
        code: 65001,
        suberror: "consent_required",
        message:
            `The user or administrator has not consented to use the application with ID ` +
            `'${clientId}' named '${name}'. Send an interactive authorization request for this ` +
            `user and resource.`,
    }),
    // [D] 650057: the app's registration does not list the resource; the sentence in public reports.
    resourceNotListed: (clientId: string, name: string, resource: string): SignInError => ({
        status: 400,
        error: "invalid_resource",
        code: 650057,
        message:
            `Invalid resource. The client has requested access to a resource which is not listed in ` +
            `the requested permissions in the client's application registration. Client app ID: ` +
            `${clientId}(${name}). Resource value from request: ${resource}.`,
    }),
    // [D] 70011: .default with other permissions of the same resource, or of two resources.
    mixedScopes: (scope: string): SignInError => ({
        status: 400,
        error: "invalid_scope",
        code: 70011,
        message:
            `The provided value for the input parameter 'scope' is not valid. One or more scopes in ` +
            `'${scope}' are not compatible with each other.`,
    }),
    // [S] MartinIngesen/MSOLSpray#5 has interaction_required and message_only for a person; what an
    // app gets besides the number is not known [U].
    blockedByPolicy: (): SignInError => ({
        status: 400,
        error: "interaction_required",
        code: 53003,
        suberror: "message_only",
        message:
            "Access has been blocked by Conditional Access policies. The access policy does not " +
            "allow token issuance.",
    }),
    // [S] the sentence in MicrosoftDocs' known issues of Azure IoT Operations.
    managedDeviceNeeded: (): SignInError => ({
        status: 400,
        error: "interaction_required",
        code: 530003,
        suberror: "message_only",
        message: "Your device is required to be managed to access this resource.",
    }),
} as const;

/** .NET's TimeSpan: `90.00:00:00`. */
function timeSpan(seconds: number): string {
    const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
    const days = Math.floor(seconds / 86_400);
    const clock = [(seconds % 86_400) / 3600, (seconds % 3600) / 60, seconds % 60]
        .map(two)
        .join(":");
    return days === 0 ? clock : `${two(days)}.${clock}`;
}
