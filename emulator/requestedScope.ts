import type { KnownApp } from "./knownApp";
import { isAmong, otherResources } from "./resources";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

/** What a person's tokens are to be good for. */
export interface AllowedScope {
    readonly resource: string;
    readonly permissions: readonly string[];
}

const openIdScopes = ["openid", "profile", "email", "offline_access"];
const graph = "https://graph.microsoft.com";

/** Whether a refresh token is asked for. */
export function wantsRefreshToken(scope: string): boolean {
    return partsOf(scope).includes("offline_access");
}

/** Whether an id token is asked for. */
export function wantsIdToken(scope: string): boolean {
    return partsOf(scope).includes("openid");
}

/**
 * What a person may let an app do, of what it asks for: `resource/.default` is all that was consented
 * to, `resource/Permission` is one of it
 * (https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc).
 */
export function allowedScope(
    scope: string,
    options: { app: KnownApp; tenantName: string; audiences: readonly string[] },
): AllowedScope | SignInError {
    const { app, tenantName, audiences } = options;
    const asked = partsOf(scope)
        .filter((part) => !openIdScopes.includes(part))
        .map(splitScope);
    const [first] = asked;
    const resource = first?.resource ?? graph;
    const names = asked.map(({ permission }) => permission);
    const several = asked.some((one) => one.resource !== resource);
    if (several || (names.includes(".default") && names.length > 1))
        return signInErrors.mixedScopes(scope);
    if (isAmong(resource, otherResources)) return { resource, permissions: ["User.Read"] };
    if (!isAmong(resource, audiences)) return signInErrors.resourceNotFound(resource, tenantName);
    const { clientId, displayName, consented } = app;
    if (!consented) return signInErrors.noConsent(clientId, displayName);
    const permissions = app.publicClient?.scopes ?? ["Library.Manage"];
    if (permissions.length === 0)
        return signInErrors.resourceNotListed(clientId, displayName, resource);
    const all = names.every((name) => name === ".default" || permissions.includes(name));
    // The token holds all that was consented to, even where less is asked for [D].
    return all ? { resource, permissions } : signInErrors.noConsent(clientId, displayName);
}

/** The scopes of an answer: what the token is good for, and `.default` where it was asked for. */
export function answeredScope(scope: string, { resource, permissions }: AllowedScope): string {
    const base = resource.endsWith("/") ? resource : `${resource}/`;
    const asDefault = partsOf(scope).filter((part) => part.endsWith("/.default"));
    return [...permissions.map((permission) => `${base}${permission}`), ...asDefault].join(" ");
}

function partsOf(scope: string): string[] {
    return scope.split(/\s+/).filter((part) => part !== "");
}

/** "https://host//.default" is about "https://host/", slash included; a bare name is of Graph. */
function splitScope(part: string): { resource: string; permission: string } {
    const slash = part.lastIndexOf("/");
    if (slash <= 0) return { resource: graph, permission: part };
    return { resource: part.slice(0, slash), permission: part.slice(slash + 1) };
}
