import type { AccessToken, Credential, TokenClaims } from "./credential";
import { AudienceError, PermissionError, SignInError, TenantMismatchError } from "../errors";
import { errorText } from "../errorText";
import { called, stackPlaces, type SettingPlaces } from "../settings/settingPlaces";
import type { CloudName } from "../settings/settings";
import { audienceHelp, maysManageLibrary, permissionHelp, wrongAudience } from "./tokenHelp";
import type { TokenSource } from "../withBearer";

/**
 * Tokens that were looked at before anything is asked with them: of the configured tenant, for the
 * Defender API, with `Library.Manage`. The API verifies tokens; this only makes sure that no answer
 * of another tenant is ever used.
 *
 * The function that it returns throws `SignInError`, `TenantMismatchError`, `AudienceError`
 * or `PermissionError`; no call to the API has been made then.
 */
export function requireToken(options: {
    readonly credential: Credential;
    readonly tenantId: string;
    readonly scope: string;
    /** The cloud whose scope and authority serve where none is overridden. */
    readonly cloud: CloudName;
    /** Where the settings are, for errors; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
}): TokenSource {
    const { credential } = options;
    let checked: AccessToken | undefined;
    return async (how) => {
        const token = await credential.getToken(how);
        if (token !== checked) check(token, options);
        checked = token;
        return token;
    };
}

function check({ claims }: AccessToken, asked: Parameters<typeof requireToken>[0]): void {
    const { tenantId, scope, places = stackPlaces } = asked;
    if (claims.tid === undefined)
        throw new SignInError({
            tenantId,
            text:
                `Nothing was done in tenant ${tenantId}: the token that was issued does not say of ` +
                `which tenant it is. Check ${called(places, ["authorityUrl"])}.`,
        });
    if (claims.tid.toLowerCase() !== tenantId.toLowerCase()) {
        const tokenTenantId = errorText(claims.tid);
        throw new TenantMismatchError({
            tenantId,
            tokenTenantId,
            text:
                `Nothing was done: ${called(places, ["tenantId"])} is ${tenantId}, but the credentials sign in to ` +
                `tenant ${tokenTenantId} (${holderOf(claims)}). Correct whichever of the two is ` +
                `wrong; a stack stays in the tenant in which it began.`,
        });
    }
    if (wrongAudience(claims, scope))
        throw new AudienceError({
            tenantId,
            text:
                `Nothing was done in tenant ${tenantId}: the token is for another API. ` +
                audienceHelp(claims, asked),
        });
    if (!maysManageLibrary(claims))
        throw new PermissionError({
            tenantId,
            text:
                `Nothing was done in tenant ${tenantId}: the token holds no permission to manage ` +
                `the live response library. ${permissionHelp(claims, places)}`,
        });
}

/** Whose token it is, so that somebody finds where its credentials come from. */
function holderOf({ userName, appid, appName, managedIdentity }: TokenClaims): string {
    const app = `application ${appid ?? "unknown"}${appName === undefined ? "" : ` (${appName})`}`;
    const who = managedIdentity === undefined ? app : `managed identity ${managedIdentity}`;
    return errorText(userName === undefined ? who : `${userName}, by ${app}`);
}
