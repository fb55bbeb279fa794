import type { SignInError } from "./signInError";

/** A certificate as an error names it. */
export interface NamedCertificate {
    /** SHA-1, upper-case hex; absent where the assertion names none that is known. */
    readonly thumbprint: string | undefined;
    readonly validFrom: Date;
    readonly validTo: Date;
}

/**
 * Errors of client assertions. [S]: the sentence was seen in a public report, which is named.
 * The status of `invalid_client` is 401 (microsoft/Agents#202 shows it for 7002137).
 */
export const assertionErrors = {
    // [S] panva/openid-client#348, and `az login --federated-token not-a-token`.
    malformedAssertion: (): SignInError => ({
        status: 400,
        error: "invalid_request",
        code: 50027,
        message: "JWT token is invalid or malformed.",
    }),
    // [S] AzureAD/microsoft-identity-web's tests hold a body of 2023 with 'RS256,RS384,RS512'.
    unsupportedAlgorithm: (algorithm: string, supported: readonly string[]): SignInError => ({
        ...invalidClient,
        code: 5002738,
        message:
            `Invalid JWT token. '${algorithm}' is not a supported signature algorithm. Supported ` +
            `signing algorithms are: '${supported.join(",")}'`,
    }),
    // [S] AzureAD/microsoft-authentication-library-for-java#430.
    subjectIsNotIssuer: (): SignInError => ({
        ...invalidClient,
        code: 50048,
        message: "Subject must match the issuer claim in the client assertion.",
    }),
    // [S] AzureAD/microsoft-authentication-library-for-dotnet#2746.
    wrongAudience: (): SignInError => ({
        ...invalidClient,
        code: 700023,
        message: `Client assertion audience claim does not match Realm issuer. ${assertionPage}`,
    }),
    // [S] AzureAD/microsoft-authentication-library-for-dotnet#4951, obikuro/Sato#1.
    untimelyAssertion: (times: { now: number; from: number; until: number }): SignInError => ({
        ...invalidClient,
        code: 700024,
        message:
            `Client assertion is not within its valid time range. Current time: ` +
            `${ticks(times.now)}, assertion valid from ${ticks(times.from)}, expiry time of ` +
            `assertion ${ticks(times.until)}. ${assertionPage}`,
    }),
    // [S] AzureAD/microsoft-authentication-library-for-js#8339; without thumbprint keycloak#19425.
    unknownCertificate: (clientId: string, thumbprint: string | undefined): SignInError => ({
        ...invalidClient,
        code: 700027,
        message:
            `The certificate with identifier used to sign the client assertion is not registered ` +
            `on application. [Reason - The key was not found., ${client(thumbprint)}` +
            `${graphHint(clientId)}]`,
    }),
    // [S] "is expired on application" in reports of the NPS extension and of Entra Connect; the form
    // of the found key in microsoft/azure-tools-for-java#2785.
    expiredCertificate: (clientId: string, certificate: NamedCertificate): SignInError => ({
        ...invalidClient,
        code: 700027,
        message:
            `The certificate with identifier used to sign the client assertion is expired on ` +
            `application. [Reason - The key used is expired., ${client(certificate.thumbprint)}` +
            `${found(certificate)}, ${graphHint(clientId)}]`,
    }),
    // [D] a key credential has a time "at which the credential becomes valid":
    // https://learn.microsoft.com/en-us/graph/api/resources/keycredential. [U] the code and the
    // sentence: no report shows one; they are modelled on those of a certificate that has expired.
    earlyCertificate: (clientId: string, certificate: NamedCertificate): SignInError => ({
        ...invalidClient,
        code: 700027,
        message:
            `The certificate with identifier used to sign the client assertion is not yet valid on ` +
            `application. [Reason - The key used is not yet valid., ` +
            `${client(certificate.thumbprint)}${found(certificate)}, ${graphHint(clientId)}]`,
    }),
    // [S] for the older sentence AzureAD/passport-azure-ad#453; the reason as AADSTS50013 has it in
    // microsoftgraph/msgraph-sdk-php#1585.
    wrongSignature: (clientId: string, certificate: NamedCertificate): SignInError => ({
        ...invalidClient,
        code: 700027,
        message:
            `Client assertion contains an invalid signature. [Reason - Key was found, but use of ` +
            `the key to verify the signature failed., ${client(certificate.thumbprint)}` +
            `${found(certificate)}, ${graphHint(clientId)}]`,
    }),
    // [S] in many reports of azure/login: "The client '…'(Nexy) has no configured …".
    noFederatedCredential: (clientId: string, name: string): SignInError => ({
        ...invalidClient,
        code: 70025,
        message: `The client '${clientId}'(${name}) has no configured federated identity credentials.`,
    }),
    // [S] Azure/azure-workload-identity#1200.
    unknownIssuer: (issuer: string): SignInError => ({
        ...invalidClient,
        code: 700211,
        message:
            `No matching federated identity record found for presented assertion issuer ` +
            `'${issuer}'. ${federationHint}`,
    }),
    // [S] a body in a public test of 2023 (error "invalid_client"); other reports have invalid_request.
    unknownAudience: (audience: string): SignInError => ({
        ...invalidClient,
        code: 700212,
        message:
            `No matching federated identity record found for presented assertion audience ` +
            `'${audience}'. ${federationHint}`,
    }),
    // [S] Azure/azure-workload-identity#1200, Azure/login#482, dotnet/maui#31978.
    unknownSubject: (subject: string): SignInError => ({
        ...invalidClient,
        code: 700213,
        message:
            `No matching federated identity record found for presented assertion subject ` +
            `'${subject}'. ${federationHint}`,
    }),
    // [S] Azure/login#515: since 2024 upper and lower case count.
    subjectInOtherCase: (subject: string): SignInError => ({
        ...invalidClient,
        code: 7002138,
        message:
            `No matching federated identity record found for presented assertion subject ` +
            `'${subject}'. The subject matches with case-insensitive comparison, but not with ` +
            `case-sensitive comparison. ${federationHint}`,
    }),
    // [S] Azure/azure-workload-identity#1232 (a key that the issuer does not publish). What a wrong
    // signature by a published key gets is not known [U]; here a credential has one key.
    unknownFederatedKey: (key: string, issuer: string): SignInError => ({
        ...invalidClient,
        code: 7000272,
        message:
            `The certificate with identifier ${key} used to sign the federated credential could ` +
            `not be found in the metadata of identity provider ${issuer}. Please validate that ` +
            `your Identity Provider's metadata exposes the key used to sign the incoming token.`,
    }),
} as const;

const invalidClient = { status: 401, error: "invalid_client" } as const;
const assertionPage =
    "Review the documentation at " +
    "https://learn.microsoft.com/entra/identity-platform/certificate-credentials .";
const federationHint =
    "Check your federated identity credential Subject, Audience and Issuer against the presented " +
    "assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

function client(thumbprint: string | undefined): string {
    return thumbprint === undefined ? "" : `Thumbprint of key used by client: '${thumbprint}', `;
}

function found({ validFrom, validTo }: NamedCertificate): string {
    return `Found key 'Start=${american(validFrom)}, End=${american(validTo)}'`;
}

function graphHint(clientId: string): string {
    return (
        `Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured ` +
        `keys for app Id '${clientId}'. Review the documentation at ` +
        `https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service ` +
        `endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http ` +
        `to build a query request URL, such as ` +
        `'https://graph.microsoft.com/beta/applications/${clientId}'.`
    );
}

/** `01/28/2018 16:00:00`, as .NET writes a date in the sign-in page's culture. */
function american(date: Date): string {
    const [day = "", time = ""] = date.toISOString().split("T");
    const [year, month, dayOfMonth] = day.split("-");
    return `${month}/${dayOfMonth}/${year} ${time.slice(0, 8)}`;
}

/** `2024-10-02T22:05:03.6750000Z`; the time that an assertion does not name is 1970, as in reports. */
function ticks(milliseconds: number): string {
    const shown = Number.isFinite(milliseconds) && Math.abs(milliseconds) < 8.64e15;
    return `${new Date(shown ? milliseconds : 0).toISOString().slice(0, -1)}0000Z`;
}
