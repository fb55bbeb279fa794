import { randomBytes } from "node:crypto";

import { sign, verify } from "jsonwebtoken";

import type { KnownTenant, KnownUser } from "./directory";
import { fixedGuid } from "./fixedGuid";
import type { KnownApp } from "./knownApp";

/** Claims of an access token, as far as the API looks at them. */
export interface Caller {
    /** Lower case. */
    readonly tenantId: string;
    readonly clientId: string;
    /** The person's name; the app's where no person is there. */
    readonly displayName: string;
    readonly objectId: string;
    /** The person's user principal name. */
    readonly upn?: string;
    readonly audience: string;
    readonly roles: readonly string[];
    /** Delegated permissions; empty for an app. */
    readonly scopes: readonly string[];
}

/** What every token is issued for. */
export interface TokenGrant {
    readonly tenant: KnownTenant;
    readonly app: KnownApp;
    /** The audience. */
    readonly resource: string;
    /** Milliseconds since 1970. */
    readonly now: number;
}

/** Issues tokens and reads them again. */
export interface TokenAuthority {
    /** A token for an app of its own. */
    issue(grant: TokenGrant & { readonly roles: readonly string[] }): string;
    /** A token for a person, whom an app acts for. */
    issueDelegated(
        grant: TokenGrant & { readonly user: KnownUser; readonly permissions: readonly string[] },
    ): string;
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
    const issueWith = (grant: TokenGrant, more: Readonly<Record<string, unknown>>) => {
        const { tenant, app, resource } = grant;
        const seconds = Math.floor(grant.now / 1000);
        const claims = {
            aud: resource,
            iss: `https://sts.windows.net/${tenant.tenantId}/`,
            iat: seconds,
            nbf: seconds,
            exp: seconds + lifetimeSeconds,
            appid: app.clientId,
            azp: app.clientId,
            app_displayname: app.displayName,
            tid: tenant.tenantId,
            // No two tokens are the same.
            uti: randomBytes(16).toString("base64url"),
            ver: "1.0",
            ...more,
        };
        return sign(claims, key, { algorithm: "HS256" });
    };
    return {
        lifetimeSeconds,
        issue({ roles, ...grant }) {
            const objectId = fixedGuid(`${grant.tenant.tenantId}/${grant.app.clientId}`);
            return issueWith(grant, {
                idtyp: "app",
                oid: objectId,
                sub: objectId,
                ...(roles.length > 0 ? { roles: [...roles] } : {}),
            });
        },
        issueDelegated({ user, permissions, ...grant }) {
            return issueWith(grant, {
                name: user.displayName,
                oid: user.objectId,
                sub: fixedGuid(`${user.objectId}/${grant.resource}`),
                scp: permissions.join(" "),
                unique_name: user.upn,
                upn: user.upn,
            });
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
        displayName: text("name") === "" ? text("app_displayname") : text("name"),
        objectId: text("oid"),
        ...(text("upn") === "" ? {} : { upn: text("upn") }),
        audience: text("aud"),
        roles: Array.isArray(roles) ? roles.filter((role) => typeof role === "string") : [],
        scopes: text("scp").split(" ").filter(Boolean),
    };
}
