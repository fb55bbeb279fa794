import { Response } from "undici";

import type { ApiError } from "./errorCatalogue";

/** An answer before it is put on the wire. */
export interface Answer {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** `undefined` for no body. */
    readonly body?: Buffer | undefined;
    /** The connection breaks in the middle of the body. */
    readonly cut?: true;
}

/** An answer whose body is JSON. */
export function jsonAnswer(status: number, value: unknown, contentType: string): Answer {
    return {
        status,
        headers: { "content-type": contentType },
        body: Buffer.from(JSON.stringify(value)),
    };
}

/** An answer with no body at all. */
export function emptyAnswer(status: number): Answer {
    return { status, headers: {} };
}

/** An error of the API, in the body that "Common REST API error codes" documents. */
export function errorAnswer(
    error: ApiError,
    requestId: string,
    options: { contentType: string },
): Answer {
    const body = { error: { code: error.code, message: error.message, target: requestId } };
    const answer = jsonAnswer(error.status, body, options.contentType);
    if (error.status !== 401) return answer;
    return { ...answer, headers: { ...answer.headers, "www-authenticate": "Bearer" } };
}

/** The answer as a fetch client sees it. */
export function toResponse(answer: Answer): Response {
    const { status, body } = answer;
    if (body === undefined) return new Response(null, { status, headers: answer.headers });
    const headers = { ...answer.headers, "content-length": String(body.length) };
    if (answer.cut !== true) return new Response(new Uint8Array(body), { status, headers });
    const half = new Uint8Array(body.subarray(0, Math.floor(body.length / 2)));
    const broken = new ReadableStream<Uint8Array>({
        pull(controller) {
            // One chunk, then the break, so that a reader has seen the first half.
            if (half.length > 0 && !sent) controller.enqueue(half);
            else controller.error(new ConnectionResetError());
            sent = true;
        },
    });
    let sent = false;
    return new Response(broken, { status, headers });
}

/** The connection was broken on purpose (a fault). It looks as undici's own failure does. */
export class ConnectionResetError extends TypeError {
    override readonly name = "TypeError";
    constructor() {
        const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
        super("fetch failed", { cause });
    }
}
