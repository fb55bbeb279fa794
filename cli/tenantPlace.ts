/** A tenant, and the cloud in which it is asked. */
export interface TenantPlace {
    readonly tenantId: string;
    /** Where nothing tells, it may be any. */
    readonly cloud?: string | null | undefined;
}

const EMULATOR = "emulator";

/**
 * Whether two are shown as one tenant. An id is given once in all of Microsoft's clouds, and an emulator
 * may be asked for any. A state tells no address, so that two emulators are one, and a way to the service
 * through this machine (a tunnel, a proxy) is `emulator` too: no decision about what may be removed goes by
 * the cloud.
 */
export function isSamePlace(one: TenantPlace, other: TenantPlace): boolean {
    if (one.tenantId.toLowerCase() !== other.tenantId.toLowerCase()) return false;
    if (one.cloud == null || other.cloud == null) return true;
    return (one.cloud === EMULATOR) === (other.cloud === EMULATOR);
}
