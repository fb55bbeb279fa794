import { createHash, randomBytes } from "node:crypto";

import { sign, verify } from "jsonwebtoken";

import type { KnownApp, KnownTenant } from "./directory";

/** Claims of an access token, as far as the API looks at them. */
export interface Caller {
    /** Lower case. */
    readonly tenantId: string;
    readonly clientId: string;
    readonly displayName: string;
    readonly objectId: string;
    readonly audience: string;
    readonly roles: readonly string[];
    /** Delegated permissions; empty for an app. */
    readonly scopes: readonly string[];
}

/** Issues tokens and reads them again. */
export interface TokenAuthority {
    /** @param grant.resource the audience; `grant.now` in milliseconds since 1970. */
    issue(grant: {
        tenant: KnownTenant;
        app: KnownApp;
        resource: string;
        roles: readonly string[];
        now: number;
    }): string;
    /** The caller, or `undefined` for a token that is forged, expired, too young or no token at all. */
    read(token: string, now: number): Caller | undefined;
    /** How long a token lives, in seconds. */
    readonly lifetimeSeconds: number;
}

/**
 * An authority with a key of its own: a token of another emulator, or of this one before it was
 * started again, is refused with 401 as a revoked one would be.
 *
 * The tokens have the claims of version 1.0 access tokens
 * (https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference), but are
 * signed with a shared key: only the API itself reads them.
 */
export function createTokenAuthority(lifetimeSeconds: number): TokenAuthority {
    const key = randomBytes(32);
    return {
        lifetimeSeconds,
        issue({ tenant, app, resource, roles, now }) {
            const seconds = Math.floor(now / 1000);
            const objectId = objectIdOf(tenant.tenantId, app.clientId);
            const claims = {
                aud: resource,
                iss: `https://sts.windows.net/${tenant.tenantId}/`,
                iat: seconds,
                nbf: seconds,
                exp: seconds + lifetimeSeconds,
                appid: app.clientId,
                azp: app.clientId,
                app_displayname: app.displayName,
                idtyp: "app",
                oid: objectId,
                sub: objectId,
                tid: tenant.tenantId,
                ver: "1.0",
                ...(roles.length > 0 ? { roles: [...roles] } : {}),
            };
            return sign(claims, key, { algorithm: "HS256" });
        },
        read(token, now) {
            try {
                const claims = verify(token, key, {
                    algorithms: ["HS256"],
                    clockTimestamp: Math.floor(now / 1000),
                });
                return typeof claims === "string" ? undefined : callerOf(claims);
            } catch {
                // Whatever is wrong with a token, the API says no more than 401.
                return undefined;
            }
        },
    };
}

/** A GUID that is always the same for one app in one tenant. */
function objectIdOf(tenantId: string, clientId: string): string {
    const hex = createHash("sha256").update(`${tenantId}/${clientId}`).digest("hex");
    return [8, 4, 4, 4, 12]
        .map((length, index, all) => {
            const from = all.slice(0, index).reduce((sum, part) => sum + part, 0);
            return hex.slice(from, from + length);
        })
        .join("-");
}

function callerOf(claims: Readonly<Record<string, unknown>>): Caller | undefined {
    const text = (name: string) => {
        const value = claims[name];
        return typeof value === "string" ? value : "";
    };
    const roles = claims["roles"];
    if (text("tid") === "") return undefined;
    return {
        tenantId: text("tid").toLowerCase(),
        clientId: text("appid"),
        displayName: text("app_displayname"),
        objectId: text("oid"),
        audience: text("aud"),
        roles: Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [],
        scopes: text("scp").split(" ").filter(Boolean),
    };
}
