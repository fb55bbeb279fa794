import { Request, Response } from "undici";

import type { Answer, Call, CallKind } from "../../defender/call";
import type { AccessToken, TokenClaims } from "../../defender/signIn/credential";
import type { Transport } from "../../defender/transport";

export const tenantId = "11111111-aaaa-4aaa-8aaa-111111111111";
export const scope = "https://api.securitycenter.microsoft.com/.default";

/** A call of a kind. */
export function callOf(kind: CallKind, more: Partial<Call> = {}): Call {
    return {
        kind,
        repeatable: true,
        needsJson: false,
        request: () => Promise.resolve(new Request("https://api.security.microsoft.com/api/x")),
        ...more,
    };
}

/** An answer as the client sees it. */
export function answerOf(
    status: number,
    more: { json?: unknown; headers?: Record<string, string>; token?: AccessToken } = {},
): Answer {
    const { headers } = new Response(null, { headers: more.headers ?? {} });
    return { status, headers, json: more.json, token: more.token };
}

/** A token that says so. */
export function tokenOf(claims: Partial<TokenClaims> = {}, token = "first"): AccessToken {
    return {
        token,
        expiresOn: Infinity,
        claims: {
            tid: tenantId,
            aud: "https://api.securitycenter.microsoft.com",
            roles: ["Library.Manage"],
            scp: [],
            ...claims,
        },
    };
}

/** A transport that gives these answers one after the other, and notes what was asked. */
export function scripted(
    ...answers: readonly (Response | Error | ((request: Request) => Response | Promise<Response>))[]
): Transport & { readonly asked: Request[] } {
    const asked: Request[] = [];
    const left = [...answers];
    const transport: Transport = async (request) => {
        asked.push(request);
        const next = left.shift();
        if (next === undefined) throw new Error("one call too many");
        if (next instanceof Error) throw next;
        return typeof next === "function" ? next(request) : next;
    };
    return Object.assign(transport, { asked });
}

/** An error as undici throws it. */
export function networkFailure(code: string): Error {
    return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}

/** What a promise is rejected with. */
export async function errorFrom(work: Promise<unknown>): Promise<Error> {
    try {
        await work;
    } catch (error) {
        if (error instanceof Error) return error;
        throw error;
    }
    throw new Error("it did not fail");
}
