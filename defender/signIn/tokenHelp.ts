import { cloudRows } from "../clouds";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import type { CloudName } from "../settings/settings";
import type { TokenClaims } from "./credential";

/** The permission that all three calls need, application and delegated alike (1.1). */
export const neededPermission = "Library.Manage";

/**
 * Identifiers of the application WindowsDefenderATP, which has that permission (defender-api.md
 * 2.3); an audience may be any of them.
 */
const defenderAudiences: ReadonlySet<string> = new Set([
    "fc780465-2017-40d4-a0c5-307022471b92",
    "https://api.securitycenter.microsoft.com",
    "https://api-us.securitycenter.microsoft.com",
    "https://api-eu.securitycenter.microsoft.com",
    "https://api-uk.securitycenter.microsoft.com",
    "https://api.securitycenter.windows.com",
    "https://securitycenter.onmicrosoft.com/windowsatpservice",
    "https://securitycenter.onmicrosoft.us/windowsatpservice",
    "https://securitycenter.microsoft.com/mtp",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
    "https://api.securitycenter.windows.us",
]);

/** Applications that are often asked by mistake: they have no such permission. */
const otherApplications: ReadonlySet<string> = new Set([
    // Microsoft Threat Protection (2.3)
    "8ee8fdad-f234-4243-8f3b-15c294843740",
    "https://api.security.microsoft.com",
    // Microsoft Graph
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    // Azure Resource Manager
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    "https://management.azure.com",
    "https://management.core.windows.net",
]);

/** The resource that a scope asks for: `https://host/.default` is about `https://host`. */
export function resourceOf(scope: string): string {
    return bare(scope.replace(/\/\.default$/, ""));
}

/**
 * Whether a token is clearly for something else. An identifier that is not known is no reason: a
 * cloud may have names that no page lists.
 */
export function wrongAudience(claims: TokenClaims, scope: string): boolean {
    if (claims.aud === undefined) return false;
    const audience = bare(claims.aud);
    if (defenderAudiences.has(audience)) return false;
    if (otherApplications.has(audience)) return true;
    return audience !== resourceOf(scope) && URL.canParse(audience);
}

/** Whether a token holds the permission, of whichever kind. */
export function maysManageLibrary(claims: TokenClaims): boolean {
    return [...claims.roles, ...claims.scp].includes(neededPermission);
}

/** What tokens were asked for, and in which cloud. */
interface Asked {
    readonly scope: string;
    readonly cloud: CloudName;
    /** Where the settings are; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
}

/** `with mde:scope …` where that overrides the cloud's own scope, and `as …` where it does not. */
export function scopeAs({ scope, cloud, places = stackPlaces }: Asked): string {
    const how = scope === cloudRows[cloud].scope ? "as" : `with ${called(places, ["scope"])}`;
    return `${how} ${scope}`;
}

/** How to get the right audience. */
export function audienceHelp(claims: TokenClaims, asked: Asked): string {
    const { places = stackPlaces } = asked;
    const { authorityUrl, scope } = cloudRows[asked.cloud];
    const forWhom = `It is for ${claims.aud ?? "nothing"}`;
    if (asked.scope !== scope)
        return (
            `${forWhom}, asked for ${scopeAs(asked)}. The Defender API takes tokens for ` +
            `${resourceOf(scope)} (in cloud ${asked.cloud}, whatever host is called). Remove ` +
            `${called(places, ["scope"])}, or set it to ${scope}.`
        );
    return (
        `${forWhom}, and not for what was asked for (${scope}). Check ` +
        `${called(places, ["cloud"])} (${asked.cloud}, which signs in at ${authorityUrl}), ` +
        `${called(places, ["authorityUrl"])}, and what answers there.`
    );
}

/** How to grant the permission, to whom the token is of. */
export function permissionHelp(
    claims: TokenClaims | undefined,
    places: SettingPlaces = stackPlaces,
): string {
    if (claims?.appid === azureCli && claims.scp.length > 0) return azureCliHelp(places);
    const app =
        claims?.appid === undefined
            ? "The application"
            : `Application ${claims.appid}${claims.appName === undefined ? "" : ` (${claims.appName})`}`;
    if (claims?.managedIdentity !== undefined)
        return (
            `The managed identity ${claims.appid ?? ""} (${claims.managedIdentity}) needs the app ` +
            `role ${neededPermission} of WindowsDefenderATP, which no portal page grants: an ` +
            `administrator assigns it with "New-MgServicePrincipalAppRoleAssignment" ` +
            `(docs/authentication.md has the commands). A token from before is handed out for up ` +
            `to 24 hours.`
        );
    const delegated = claims !== undefined && claims.scp.length > 0;
    const kind = delegated ? "Delegated permissions" : "Application permissions";
    const role = delegated
        ? ` The person needs a role in Defender that may manage security settings as well.`
        : "";
    return (
        `${app} needs ${neededPermission} (as ${delegated ? "a delegated permission" : "an app role"}) ` +
        `and an administrator's consent: Entra admin center, App registrations, the application, ` +
        `API permissions, Add a permission, APIs my organization uses, WindowsDefenderATP, ${kind}, ` +
        `${neededPermission}, then "Grant admin consent". It takes effect within some minutes.${role}`
    );
}

/** The Azure CLI's own application, in every tenant. */
const azureCli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const azureCliHelp = (places: SettingPlaces) =>
    `The login of a person in the Azure CLI holds what Microsoft gave the Azure CLI, and nobody can ` +
    `add ${neededPermission} to that: sign in with "npx pulumi-mde login" and ` +
    `${called(places, ["useLogin"])}, or log in with an application ("az login --service-principal").`;

function bare(identifier: string): string {
    return identifier.toLowerCase().replace(/(?<!\/)\/+$/, "");
}
