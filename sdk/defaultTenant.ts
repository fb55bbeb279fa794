import * as pulumi from "@pulumi/pulumi";

import { emulatorTenant } from "../defender/settings/emulatorTenant";

/** The emulator's tenant of this run's project and stack. */
export function defaultTenantOf(): string {
    return emulatorTenant(pulumi.getProject(), pulumi.getStack());
}
