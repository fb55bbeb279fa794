import type { CloudName, Region } from "./settings/settings";

/** Where one cloud's API and sign-in are. None of the three can be told from another. */
export interface CloudRow {
    /** The API's origin, without path. */
    readonly apiUrl: string;
    /** The sign-in's origin, without tenant. */
    readonly authorityUrl: string;
    /** What a token is asked for. Its host is not the API's in the commercial cloud (2.3). */
    readonly scope: string;
    /** Other hosts of the same cloud's API, to which a next link may point. */
    readonly otherHosts: readonly string[];
}

/** Commercial regions. Documented (defender-api.md 2.1: improve-request-performance.md). */
const regionHosts: Readonly<Record<Region, string>> = {
    us: "us.api.security.microsoft.com",
    eu: "eu.api.security.microsoft.com",
    uk: "uk.api.security.microsoft.com",
    au: "au.api.security.microsoft.com",
    swa: "swa.api.security.microsoft.com",
    ina: "ina.api.security.microsoft.com",
    aea: "aea.api.security.microsoft.com",
};

/** The clouds, as defender-api.md section 2 lists them. */
export const cloudRows: Readonly<Record<CloudName, CloudRow>> = {
    // Documented, all three (D1-D3, D12).
    commercial: {
        apiUrl: "https://api.security.microsoft.com",
        authorityUrl: "https://login.microsoftonline.com",
        scope: "https://api.securitycenter.microsoft.com/.default",
        otherHosts: [
            ...Object.values(regionHosts),
            // Documented in older pages, still answering (2.1).
            "api.securitycenter.microsoft.com",
            "api-us.securitycenter.microsoft.com",
            "api-eu.securitycenter.microsoft.com",
            "api-uk.securitycenter.microsoft.com",
            "api-au.securitycenter.microsoft.com",
            // Seen in real answers' @odata.context (1.4, 1.5).
            "api.securitycenter.windows.com",
            "api-us.securitycenter.windows.com",
            "api-eu.securitycenter.windows.com",
            "api-uk.securitycenter.windows.com",
            "api-au.securitycenter.windows.com",
        ],
    },
    // Host and authority documented (2.2); the scope is inferred from public code (2.4).
    gcc: {
        apiUrl: "https://api-gcc.securitycenter.microsoft.us",
        authorityUrl: "https://login.microsoftonline.com",
        scope: "https://api-gcc.securitycenter.microsoft.us/.default",
        otherHosts: [],
    },
    // Host and authority documented (2.2); the scope is inferred from public code (2.4).
    gcchigh: {
        apiUrl: "https://api-gov.securitycenter.microsoft.us",
        authorityUrl: "https://login.microsoftonline.us",
        scope: "https://api-gov.securitycenter.microsoft.us/.default",
        otherHosts: [],
    },
    // As gcchigh: the same host serves both (2.2, 2.4).
    dod: {
        apiUrl: "https://api-gov.securitycenter.microsoft.us",
        authorityUrl: "https://login.microsoftonline.us",
        scope: "https://api-gov.securitycenter.microsoft.us/.default",
        otherHosts: [],
    },
    // No network: names under .invalid are nobody's (RFC 2606), so that nothing ever leaks to one.
    emulator: {
        apiUrl: "https://api.emulator.invalid",
        authorityUrl: "https://login.emulator.invalid",
        scope: "https://api.securitycenter.microsoft.com/.default",
        otherHosts: [],
    },
};

/** What a client needs to know of its cloud. */
export interface Endpoints {
    readonly apiUrl: string;
    readonly authorityUrl: string;
    readonly scope: string;
    /** Whether the authority is to be taken as it is, without instance discovery. */
    readonly knownAuthority: boolean;
}

/** A cloud's addresses, each of which a setting may override on its own. */
export function endpointsOf(settings: {
    readonly cloud: CloudName;
    readonly region?: Region | undefined;
    readonly apiUrl?: string | undefined;
    readonly authorityUrl?: string | undefined;
    readonly scope?: string | undefined;
}): Endpoints {
    const row = cloudRows[settings.cloud];
    const regional =
        settings.region === undefined ? undefined : `https://${regionHosts[settings.region]}`;
    return {
        apiUrl: settings.apiUrl ?? regional ?? row.apiUrl,
        authorityUrl: settings.authorityUrl ?? row.authorityUrl,
        scope: settings.scope ?? row.scope,
        knownAuthority: settings.authorityUrl !== undefined || settings.cloud === "emulator",
    };
}

/**
 * Whether an address may have the token: the configured API's own origin, or over https a host of
 * the same cloud's API. Real answers name hosts other than the one that was called (1.4).
 */
export function isDefenderAddress(
    url: URL,
    { cloud, apiUrl }: { readonly cloud: CloudName; readonly apiUrl: string },
): boolean {
    if (url.username !== "" || url.password !== "") return false;
    if (url.origin === new URL(apiUrl).origin) return true;
    const { apiUrl: own, otherHosts } = cloudRows[cloud];
    const isOwnApi = [...otherHosts, new URL(own).host].includes(url.host);
    return url.protocol === "https:" && isOwnApi;
}
