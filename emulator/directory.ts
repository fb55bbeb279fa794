/** An app registration of a tenant. */
export interface AppOptions {
    readonly secret: string;
    /** When the secret expires, in milliseconds since 1970. @default never */
    readonly secretExpires?: number;
    readonly displayName: string;
    /** App roles that an administrator consented to. @default ["Library.Manage"] */
    readonly roles?: readonly string[];
}

/** A tenant of the emulator. */
export interface TenantOptions {
    readonly displayName?: string;
    /** By client id. */
    readonly apps: Readonly<Record<string, AppOptions>>;
    /** Whether live response is on. @default true */
    readonly liveResponse?: boolean;
    /** Region of the tenant's data, as in a regional host: `us`, `eu`, … @default none: each host is its own */
    readonly region?: string;
}

/** An app as the sign-in page knows it. `secret` is absent where any secret will do. */
export interface KnownApp {
    readonly clientId: string;
    readonly secret: string | undefined;
    readonly secretExpires: number;
    readonly displayName: string;
    readonly roles: readonly string[];
}

/** A tenant as the sign-in page knows it. */
export interface KnownTenant {
    /** Lower case. */
    readonly tenantId: string;
    readonly displayName: string;
    readonly liveResponse: boolean;
    readonly region: string | undefined;
    /** An app of the tenant, or `undefined`. */
    findApp(clientId: string): KnownApp | undefined;
}

/** The tenants that there are. */
export interface Directory {
    /** A tenant by its id, in any case. */
    find(tenantId: string): KnownTenant | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const anybody = "pulumi-mde emulator";

/** Whether a text has the form of a tenant's id. */
export function isTenantId(text: string): boolean {
    return guid.test(text);
}

/**
 * The directory of the tenants given; without any, every GUID is a tenant in which every app with a
 * secret may do everything.
 */
export function createDirectory(tenants?: Readonly<Record<string, TenantOptions>>): Directory {
    if (tenants === undefined) {
        return { find: (tenantId) => (isTenantId(tenantId) ? openTenant(tenantId) : undefined) };
    }
    const known = new Map<string, KnownTenant>();
    for (const [tenantId, options] of Object.entries(tenants)) {
        if (!isTenantId(tenantId)) {
            throw new TypeError(`The emulator's tenant ${JSON.stringify(tenantId)} is not a GUID.`);
        }
        known.set(tenantId.toLowerCase(), knownTenant(tenantId.toLowerCase(), options));
    }
    return { find: (tenantId) => known.get(tenantId.toLowerCase()) };
}

function openTenant(tenantId: string): KnownTenant {
    return {
        tenantId: tenantId.toLowerCase(),
        displayName: anybody,
        liveResponse: true,
        region: undefined,
        findApp: (clientId) => ({
            clientId,
            secret: undefined,
            secretExpires: Infinity,
            displayName: anybody,
            roles: ["Library.Manage"],
        }),
    };
}

function knownTenant(tenantId: string, options: TenantOptions): KnownTenant {
    const apps = new Map(
        Object.entries(options.apps).map(([clientId, app]) => [clientId.toLowerCase(), app]),
    );
    return {
        tenantId,
        displayName: options.displayName ?? tenantId,
        liveResponse: options.liveResponse ?? true,
        region: options.region,
        findApp(clientId) {
            const app = apps.get(clientId.toLowerCase());
            return (
                app && {
                    clientId: clientId.toLowerCase(),
                    secret: app.secret,
                    secretExpires: app.secretExpires ?? Infinity,
                    displayName: app.displayName,
                    roles: app.roles ?? ["Library.Manage"],
                }
            );
        },
    };
}
