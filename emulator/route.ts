import type { CallKind } from "./journal";

/** What a request asks for, by its method and path alone: the host plays no part. */
export interface Route {
    readonly call: CallKind;
    /** Tenant as the path of a sign-in call writes it. */
    readonly tenantSegment?: string;
    /** File name as the path of a delete writes it, still encoded. */
    readonly nameSegment?: string;
}

// Whether `/api/v1.0/libraryfiles` works is not documented; the version page says it of the API as a
// whole (https://learn.microsoft.com/en-us/defender-endpoint/api/exposed-apis-list).
const collection = /^\/api\/(?:v1\.0\/)?libraryfiles\/?$/i;
const entity = /^\/api\/(?:v1\.0\/)?libraryfiles\/([^/]+)$/i;
const instanceDiscovery = /^\/common\/discovery\/instance$/i;
const openIdConfiguration = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i;
const tokenEndpoint = /^\/([^/]+)\/oauth2\/v2\.0\/token$/i;

/** Finds the call that a request makes; whatever the emulator does not serve is `other`. */
export function routeOf(method: string, pathname: string): Route {
    if (method === "GET" && collection.test(pathname)) return { call: "list" };
    if (method === "POST" && collection.test(pathname)) return { call: "upload" };
    const name = entity.exec(pathname)?.[1];
    if (method === "DELETE" && name !== undefined) return { call: "delete", nameSegment: name };
    if (method === "GET" && instanceDiscovery.test(pathname)) return { call: "discovery" };
    const discovered = openIdConfiguration.exec(pathname)?.[1];
    if (method === "GET" && discovered !== undefined)
        return { call: "discovery", tenantSegment: discovered };
    const tenant = tokenEndpoint.exec(pathname)?.[1];
    if (method === "POST" && tenant !== undefined) return { call: "token", tenantSegment: tenant };
    return { call: "other" };
}
