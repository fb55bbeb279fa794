import { defenderAudiences } from "./resources";

/** How many calls are answered before 429. */
export interface RateLimit {
    /** Calls in the short window. @default 100 */
    readonly perMinute: number;
    /** Calls in the long window. @default 1500 */
    readonly perHour: number;
    /** Length of the short window in milliseconds; a test shortens it. @default 60000 */
    readonly minuteMs: number;
    /** Length of the long window in milliseconds. @default 3600000 */
    readonly hourMs: number;
    /** Whether list, upload and delete are counted apart [U]. @default "tenantAndCall" */
    readonly scope: "tenantAndCall" | "tenant";
    /** A window that slides with each call, or one that begins anew at fixed times [U]. @default "sliding" */
    readonly window: "sliding" | "fixed";
}

/** Undocumented points that list, upload and delete share. */
export interface ServiceBehaviour {
    /**
     * Whether names that differ only in case are one file: public clients compare without case
     * [S-claim], the service [U]. `insensitive-renames` lets an override change the stored case.
     * @default "insensitive"
     */
    readonly nameCase: "insensitive" | "insensitive-renames" | "sensitive";
    /** `Content-Type` of JSON answers [U]. @default "application/json; odata.metadata=minimal" */
    readonly contentType: string;
    /**
     * 100 calls a minute and 1,500 an hour stand on each call's page [D]; per what, and which kind of
     * window [U]. Counted by each process on its own. `false` lifts the limit.
     * @default 100 in 60 s and 1,500 in 3,600 s, sliding, for each tenant and kind of call
     */
    readonly rateLimit: Partial<RateLimit> | false;
    /** Form of `Retry-After`, "in seconds" [D]. @default "seconds" */
    readonly retryAfter: "seconds" | "absent" | "date" | "fraction";
    /** What `createdBy` holds: a name, a UPN or a GUID in real lists [S]. @default "displayName" */
    readonly createdBy: "displayName" | "objectId" | "upn";
    /** A token for another audience: 403 [D]; one would expect 401. @default 403 */
    readonly wrongAudience: 401 | 403;
    /** Audiences that are the API's own. @default the names of the app WindowsDefenderATP [S] */
    readonly audiences: readonly string[];
    /**
     * Audiences at the government hosts are not documented. `sameHost` takes there only
     * `https://<that host>`, and elsewhere none of them [U]. @default "anyRegistered"
     */
    readonly governmentAudience: "anyRegistered" | "sameHost";
    /** A tenant whose live response is off (tenant option `liveResponse: false`) [U]. @default "refused" */
    readonly liveResponseOff: "refused" | "works";
    /** A regional host of another region than the tenant's (tenant option `region`) [U]. @default "works" */
    readonly foreignRegion: "works" | 401 | 403 | 404 | "redirect";
    /** Body of 502, 503 and 504: gateways answer HTML or nothing [U]. @default "html" */
    readonly gatewayBody: "html" | "empty" | "json";
}

/** The limits that each call's page names. */
export const documentedRateLimit: RateLimit = {
    perMinute: 100,
    perHour: 1500,
    minuteMs: 60_000,
    hourMs: 3_600_000,
    scope: "tenantAndCall",
    window: "sliding",
};

/** The defaults of {@link ServiceBehaviour}. */
export const defaultServiceBehaviour: ServiceBehaviour = {
    nameCase: "insensitive",
    contentType: "application/json; odata.metadata=minimal",
    rateLimit: documentedRateLimit,
    retryAfter: "seconds",
    createdBy: "displayName",
    wrongAudience: 403,
    audiences: defenderAudiences,
    governmentAudience: "anyRegistered",
    liveResponseOff: "refused",
    foreignRegion: "works",
    gatewayBody: "html",
};
