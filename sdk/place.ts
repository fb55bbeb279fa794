import type * as pulumi from "@pulumi/pulumi";

import type { Settings } from "../defender/settings/settings";
import { PORTAL_LIMIT } from "../library/describedFolder";
import { defaultTenantOf } from "./defaultTenant";
import { knownProvider } from "./provider";
import { stackSettings } from "./stackSettings";

/** Where a resource's file goes, as far as the program can tell. */
export interface Place {
    /** The object that serves the resource; `undefined` for the stack's own configuration. */
    readonly provider: pulumi.ProviderResource | undefined;
    /**
     * What that is configured with; a promise where a provider object's arguments come late.
     * `undefined` where a preview does not know it, or an object that is no `mde.Provider` serves.
     */
    readonly settings: Settings | Promise<Settings | undefined> | undefined;
    /** The tenant, known as the settings are. */
    readonly tenantId: string | Promise<string | undefined> | undefined;
    /** The emulator's tenant of this project and stack, where no other is configured. */
    readonly defaultTenant: string | Promise<string | undefined> | undefined;
    /** The largest file that may be read; the provider checks its own limit again. */
    readonly maxUploadBytes: number;
}

/** The place of a resource: its provider object's, else the stack configuration's. */
export function placeOf(type: string, opts: pulumi.CustomResourceOptions): Place {
    return placeBy(opts.provider ?? opts.parent?.getProvider(type));
}

/** The place of what a provider object serves; without one, of the stack's own configuration. */
export function placeBy(provider: pulumi.ProviderResource | undefined): Place {
    const known = provider && knownProvider(provider);
    if (provider !== undefined && known === undefined)
        return {
            provider,
            settings: undefined,
            tenantId: undefined,
            defaultTenant: undefined,
            maxUploadBytes: PORTAL_LIMIT,
        };
    const settings = known === undefined ? stackSettings() : known.settings;
    if (!(settings instanceof Promise))
        return {
            provider,
            settings,
            ...tenantOf(settings),
            maxUploadBytes: settings.maxUploadBytes,
        };
    const tenant = settings.then((found) => found && tenantOf(found));
    return {
        provider,
        settings,
        tenantId: tenant.then((found) => found?.tenantId),
        defaultTenant: tenant.then((found) => found?.defaultTenant),
        maxUploadBytes: known?.maxUploadBytes ?? PORTAL_LIMIT,
    };
}

function tenantOf({ tenantId }: Settings): { tenantId: string; defaultTenant: string | undefined } {
    if (tenantId !== undefined) return { tenantId, defaultTenant: undefined };
    const defaultTenant = defaultTenantOf();
    return { tenantId: defaultTenant, defaultTenant };
}
