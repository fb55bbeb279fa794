import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { Request } from "undici";

import type { Send } from "./wire";

/** MSAL's network over any transport. */
export function networkOver(send: Send): INetworkModule {
    const call = async (
        url: string,
        method: string,
        options: { headers?: Record<string, string>; body?: string } = {},
    ) => {
        const { headers = {}, body = null } = options;
        const response = await send(new Request(url, { method, headers, body }));
        return {
            status: response.status,
            headers: Object.fromEntries(response.headers),
            body: await response.json(),
        };
    };
    return {
        sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
            call(url, "GET", options) as Promise<NetworkResponse<T>>,
        sendPostRequestAsync: <T>(url: string, options?: NetworkRequestOptions) =>
            call(url, "POST", options) as Promise<NetworkResponse<T>>,
    };
}
