import { called, howToSet, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import type { SettingName } from "../settings/settingsKeys";
import type { SignIn } from "../settings/signInSettings";

type How = SignIn["how"];
/** A sentence for the way of signing in, and for where its settings are. */
type Help = (how: How, places: SettingPlaces) => string;

const certificates = "Entra admin center, App registrations, Certificates & secrets";
const signInLogs = "let an administrator look it up in the tenant's sign-in logs";

/** What an application proves itself with. */
const proofs: Readonly<Record<How, readonly SettingName[]>> = {
    clientSecret: ["clientSecret"],
    clientCertificate: ["clientCertificatePath"],
    oidc: ["oidcToken", "oidcTokenFilePath", "oidcRequestUrl"],
    managedIdentity: ["msiClientId"],
    azureCli: [],
    login: [],
    emulator: ["authorityUrl"],
};

/** That, as messages call it. */
const proofOf: Help = (how, places) => {
    if (how === "azureCli") return 'the login ("az login")';
    if (how === "login") return 'the login ("npx pulumi-mde login")';
    return called(places, proofs[how], "or");
};

const noSuchTenant: Help = (_how, places) =>
    `There is no such tenant in this cloud: check ${called(places, ["tenantId", "cloud"])}.`;

const noConsent: Help = (how, places) =>
    how === "azureCli"
        ? `Nobody has consented to the Azure CLI asking for this API: sign in with an application ` +
          `of your own instead (${called(places, ["useLogin"])}, or a service principal).`
        : "Nobody has consented to the application: an administrator of the tenant must grant " +
          "consent to its permissions (Entra admin center, App registrations, API permissions, " +
          '"Grant admin consent").';

const unknownApplication: Help = (how, places) =>
    how === "azureCli"
        ? 'The application that the Azure CLI is logged in as is not known in this tenant: "az login ' +
          '--service-principal --tenant" with this tenant.'
        : `The application is not known in this tenant: check ` +
          `${called(places, ["clientId", "tenantId"])}, and that an administrator of the tenant has ` +
          `consented to the application.`;

const federated = (what: string) => () =>
    `No federated credential of the application has this token's ${what}: compare it, to the ` +
    `letter, in ${certificates}, Federated credentials.`;

const outsideItsTime: Help = (how, places) => {
    if (how === "clientCertificate")
        return "The service's time and this machine's are too far apart: set this machine's clock.";
    if (how !== "oidc") return "The assertion is too old or too new: check this machine's clock.";
    return (
        `The federated token has expired, or is not valid yet: get a new one ` +
        `(${called(places, ["oidcToken"])}, or the file of ${called(places, ["oidcTokenFilePath"])}, ` +
        `is old), and check the clock of this machine and of who issued it.`
    );
};

const conditionalAccess: Help = (how) =>
    how === "login" || how === "azureCli"
        ? `A conditional access policy blocks this person or machine: ${signInLogs}, or sign in on a ` +
          `machine that the policy allows.`
        : `A conditional access policy for workload identities blocks the application: ${signInLogs}.`;

const managedDevice: Help = (how) =>
    `A conditional access policy asks for a managed device: sign in on one, or ${
        how === "login" || how === "azureCli" ? "with an application instead; else " : ""
    }${signInLogs}.`;

const interaction: Help = (how) =>
    `The tenant asks the person again, as for a second factor: log in again ` +
    `(${how === "azureCli" ? '"az login"' : '"npx pulumi-mde login"'}).`;

/** The usual AADSTS codes, each with what to do; the pages: "Microsoft Entra error codes". */
const help: Readonly<Record<number, Help>> = {
    7000215: (_how, places) =>
        `The client secret is wrong: set the secret's value (not its id) ` +
        `${howToSet(places, "clientSecret")}.`,
    7000222: (_how, places) =>
        `The client secret has expired: make a new one (${certificates}) and set it ` +
        `${howToSet(places, "clientSecret")}.`,
    700016: unknownApplication,
    7000229: unknownApplication,
    90002: noSuchTenant,
    900023: noSuchTenant,
    65001: noConsent,
    650057: (how, places) =>
        how === "azureCli"
            ? noConsent(how, places)
            : "The application lists no permission of the Defender API: add Library.Manage of " +
              "WindowsDefenderATP (Entra admin center, App registrations, API permissions), and " +
              '"Grant admin consent".',
    50020: () =>
        "The person belongs to another tenant and is no guest of this one: sign in as somebody of " +
        "this tenant, or have the person invited.",
    50105: () =>
        "The person is not assigned to the application: an administrator must assign them.",
    500011: (_how, places) =>
        `The tenant does not know the API that the scope names: check ` +
        `${called(places, ["scope", "cloud"])}; Defender for Endpoint must have been set up in the ` +
        `tenant.`,
    1002012: (_how, places) =>
        `The scope must end in /.default: check ${called(places, ["scope"])}.`,
    70011: (_how, places) =>
        `The scope is not valid: check ${called(places, ["scope"])}, which must end in /.default.`,
    7000112: () => "The application is disabled: an administrator must enable it in Entra ID.",
    7000218: (how, places) =>
        how === "login"
            ? 'The application is no public client: set "Allow public client flows" to Yes (Entra ' +
              "admin center, App registrations, Authentication)."
            : `The sign-in asks for a secret or certificate, and none was sent: check ${proofOf(how, places)}.`,
    70021: federated("issuer, subject and audience"),
    700211: federated("issuer"),
    700212: federated("audience"),
    700213: federated("subject"),
    7002138: federated("subject in the same case"),
    70025: () => `The application has no federated credential at all: add one (${certificates}).`,
    7000272: () =>
        "The federated token is signed with a key that its issuer does not publish: check who issued it.",
    700023: (_how, places) =>
        `The assertion is for another audience: check ${called(places, ["authorityUrl", "cloud"])}, ` +
        `and whom the federated token was issued for (api://AzureADTokenExchange).`,
    700024: outsideItsTime,
    700027: (_how, places) =>
        `The certificate of ${called(places, ["clientCertificatePath"])} is not registered with the ` +
        `application, or not valid now: upload the public part of one that is (${certificates}), or set ` +
        `${called(places, ["clientId"])} to the application that has it.`,
    50027: (how, places) =>
        `The token that was sent in proof is not valid: check ${proofOf(how, places)}.`,
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

/**
 * What to do about an AADSTS code, for the way of signing in that is in use.
 *
 * @param places where its settings are. Default: in the stack's configuration.
 */
export function signInHelp(
    code: number,
    how: How,
    places: SettingPlaces = stackPlaces,
): string | undefined {
    return help[code]?.(how, places);
}

/** What to know of a secret that the configuration holds: Pulumi keeps it in the state. */
export function stateHelp(code: number, how: How): string {
    if (!outdated.has(code) || (how !== "clientSecret" && how !== "oidc")) return "";
    return (
        ` ("pulumi refresh" and "pulumi destroy" use what the last "pulumi up" was configured ` +
        `with: with --run-program they use what is configured now.)`
    );
}

/**
 * What to look at when a code is not known.
 *
 * @param places where its settings are. Default: in the stack's configuration.
 */
export function usualSuspects(how: How, places: SettingPlaces = stackPlaces): string {
    const ids: readonly SettingName[] =
        how === "managedIdentity" || how === "azureCli" ? ["tenantId"] : ["tenantId", "clientId"];
    return `Check ${called(places, [...ids, "cloud"])}, and ${proofOf(how, places)}.`;
}
