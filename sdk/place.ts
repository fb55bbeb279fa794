import type * as pulumi from "@pulumi/pulumi";

import type { Settings } from "../defender/settings/settings";
import { defaultTenantOf } from "./defaultTenant";
import { knownProvider } from "./provider";
import { stackSettings } from "./stackSettings";

/** Where a resource's file goes, as far as the program can tell. */
export interface Place {
    /**
     * The tenant; a promise where a provider object's arguments come late. `undefined` where a
     * preview does not know it, or an object that is no `mde.Provider` serves the resource.
     */
    readonly tenantId: string | Promise<string | undefined> | undefined;
    /** The emulator's tenant of this project and stack, where no other is configured. */
    readonly defaultTenant: string | Promise<string | undefined> | undefined;
    /** The largest file that may be read; the provider checks its own limit again. */
    readonly maxUploadBytes: number;
}

/** What a file may have where the program does not know the limit: what the portal takes. */
export const PORTAL_LIMIT = 250 * 1_048_576;

/** The place of a resource: its provider object's, else the stack configuration's. */
export function placeOf(type: string, opts: pulumi.CustomResourceOptions): Place {
    const provider = opts.provider ?? opts.parent?.getProvider(type);
    if (provider === undefined) return placeBy(stackSettings());
    const known = knownProvider(provider);
    if (known === undefined)
        return { tenantId: undefined, defaultTenant: undefined, maxUploadBytes: PORTAL_LIMIT };
    const { settings, maxUploadBytes = PORTAL_LIMIT } = known;
    if (!(settings instanceof Promise)) return placeBy(settings);
    const place = settings.then((found) => found && placeBy(found));
    const defaultTenant = place.then((found) => found?.defaultTenant);
    const tenantId = place.then((found) => found?.tenantId);
    return { tenantId, defaultTenant, maxUploadBytes };
}

function placeBy(settings: Settings): Place {
    const defaultTenant = settings.tenantId === undefined ? defaultTenantOf() : undefined;
    return {
        tenantId: settings.tenantId ?? defaultTenant,
        defaultTenant,
        maxUploadBytes: settings.maxUploadBytes,
    };
}
