import type { Request } from "undici";

/** The body of a request, or `undefined` when it has more bytes than allowed. */
export async function readLimited(request: Request, limit: number): Promise<Buffer | undefined> {
    if (request.body === null) return Buffer.alloc(0);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
        length += chunk.byteLength;
        if (length > limit) return undefined;
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}
