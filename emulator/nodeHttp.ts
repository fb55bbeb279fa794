import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Request, type Response } from "undici";

import type { Answer } from "./answer";

/**
 * A request of Node's server as fetch has it.
 *
 * @param options.maxBodyBytes a body with more bytes breaks the connection.
 * @returns with the request a function that lets go of a body that nobody read.
 */
export function requestOf(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    options: { scheme: string; maxBodyBytes: number },
): { request: Request; release: () => void } {
    const { scheme, maxBodyBytes } = options;
    const { method = "GET", url = "/", headers } = incoming;
    const gone = new AbortController();
    outgoing.once("close", () => {
        if (!outgoing.writableEnded) gone.abort();
    });
    const pairs = Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    );
    const hasBody = method !== "GET" && method !== "HEAD";
    const body = hasBody ? capped(incoming, maxBodyBytes) : undefined;
    const address = new URL(url.startsWith("/") ? url : "/", `${scheme}://${headers.host ?? ""}`);
    const request = new Request(address, {
        method,
        headers: pairs as [string, string][],
        signal: gone.signal,
        ...(body && { body: Readable.toWeb(body) as ReadableStream, duplex: "half" }),
    });
    return {
        request,
        release: () => {
            if (!incoming.readableEnded) incoming.unpipe().resume();
        },
    };
}

function capped(incoming: IncomingMessage, most: number): Readable {
    let length = 0;
    const cap = new Transform({
        transform(chunk: Buffer, _encoding, done) {
            length += chunk.length;
            if (length > most) incoming.destroy();
            else done(null, chunk);
        },
    });
    // Whoever reads the body sees the failure; one that nobody reads must not end the process.
    cap.on("error", () => undefined);
    incoming.once("error", (error) => cap.destroy(error));
    incoming.once("close", () => {
        if (!incoming.complete) cap.destroy(new Error("The client went away."));
    });
    return incoming.pipe(cap);
}

/** Writes an answer. */
export function sendAnswer(outgoing: ServerResponse, answer: Answer): void {
    const length = answer.body?.length ?? 0;
    const headers = answer.status === 204 ? {} : { "content-length": length };
    outgoing.writeHead(answer.status, { ...headers, ...answer.headers });
    outgoing.end(answer.body);
}

/** Writes a response; where its body breaks off, so does the connection. */
export async function sendResponse(outgoing: ServerResponse, response: Response): Promise<void> {
    const headers = Object.fromEntries(response.headers);
    if (response.body === null) {
        const length = response.status === 204 ? {} : { "content-length": 0 };
        outgoing.writeHead(response.status, { ...length, ...headers }).end();
        return;
    }
    outgoing.writeHead(response.status, headers);
    await pipeline(Readable.from(response.body as AsyncIterable<Uint8Array>), outgoing);
}
