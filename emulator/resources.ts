/**
 * Service principal names of the app WindowsDefenderATP (fc780465-2017-40d4-a0c5-307022471b92), each
 * valid with and without a slash at the end. A token for one of them may hold `Library.Manage`.
 */
export const defenderAudiences: readonly string[] = [
    "https://api.securitycenter.microsoft.com",
    "https://api-us.securitycenter.microsoft.com",
    "https://api-eu.securitycenter.microsoft.com",
    "https://api-uk.securitycenter.microsoft.com",
    "https://api.securitycenter.windows.com",
    "https://securitycenter.onmicrosoft.com/windowsatpservice",
    "https://securitycenter.microsoft.com/mtp",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
    "https://api.securitycenter.windows.us",
    "fc780465-2017-40d4-a0c5-307022471b92",
];

/** Resources that every tenant knows, but whose tokens never hold `Library.Manage`. */
export const otherResources: readonly string[] = [
    // The app "Microsoft Threat Protection": the newer API host's name, another app's audience.
    "https://api.security.microsoft.com",
    "8ee8fdad-f234-4243-8f3b-15c294843740",
    "https://graph.microsoft.com",
    "https://management.azure.com",
];

/** Whether two names of a resource are the same, a slash at the end aside. */
export function sameResource(one: string, other: string): boolean {
    const bare = (name: string) => name.toLowerCase().replace(/\/$/, "");
    return bare(one) === bare(other);
}

/** Whether a resource is among the names given. */
export function isAmong(resource: string, names: readonly string[]): boolean {
    return names.some((name) => sameResource(name, resource));
}
