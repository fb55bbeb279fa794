import type * as msal from "@azure/msal-node";

/**
 * MSAL, loaded by whoever signs in, when it does. By `require`: there it is one file, and as an ES
 * module more than a hundred, which all in all takes two tenths of a second longer.
 */
export function loadMsal(): Promise<typeof msal> {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    return Promise.resolve(require("@azure/msal-node") as typeof msal);
}
