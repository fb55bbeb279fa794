import { Readable } from "node:stream";

import Busboy from "@fastify/busboy";
import type { Request } from "undici";

/** A multipart form as it came. */
export interface UploadForm {
    /** The first part that is called `file`, in any case. */
    readonly file: FilePart | undefined;
    /** The other fields, in the order in which they came; names as sent. */
    readonly fields: ReadonlyMap<string, string>;
    /** Bytes of the whole body, as far as it was read. */
    readonly bodyBytes: number;
}

/** The part that carries the content. */
export interface FilePart {
    readonly fieldName: string;
    /** The `filename` of the part: the name in the library. Empty where it was left out. */
    readonly fileName: string;
    readonly bytes: Buffer;
    /** The file has more bytes than were kept. */
    readonly truncated: boolean;
}

/** Why there is no form. */
export type FormProblem = "malformed" | "tooLarge";

const textLimit = 1024 * 1024;

/**
 * Reads an upload's form, with a limit on what is kept in memory and one on what is read at all.
 *
 * @param limits.fileBytes bytes of the file that are kept.
 * @param limits.bodyBytes bytes of the body after which reading stops with `tooLarge`.
 */
export async function readUploadForm(
    request: Request,
    limits: { fileBytes: number; bodyBytes: number },
): Promise<UploadForm | FormProblem> {
    const contentType = request.headers.get("content-type") ?? "";
    if (request.body === null || !/^multipart\/form-data\s*;/i.test(contentType))
        return "malformed";
    const parser = createParser(contentType, limits.fileBytes);
    if (parser === undefined) return "malformed";

    const source = Readable.from(request.body as AsyncIterable<Uint8Array>);
    const fields = new Map<string, string>();
    let file: FilePart | undefined;
    let bodyBytes = 0;

    return new Promise((resolve) => {
        let over = false;
        const end = (result: UploadForm | FormProblem) => {
            if (over) return;
            over = true;
            source.unpipe(parser);
            if (typeof result === "string") source.destroy();
            resolve(result);
        };
        parser.on("file", (fieldName, stream, fileName: string | undefined) => {
            const wanted = file === undefined && fieldName.toLowerCase() === "file";
            const chunks: Buffer[] = [];
            stream.on("data", (chunk: Buffer) => {
                if (wanted) chunks.push(chunk);
            });
            stream.on("error", () => {
                end("malformed");
            });
            stream.on("end", () => {
                if (!wanted) return;
                const bytes = Buffer.concat(chunks);
                file = { fieldName, fileName: fileName ?? "", bytes, truncated: stream.truncated };
            });
        });
        parser.on("field", (name, value) => {
            if (!fields.has(name)) fields.set(name, value);
        });
        parser.on("error", () => {
            end("malformed");
        });
        parser.on("finish", () => {
            end({ file, fields, bodyBytes });
        });
        source.on("data", (chunk: Uint8Array) => {
            bodyBytes += chunk.byteLength;
            if (bodyBytes > limits.bodyBytes) end("tooLarge");
        });
        source.on("error", () => {
            end("malformed");
        });
        source.pipe(parser);
    });
}

function createParser(contentType: string, fileBytes: number) {
    try {
        return new Busboy({
            headers: { "content-type": contentType },
            // A path in a file name is for the API to refuse, not for the parser to cut.
            preservePath: true,
            limits: {
                fileSize: fileBytes,
                files: 10,
                fields: 50,
                parts: 60,
                fieldSize: textLimit,
                headerPairs: 50,
            },
        });
    } catch {
        return undefined;
    }
}
