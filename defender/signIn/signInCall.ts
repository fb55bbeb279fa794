import type { Call } from "../call";
import { loadUndici } from "../transport";

/** What is asked of a service that proves who somebody is. */
export interface SignInRequest {
    readonly method: "GET" | "POST";
    readonly url: string | URL;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly body?: string | undefined;
}

/** The call for it: it changes nothing, so that it may be sent again, and its redirect is no answer. */
export function signInCall({ method, url, headers = {}, body }: SignInRequest): Call {
    return {
        kind: "token",
        repeatable: true,
        needsJson: true,
        request: async () => {
            const { Request } = await loadUndici();
            return new Request(url, { method, redirect: "manual", headers, body: body ?? null });
        },
    };
}
