import type { Authority } from "./authority";
import { fixedGuid } from "./fixedGuid";
import { knownApp, usualPublicClient, type KnownApp } from "./knownApp";
import type { TenantOptions, UserOptions } from "./tenantOptions";

/** A person as the sign-in page knows them. */
export interface KnownUser {
    readonly upn: string;
    readonly displayName: string;
    readonly objectId: string;
}

/** A tenant as the sign-in page knows it. */
export interface KnownTenant {
    /** Lower case. */
    readonly tenantId: string;
    readonly displayName: string;
    readonly liveResponse: boolean;
    readonly region: string | undefined;
    /** Where its cloud signs in, if that was said. */
    readonly authority: Authority | undefined;
    /** An app of the tenant, or `undefined`. */
    findApp(clientId: string): KnownApp | undefined;
    /** The person of that name, and without one, or one that is not known, the first. */
    findUser(upn?: string): KnownUser;
}

/** The tenants that there are. */
export interface Directory {
    /** A tenant by its id, in any case. */
    find(tenantId: string): KnownTenant | undefined;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const anybody = "pulumi-mde emulator";
const somebody: Readonly<Record<string, UserOptions>> = {
    "analyst@emulator.example": { displayName: "Emulator Analyst" },
};

/** Whether a text has the form of a tenant's id. */
export function isTenantId(text: string): boolean {
    return guid.test(text);
}

/**
 * The directory of the tenants given; without any, every GUID is a tenant in which every app with a
 * secret or a sound assertion may do everything, and every app signs people in.
 *
 * @throws TypeError for a tenant's id that is no GUID, and for a certificate or key that is none.
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

function openTenant(anyCase: string): KnownTenant {
    const tenantId = anyCase.toLowerCase();
    return {
        tenantId,
        displayName: anybody,
        liveResponse: true,
        region: undefined,
        authority: undefined,
        findUser: usersOf(tenantId, somebody),
        findApp: (clientId) => ({
            clientId,
            displayName: anybody,
            open: true,
            secret: undefined,
            secretExpires: Infinity,
            certificates: [],
            federatedCredentials: [],
            roles: ["Library.Manage"],
            publicClient: usualPublicClient,
            disabled: false,
            consented: true,
            conditionalAccess: undefined,
        }),
    };
}

function knownTenant(tenantId: string, options: TenantOptions): KnownTenant {
    const apps = new Map(
        Object.entries(options.apps).map(([anyCase, app]) => {
            const clientId = anyCase.toLowerCase();
            return [clientId, knownApp(clientId, app, `app ${clientId} of tenant ${tenantId}`)];
        }),
    );
    return {
        tenantId,
        displayName: options.displayName ?? tenantId,
        liveResponse: options.liveResponse ?? true,
        region: options.region,
        authority: options.authority,
        findApp: (clientId) => apps.get(clientId.toLowerCase()),
        findUser: usersOf(tenantId, options.users ?? somebody),
    };
}

function usersOf(
    tenantId: string,
    users: Readonly<Record<string, UserOptions>>,
): KnownTenant["findUser"] {
    const given = Object.entries(users).length > 0 ? users : somebody;
    const known = Object.entries(given).map(([upn, user]) => ({
        upn,
        displayName: user.displayName,
        objectId: user.objectId ?? fixedGuid(`${tenantId}/${upn.toLowerCase()}`),
    }));
    return (upn) => {
        const found = known.find((user) => user.upn.toLowerCase() === upn?.toLowerCase());
        const user = found ?? known[0];
        if (user === undefined) throw new TypeError(`Tenant ${tenantId} has no users.`);
        return user;
    };
}
