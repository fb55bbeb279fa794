import * as pulumi from "@pulumi/pulumi";

import { emulatorTenant } from "../defender/emulatorTenant";
import { stackSettings } from "./stackSettings";

/** Where a resource's file goes, as far as the program can tell. */
export interface Place {
    /** The tenant; `undefined` where an object that is no `mde.Provider` serves it. */
    readonly tenantId: string | pulumi.Output<string | undefined> | undefined;
    /** The emulator's tenant of this project and stack, where no other is configured. */
    readonly defaultTenant: string | undefined;
    /** The largest file that may be read; the provider checks its own limit again. */
    readonly maxUploadBytes: number;
}

/** What a file may have where the program does not know the limit: what the portal takes. */
export const PORTAL_LIMIT = 250 * 1_048_576;

/** The place of a resource: its provider object's, else the stack configuration's. */
export function placeOf(type: string, opts: pulumi.CustomResourceOptions): Place {
    const provider = opts.provider ?? opts.parent?.getProvider(type);
    if (provider !== undefined) {
        return { tenantId: undefined, defaultTenant: undefined, maxUploadBytes: PORTAL_LIMIT };
    }
    const settings = stackSettings();
    const defaultTenant =
        settings.tenantId === undefined
            ? emulatorTenant(pulumi.getProject(), pulumi.getStack())
            : undefined;
    return {
        tenantId: settings.tenantId ?? defaultTenant,
        defaultTenant,
        maxUploadBytes: settings.maxUploadBytes,
    };
}
