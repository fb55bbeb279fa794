import type { CallKind } from "./journal";

/** The pages of the sign-in page's own. */
export type SignInPage =
    | "instance"
    | "openIdConfiguration"
    | "keys"
    | "token"
    | "authorize"
    | "deviceCode"
    | "deviceLogin";

/** What a request asks for, by its method and path alone: the host plays no part. */
export interface Route {
    readonly call: CallKind;
    /** Which page of the sign-in page it asks for. */
    readonly page?: SignInPage;
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

/** The sign-in page's calls by tenant: `/{tenant}/…`. */
const signInPages: readonly {
    readonly method: "GET" | "POST";
    readonly path: RegExp;
    readonly call: CallKind;
    readonly page: SignInPage;
}[] = [
    {
        method: "GET",
        path: /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i,
        call: "discovery",
        page: "openIdConfiguration",
    },
    {
        method: "GET",
        path: /^\/([^/]+)\/discovery\/v2\.0\/keys$/i,
        call: "discovery",
        page: "keys",
    },
    { method: "POST", path: /^\/([^/]+)\/oauth2\/v2\.0\/token$/i, call: "token", page: "token" },
    {
        method: "GET",
        path: /^\/([^/]+)\/oauth2\/v2\.0\/authorize$/i,
        call: "authorize",
        page: "authorize",
    },
    {
        method: "POST",
        path: /^\/([^/]+)\/oauth2\/v2\.0\/devicecode$/i,
        call: "deviceCode",
        page: "deviceCode",
    },
    {
        method: "GET",
        path: /^\/([^/]+)\/devicelogin$/i,
        call: "deviceCode",
        page: "deviceLogin",
    },
];

/** Finds the call that a request makes; whatever the emulator does not serve is `other`. */
export function routeOf(method: string, pathname: string): Route {
    if (method === "GET" && collection.test(pathname)) return { call: "list" };
    if (method === "POST" && collection.test(pathname)) return { call: "upload" };
    const name = entity.exec(pathname)?.[1];
    if (method === "DELETE" && name !== undefined) return { call: "delete", nameSegment: name };
    if (method === "GET" && instanceDiscovery.test(pathname))
        return { call: "discovery", page: "instance" };
    for (const { path, call, page, ...known } of signInPages) {
        const tenant = path.exec(pathname)?.[1];
        if (method === known.method && tenant !== undefined)
            return { call, page, tenantSegment: tenant };
    }
    return { call: "other" };
}
