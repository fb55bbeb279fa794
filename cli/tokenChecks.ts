import {
    AudienceError,
    DefenderError,
    PermissionError,
    type AccessToken,
    type Credential,
} from "../defender";
import { errorText } from "../defender/errorText";
import { requireToken } from "../defender/signIn/requireToken";
import { neededPermission } from "../defender/signIn/tokenHelp";
import { failed, ok, type Check, type CheckName } from "./check";

/** A token, and whose it is. */
export function tokenCheck({ claims, expiresOn }: AccessToken): Check {
    const { appid, appName, userName, managedIdentity } = claims;
    const expires = new Date(expiresOn).toISOString().replace(/\.\d+/, "");
    const application = `application ${appid ?? "unknown"}${appName === undefined ? "" : ` (${appName})`}`;
    const who = [
        userName === undefined ? [] : `${userName}, by `,
        managedIdentity === undefined ? [] : `managed identity ${managedIdentity}, `,
    ].flat();
    const values = {
        expires,
        ...(appid === undefined ? {} : { applicationId: appid }),
        ...(appName === undefined ? {} : { applicationName: appName }),
        ...(userName === undefined ? {} : { user: userName }),
        ...(managedIdentity === undefined ? {} : { managedIdentity }),
    };
    return ok("token", `of ${who.join("")}${application}, until ${expires}`, values);
}

/**
 * The pin, the audience and the permission of a token, by the very rules that every run obeys: up to
 * the first that does not hold.
 */
export async function claimChecks(
    token: AccessToken,
    wanted: Omit<Parameters<typeof requireToken>[0], "credential"> & {
        /** Whether there is a state, which the tenant is pinned in as well. */
        readonly hasState: boolean;
    },
): Promise<Check[]> {
    const { claims } = token;
    const { tenantId, hasState } = wanted;
    const state = hasState ? ` (whether the state is, too, "pulumi preview" looks at)` : "";
    const granted = [...claims.roles, ...claims.scp];
    const others = granted.filter((permission) => permission !== neededPermission);
    const kind = claims.scp.length > 0 ? "delegated" : "application";
    const held = [
        ok("pin", `the token is of tenant ${claims.tid ?? ""}, as configured${state}`, {
            tenantId,
        }),
        ok("audience", claims.aud ?? "not told", { audience: claims.aud ?? "" }),
        ok(
            "permission",
            `${neededPermission} (${kind})${others.length === 0 ? "" : `, and ${others.join(", ")}`}`,
            { roles: claims.roles, scopes: claims.scp },
        ),
    ];
    const credential: Credential = { getToken: () => Promise.resolve(token) };
    try {
        await requireToken({ credential, ...wanted })();
        return held;
    } catch (error) {
        const broken = brokenBy(error);
        const until = held.findIndex(({ check }) => check === broken);
        return [...held.slice(0, until), failed(broken, messageOf(error), held[until]?.values)];
    }
}

function brokenBy(error: unknown): CheckName {
    if (error instanceof AudienceError) return "audience";
    return error instanceof PermissionError ? "permission" : "pin";
}

/** What an error says; what is none of ours goes through the same sieve as a service's words. */
export function messageOf(error: unknown): string {
    if (error instanceof DefenderError) return error.message;
    return errorText(error instanceof Error ? error.message : String(error));
}
