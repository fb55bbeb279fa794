import type { SignIn } from "../settings/signInSettings";

type How = SignIn["how"];

const certificates = "Entra admin center, App registrations, Certificates & secrets";
const signInLogs = "let an administrator look it up in the tenant's sign-in logs";

/** What an application proves itself with, as a key. */
const proofKey: Readonly<Record<How, string>> = {
    clientSecret: "mde:clientSecret",
    clientCertificate: "mde:clientCertificatePath",
    oidc: "mde:oidcToken, mde:oidcTokenFilePath or mde:oidcRequestUrl",
    managedIdentity: "mde:msiClientId",
    azureCli: 'the login ("az login")',
    login: 'the login ("npx pulumi-mde login")',
    emulator: "mde:authorityUrl",
};

const noSuchTenant = () =>
    "There is no such tenant in this cloud: check mde:tenantId and mde:cloud.";

const noConsent = (how: How) =>
    how === "azureCli"
        ? "Nobody has consented to the Azure CLI asking for this API: sign in with an application " +
          "of your own instead (mde:useLogin, or a service principal)."
        : "Nobody has consented to the application: an administrator of the tenant must grant " +
          "consent to its permissions (Entra admin center, App registrations, API permissions, " +
          '"Grant admin consent").';

const unknownApplication = (how: How) =>
    how === "azureCli"
        ? 'The application that the Azure CLI is logged in as is not known in this tenant: "az login ' +
          '--service-principal --tenant" with this tenant.'
        : "The application is not known in this tenant: check mde:clientId and mde:tenantId, and " +
          "that an administrator of the tenant has consented to the application.";

const federated = (what: string) => () =>
    `No federated credential of the application has this token's ${what}: compare it, to the ` +
    `letter, in ${certificates}, Federated credentials.`;

const timeOf: Partial<Readonly<Record<How, string>>> = {
    clientCertificate:
        "The service's time and this machine's are too far apart: set this machine's clock.",
    oidc:
        "The federated token has expired, or is not valid yet: get a new one (mde:oidcToken, or the " +
        "file of mde:oidcTokenFilePath, is old), and check the clock of this machine and of who " +
        "issued it.",
};

const conditionalAccess = (how: How) =>
    how === "login" || how === "azureCli"
        ? `A conditional access policy blocks this person or machine: ${signInLogs}, or sign in on a ` +
          `machine that the policy allows.`
        : `A conditional access policy for workload identities blocks the application: ${signInLogs}.`;

const managedDevice = (how: How) =>
    `A conditional access policy asks for a managed device: sign in on one, or ${
        how === "login" || how === "azureCli" ? "with an application instead; else " : ""
    }${signInLogs}.`;

const interaction = () =>
    'The tenant asks the person again, as for a second factor: log in again ("npx pulumi-mde login"; ' +
    'with mde:useCli, "az login").';

/** The usual AADSTS codes, each with what to do; the pages: "Microsoft Entra error codes". */
const help: Readonly<Record<number, (how: How) => string>> = {
    7000215: () =>
        "The client secret is wrong: set the secret's value (not its id) with " +
        '"pulumi config set --secret mde:clientSecret".',
    7000222: () =>
        `The client secret has expired: make a new one (${certificates}) and set it with "pulumi ` +
        `config set --secret mde:clientSecret".`,
    700016: unknownApplication,
    7000229: unknownApplication,
    90002: noSuchTenant,
    900023: noSuchTenant,
    65001: noConsent,
    650057: (how) =>
        how === "azureCli"
            ? noConsent(how)
            : "The application lists no permission of the Defender API: add Library.Manage of " +
              "WindowsDefenderATP (Entra admin center, App registrations, API permissions), and " +
              '"Grant admin consent".',
    50105: () =>
        "The person is not assigned to the application: an administrator must assign them.",
    500011: () =>
        "The tenant does not know the API that the scope names: check mde:scope and mde:cloud; " +
        "Defender for Endpoint must have been set up in the tenant.",
    1002012: () => "The scope must end in /.default: check mde:scope.",
    70011: () => "The scope is not valid: check mde:scope, which must end in /.default.",
    7000112: () => "The application is disabled: an administrator must enable it in Entra ID.",
    7000218: (how) =>
        how === "login"
            ? 'The application is no public client: set "Allow public client flows" to Yes (Entra ' +
              "admin center, App registrations, Authentication)."
            : `The sign-in asks for a secret or certificate, and none was sent: check ${proofKey[how]}.`,
    70021: federated("issuer, subject and audience"),
    700211: federated("issuer"),
    700212: federated("audience"),
    700213: federated("subject"),
    7002138: federated("subject in the same case"),
    70025: () => `The application has no federated credential at all: add one (${certificates}).`,
    7000272: () =>
        "The federated token is signed with a key that its issuer does not publish: check who issued it.",
    700023: () =>
        "The assertion is for another audience: check mde:authorityUrl and mde:cloud, and whom the " +
        "federated token was issued for (api://AzureADTokenExchange).",
    700024: (how) =>
        timeOf[how] ?? "The assertion is too old or too new: check this machine's clock.",
    700027: () =>
        `The certificate of mde:clientCertificatePath is not registered with the application, or not ` +
        `valid now: upload the public part of one that is (${certificates}), or set mde:clientId to ` +
        `the application that has it.`,
    50027: (how) => `The token that was sent in proof is not valid: check ${proofKey[how]}.`,
    50076: interaction,
    50079: interaction,
    50078: interaction,
    700082: interaction,
    50173: interaction,
    70043: interaction,
    53000: managedDevice,
    53001: managedDevice,
    530003: managedDevice,
    53002: conditionalAccess,
    53003: conditionalAccess,
    53004: conditionalAccess,
    530004: conditionalAccess,
};

/** Codes of a secret or token that was right once. */
const outdated: ReadonlySet<number> = new Set([7000215, 7000222, 700024]);

/** What to do about an AADSTS code, for the way of signing in that is in use. */
export function signInHelp(code: number, how: How): string | undefined {
    return help[code]?.(how);
}

/** What to know of a secret that the configuration holds: Pulumi keeps it in the state. */
export function stateHelp(code: number, how: How): string {
    if (!outdated.has(code) || (how !== "clientSecret" && how !== "oidc")) return "";
    return (
        ` ("pulumi refresh" and "pulumi destroy" use what the last "pulumi up" was configured ` +
        `with: with --run-program they use what is configured now.)`
    );
}

/** What to look at when a code is not known. */
export function usualSuspects(how: How): string {
    return how === "managedIdentity" || how === "azureCli"
        ? `Check ${proofKey[how]}, mde:tenantId and mde:cloud.`
        : `Check mde:tenantId, mde:clientId, ${proofKey[how]} and mde:cloud.`;
}
