import type { Request } from "undici";
import * as z from "zod";

import { emptyAnswer, jsonAnswer, type Answer } from "./answer";
import type { Emulator } from "./emulator";
import type { FaultEffect, FaultMatcher } from "./fault";
import { readLimited } from "./readLimited";
import { sameSecret } from "./sameSecret";

const prefix = "/_emulator/";
const json = "application/json";

const matcher = z.strictObject({
    call: z.enum([
        "list",
        "upload",
        "delete",
        "token",
        "discovery",
        "authorize",
        "deviceCode",
        "other",
    ]),
    fileName: z.string().exactOptional(),
    tenant: z.string().exactOptional(),
}) satisfies z.ZodType<FaultMatcher>;

const bare = (
    [
        "reset",
        "resetBefore",
        "resetAfter",
        "truncatedBody",
        "emptyBody",
        "notJson",
        "wrongDigest",
        "mangled",
        "staleList",
    ] as const
).map((kind) => z.strictObject({ kind: z.literal(kind) }));

const status = z.int().min(200).max(599);
const effect: z.ZodType<FaultEffect> = z.union([
    z.strictObject({
        kind: z.literal("answer"),
        status,
        headers: z.record(z.string(), z.string()).exactOptional(),
        body: z.string().exactOptional(),
        stored: z.boolean().exactOptional(),
    }),
    z.strictObject({ kind: z.literal("throttle"), retryAfter: z.string().exactOptional() }),
    z.strictObject({ kind: z.literal("delay"), ms: z.number().min(0).max(600_000) }),
    z.strictObject({ kind: z.literal("failingPage"), status: status.exactOptional() }),
    ...bare,
]);

const onceFault = z.strictObject({ matcher, effect });

/** Whether a request is for the emulator itself. */
export function isControl(request: Request): boolean {
    return new URL(request.url).pathname.startsWith(prefix);
}

/**
 * `GET /_emulator/journal`, `DELETE /_emulator/journal` and `POST /_emulator/faults` with
 * `{"matcher": {…}, "effect": {…}}`, each only with the token that was printed at the start.
 */
export async function answerControl(
    request: Request,
    options: { emulator: Emulator; controlToken: string },
): Promise<Answer> {
    const { emulator, controlToken } = options;
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (token === undefined || !sameSecret(token, controlToken)) {
        const answer = jsonAnswer(401, { message: "The control token is needed." }, json);
        return { ...answer, headers: { ...answer.headers, "www-authenticate": "Bearer" } };
    }
    const asked = `${request.method} ${new URL(request.url).pathname.slice(prefix.length)}`;
    switch (asked) {
        case "GET journal":
            return jsonAnswer(200, { entries: emulator.journal.entries }, json);
        case "DELETE journal":
            emulator.journal.clear();
            return emptyAnswer(204);
        case "POST faults":
            return addFault(request, emulator);
        default:
            return jsonAnswer(404, { message: `There is no ${asked}.` }, json);
    }
}

async function addFault(request: Request, emulator: Emulator): Promise<Answer> {
    const body = (await readLimited(request, 64 * 1024))?.toString("utf8") ?? "";
    const parsed = onceFault.safeParse(parse(body));
    if (!parsed.success) return jsonAnswer(400, { message: z.prettifyError(parsed.error) }, json);
    emulator.once(parsed.data.matcher, parsed.data.effect);
    return emptyAnswer(204);
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
