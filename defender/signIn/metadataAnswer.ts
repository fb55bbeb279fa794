import * as z from "zod";

import type { Answer } from "../call";
import { errorText, type ServiceWords } from "../errorText";

const optionalText = z.string().optional().catch(undefined);
const seconds = z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
    .optional()
    .catch(undefined);

const tokenBody = z.looseObject({ expires_in: seconds, expires_on: seconds });

const errorBody = z.object({
    error: z
        .union([z.string(), z.object({ code: optionalText, message: optionalText })])
        .optional()
        .catch(undefined),
    error_description: optionalText,
    message: optionalText,
});

/**
 * A metadata service's token, its end put into this machine's time: MSAL takes the service's for
 * this machine's, though the two clocks may differ by minutes.
 */
export function withLocalExpiry(json: unknown, { headers }: Answer): unknown {
    const body = tokenBody.safeParse(json).data;
    if (body?.expires_on === undefined) return json;
    const there = Date.parse(headers.get("date") ?? "") / 1000;
    const here = Math.floor(Date.now() / 1000);
    const lasts = body.expires_in ?? body.expires_on - (Number.isNaN(there) ? here : there);
    return { ...body, expires_on: here + lasts };
}

/** What a metadata service said with an error, in any of the forms that they have. */
export function metadataWords({ json }: Answer, secrets: readonly string[]): ServiceWords {
    const body = errorBody.safeParse(json).data;
    const { error } = body ?? {};
    const nested = typeof error === "object" ? error : { code: error, message: undefined };
    const message = body?.error_description ?? nested.message ?? body?.message;
    return {
        code: nested.code === undefined ? undefined : errorText(nested.code, secrets),
        message: message === undefined ? undefined : errorText(message, secrets),
    };
}
