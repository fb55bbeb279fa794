import type { Headers, Request, Response } from "undici";

import type { AccessToken } from "./signIn/credential";
import { BrokenCallError } from "./brokenCallError";
import type { Clock } from "./clock";
import type { Transport } from "./transport";

/** Which call: the API limits each kind on its own, and sign-in is none of the API's. */
export type CallKind = "list" | "upload" | "delete" | "token";

/** One call, which may take several attempts. */
export interface Call {
    readonly kind: CallKind;
    /**
     * Whether it may be sent again when it is not known what became of it. An upload that is not
     * to replace anything may not: its second attempt would meet the first one's file.
     */
    readonly repeatable: boolean;
    /** Whether a success without a readable JSON body is of no use. */
    readonly needsJson: boolean;
    /** Makes the request, anew for each attempt: a sent body is used up. */
    readonly request: () => Promise<Request>;
    /** How many bytes of memory its request holds; default: none worth counting. */
    readonly bytes?: number | undefined;
    /** The request is made, and goes out now: until then the service has not seen the attempt. */
    readonly departs?: () => void;
    /**
     * An attempt is over, and what its request held may go. Without an answer it may have been
     * carried out all the same.
     */
    readonly attempted?: (answer: Answer | undefined) => void;
}

/** An answer, read to its end. */
export interface Answer {
    readonly status: number;
    readonly headers: Headers;
    /** The body as JSON; `undefined` when it is none, or did not come whole. */
    readonly json: unknown;
    /** Why the body is not there. */
    readonly unreadable?: "broken" | "tooLarge" | "tooSlow" | undefined;
    /** The token that was sent along. */
    readonly token?: AccessToken | undefined;
}

/** Sends a call and reads its answer; rate limit, tokens and retry are wrappers of it. */
export type Send = (call: Call) => Promise<Answer>;

/** How an answer is read. */
export interface AnswerLimits {
    /** The largest body, in bytes. Default 64 MiB: some 100,000 files in one list. */
    readonly maxBytes?: number;
    /** The longest time for one body, in milliseconds. Default 120 s. */
    readonly maxTime?: number;
}

/**
 * Sends calls over a transport.
 *
 * @throws {BrokenCallError} (the function it returns) when there is no answer.
 */
export function sendOver(transport: Transport, options: AnswerLimits & { clock: Clock }): Send {
    return async (call) => {
        const request = await call.request();
        call.departs?.();
        let answer: Answer | undefined;
        try {
            const response = await answered(transport, request);
            const body = await readBody(response, options);
            answer = { status: response.status, headers: response.headers, ...body };
            return answer;
        } finally {
            call.attempted?.(answer);
        }
    };
}

async function answered(transport: Transport, request: Request): Promise<Response> {
    try {
        return await transport(request);
    } catch (cause) {
        throw new BrokenCallError(cause);
    }
}

/** Why the time for a body is no longer taken: given, for an error that nobody sees is not free. */
const read = "the body is there";

async function readBody(
    response: Response,
    options: AnswerLimits & { clock: Clock },
): Promise<Pick<Answer, "json" | "unreadable">> {
    const { clock, maxBytes = 64 * 1_048_576, maxTime = 120_000 } = options;
    if (response.body === null) return { json: undefined };
    const reader = response.body.getReader();
    const reading = (async () => {
        const pieces: Uint8Array[] = [];
        let size = 0;
        for (;;) {
            const { done, value } = (await reader.read()) as { done: boolean; value: unknown };
            if (done) return { json: parseJson(Buffer.concat(pieces)) };
            if (!(value instanceof Uint8Array)) return { json: undefined };
            size += value.byteLength;
            if (size > maxBytes) return { json: undefined, unreadable: "tooLarge" as const };
            pieces.push(value);
        }
    })().catch(() => ({ json: undefined, unreadable: "broken" as const }));
    const done = new AbortController();
    const late = clock.sleep(maxTime, done.signal).then(
        () => ({ json: undefined, unreadable: "tooSlow" as const }),
        () => ({ json: undefined }),
    );
    const body = await Promise.race([reading, late]);
    done.abort(read);
    // Lets the connection go; one that broke cannot be let go, and need not be.
    if ("unreadable" in body) await reader.cancel().catch(() => undefined);
    return body;
}

/** JSON is UTF-8 (RFC 8259, 8.1): of anything else, characters would be lost and nobody told. */
const utf8 = new TextDecoder("utf-8", { fatal: true });

function parseJson(bytes: Uint8Array): unknown {
    try {
        // It leaves out a byte order mark.
        return JSON.parse(utf8.decode(bytes));
    } catch {
        return undefined;
    }
}
