/** Where the clouds sign in [D]: https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud. */
export const authorities = ["login.microsoftonline.com", "login.microsoftonline.us"] as const;
/** One of them. */
export type Authority = (typeof authorities)[number];

interface OfCloud {
    readonly tenantId: string;
    /** Where the tenant's cloud signs in, if that was said. */
    readonly authority: Authority | undefined;
}

/**
 * Where a tenant's cloud signs in: as was said of it, or else the cloud whose host was called.
 * Elsewhere, as on loopback, it is the public one.
 *
 * @param host the host that was called, with its port.
 */
export function authorityOf({ authority }: OfCloud, host: string): Authority {
    return authority ?? authorities.find((one) => one === host) ?? authorities[0];
}

/** Who issues a tenant's tokens, as its discovery document and its id tokens name it. */
export function issuerOf(tenant: OfCloud, host: string): string {
    return `https://${authorityOf(tenant, host)}/${tenant.tenantId}/v2.0`;
}
