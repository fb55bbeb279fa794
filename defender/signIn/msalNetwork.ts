import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";

import * as z from "zod";

import { BrokenCallError } from "../brokenCallError";
import type { Answer, Send } from "../call";
import { isMicrosoftHost } from "../hosts";
import { signInCall } from "./signInCall";

/** MSAL's network on our own, and what last went wrong on it, which MSAL does not tell. */
export interface MsalNetwork {
    readonly networkClient: INetworkModule;
    /** The last call that failed: without an answer, or with one that is no success. */
    failure(): Answer | BrokenCallError | undefined;
    /** All that was sent in proof of who we are, or may stand for us: no error may repeat it. */
    proofs(): readonly string[];
}

/** Fields and headers of a sign-in's requests that are secret. */
const secretFields: ReadonlySet<string> = new Set([
    "client_secret",
    "client_assertion",
    "refresh_token",
    "code",
    "code_verifier",
    "device_code",
]);
const secretHeaders: ReadonlySet<string> = new Set(["x-identity-header", "secret"]);

/**
 * The network for signing in at Entra ID.
 *
 * @param options.authorityUrl the sign-in's origin. MSAL refuses `http:`, on loopback too
 * (`authority_uri_insecure`); so it is given `https:`, and `http:` is put back here. (That it is
 * loopback is checked where the setting is read.)
 */
export function msalNetwork(options: {
    readonly send: Send;
    readonly authorityUrl: string;
}): MsalNetwork & {
    /** The authority as MSAL is to be given it. */
    readonly authorityUrl: string;
} {
    const real = new URL(options.authorityUrl).origin;
    const forMsal = real.replace(/^http:/, "https:");
    const network = networkOver(options.send, {
        target(address) {
            if (new URL(address).origin === forMsal) return real + address.slice(forMsal.length);
            return isMicrosoftHost(address) ? address : undefined;
        },
        received: (json) => withOrigin(json, real, forMsal),
    });
    return { authorityUrl: forMsal, ...network };
}

/**
 * MSAL's network on our own.
 *
 * @param options.target where a request really goes; `undefined` for an address that credentials
 * are not for.
 * @param options.received the body as MSAL is to see it.
 */
export function networkOver(
    send: Send,
    options: {
        readonly target: (address: string) => string | undefined;
        readonly received: (json: unknown, answer: Answer) => unknown;
    },
): MsalNetwork {
    let failure: Answer | BrokenCallError | undefined;
    const proofs = new Set<string>();

    const exchange = async <T>(
        method: "GET" | "POST",
        address: string,
        about: NetworkRequestOptions | undefined,
    ): Promise<NetworkResponse<T>> => {
        const target = options.target(address);
        if (target === undefined)
            throw new RangeError(`credentials are not for ${new URL(address).origin}`);
        for (const proof of proofsIn(about)) proofs.add(proof);
        try {
            const answer = await send(signInCall({ ...about, method, url: target }));
            const received = options.received(answer.json ?? {}, answer);
            const isLegible = isForMsal(received);
            const isWrong = answer.status !== 200 || answer.json === undefined || isError(received);
            if (isWrong) failure = answer;
            else failure = isLegible ? undefined : { ...answer, json: undefined };
            return {
                status: answer.status,
                headers: Object.fromEntries(answer.headers),
                body: (isLegible ? received : { error: "unreadable" }) as T,
            };
        } catch (error) {
            if (error instanceof BrokenCallError) failure = error;
            throw error;
        }
    };

    return {
        networkClient: {
            sendGetRequestAsync: (url, about) => exchange("GET", url, about),
            sendPostRequestAsync: (url, about) => exchange("POST", url, about),
        },
        failure: () => failure,
        proofs: () => [...proofs],
    };
}

/** What MSAL takes for text, or for numbers, without looking: it would show `[object Object]`. */
const forMsal = z.object({
    access_token: z.string().optional(),
    error: z.string().optional(),
    error_codes: z.array(z.number()).optional(),
    error_description: z.string().optional(),
    id_token: z.string().optional(),
    refresh_token: z.string().optional(),
});

function isForMsal(body: unknown): boolean {
    return forMsal.safeParse(body).success;
}

function isError(body: unknown): boolean {
    return isForMsal(body) && (body as { error?: string }).error !== undefined;
}

function proofsIn(about: NetworkRequestOptions | undefined): string[] {
    const fields = [...new URLSearchParams(about?.body ?? "")];
    const headers = Object.entries(about?.headers ?? {});
    return [
        ...fields.filter(([name]) => secretFields.has(name)),
        ...headers.filter(([name]) => secretHeaders.has(name.toLowerCase())),
    ].map(([, value]) => value);
}

/** Discovery documents name the sign-in's addresses: MSAL must find them as it was given them. */
function withOrigin(json: unknown, real: string, forMsal: string): unknown {
    if (real === forMsal || typeof json !== "object" || json === null) return json;
    return Object.fromEntries(
        Object.entries(json).map(([key, value]: [string, unknown]) => [
            key,
            typeof value === "string" && value.startsWith(`${real}/`)
                ? forMsal + value.slice(real.length)
                : value,
        ]),
    );
}
