import { randomUUID } from "node:crypto";

import type { Request } from "undici";
import * as z from "zod";

import type { LiveFile, Texts } from "../library/liveFile";
import { splitMark, withMark } from "../library/mark";
import type { ServiceWords } from "./errorText";
import { errorText } from "./errorText";
import type { Answer } from "./call";
import { multipart } from "./multipart";
import { path } from "./path";
import { loadUndici } from "./transport";

/*
 * The only file that knows the API's own names. What the pages say, and what real answers show, is
 * in defender-api.md, section 1 (answers) and 3 (requests).
 */

/** `null`, absent and `""` are the same thing (defender-api.md 1.3, 1.4). */
const text = z
    .string()
    .nullish()
    .transform((value) => value ?? "");

const entity = z
    .object({
        fileName: z.string().min(1),
        // What is no digest tells nothing of the content, and is shown to nobody.
        sha256: text.transform((digest) =>
            /^[0-9a-f]{64}$/i.test(digest) ? digest.toLowerCase() : undefined,
        ),
        description: text,
        parametersDescription: text,
        hasParameters: z
            .boolean()
            .nullish()
            .transform((value) => value ?? false),
        createdBy: text,
        creationTime: text,
        lastUpdatedTime: text,
    })
    .transform((file): LiveFile => {
        const { text: description, mark } = splitMark(file.description);
        return mark === undefined ? file : { ...file, description, mark };
    });

/** Each entry is looked at on its own: one problem tells enough, of a million of them. */
const page = z.object({ value: z.array(z.unknown()), "@odata.nextLink": text });

const errorBody = z.object({
    error: z.object({
        code: z.string().nullish(),
        message: z.string().nullish(),
        target: z.string().nullish(),
    }),
});

/** One page of the list, or what is wrong with it. */
export type ParsedPage =
    | { readonly files: readonly LiveFile[]; readonly next: string | undefined }
    | { readonly problem: string };

/** Reads one page of the list (defender-api.md 1.3, 1.4, 1.8). */
export function parsePage(json: unknown): ParsedPage {
    if (json === undefined) return { problem: "the answer is not JSON" };
    const parsed = page.safeParse(json);
    if (!parsed.success) return { problem: problemOf(parsed.error) };
    const files: LiveFile[] = [];
    for (const [at, value] of parsed.data.value.entries()) {
        const file = entity.safeParse(value);
        if (!file.success) return { problem: problemOf(file.error, ["value", at]) };
        files.push(file.data);
    }
    const next = parsed.data["@odata.nextLink"];
    return { files, next: next === "" ? undefined : next };
}

/**
 * Reads an upload's answer (defender-api.md 1.5); `undefined` when it holds no file with a digest,
 * for some tenants are said to answer with nothing, or with no JSON.
 */
export function parseUploaded(json: unknown): (LiveFile & { readonly sha256: string }) | undefined {
    const parsed = entity.safeParse(json);
    if (!parsed.success || parsed.data.sha256 === undefined) return undefined;
    return { ...parsed.data, sha256: parsed.data.sha256 };
}

/** Headers in which Microsoft's services give a call's id. */
const idHeaders = [
    "request-id",
    "x-ms-request-id",
    "x-ms-correlation-request-id",
    "client-request-id",
];

/** What the service said with an error, cleaned (defender-api.md 1.6); `target` is the call's id. */
export function wordsOf(answer: Answer): ServiceWords {
    const parsed = errorBody.safeParse(answer.json);
    const { code, message, target } = parsed.success ? parsed.data.error : {};
    const header = idHeaders.map((name) => answer.headers.get(name)).find((id) => id !== null);
    const clean = (value: string | null | undefined) =>
        value === null || value === undefined || value === "" ? undefined : errorText(value);
    return {
        status: answer.status,
        code: clean(code),
        message: clean(message),
        requestId: clean(target) ?? clean(header),
    };
}

/** Where the list is. */
export function listUrl(apiUrl: string): URL {
    return new URL("/api/libraryfiles", apiUrl);
}

/** Asks for a page of the list. */
export async function listRequest(url: URL): Promise<Request> {
    const { Request } = await loadUndici();
    return new Request(url, { redirect: "manual", headers: { accept: "application/json" } });
}

/** Deletes a file by its name. */
export async function deleteRequest(apiUrl: string, fileName: string): Promise<Request> {
    const { Request } = await loadUndici();
    return new Request(new URL(path`/api/libraryfiles/${fileName}`, apiUrl), {
        method: "DELETE",
        redirect: "manual",
        headers: { accept: "application/json" },
    });
}

/** An upload, and what gives its file's memory back. */
export interface UploadRequest {
    readonly request: Request;
    readonly release: () => void;
}

/**
 * Uploads a file. All five fields always go: what the service does with one that is left out when
 * it replaces a file is not known (defender-api.md 3.5). The names' case is the one that is proven
 * (3.2), and the file's name is the part's `filename` (3.3).
 */
export async function uploadRequest(
    apiUrl: string,
    file: {
        readonly fileName: string;
        readonly bytes: Uint8Array;
        readonly texts: Texts;
        readonly mark?: string | undefined;
        readonly overrideIfExists: boolean;
    },
): Promise<UploadRequest> {
    const { Request } = await loadUndici();
    const { texts, mark } = file;
    const form = multipart(
        {
            Description: mark === undefined ? texts.description : withMark(texts.description, mark),
            HasParameters: String(texts.hasParameters),
            ParametersDescription: texts.parametersDescription,
            OverrideIfExists: String(file.overrideIfExists),
        },
        { field: "file", fileName: file.fileName, bytes: file.bytes },
        { boundary: randomUUID() },
    );
    const request = new Request(listUrl(apiUrl), {
        method: "POST",
        redirect: "manual",
        // Otherwise undici wants to send the body once more by itself after a 401, and cannot.
        credentials: "omit",
        headers: {
            accept: "application/json",
            "content-type": form.contentType,
            "content-length": String(form.contentLength),
        },
        body: form.body,
        duplex: "half",
    });
    return { request, release: form.release };
}

/**
 * Why a name cannot be sent as it is, as a phrase after the name; `undefined` when it can. A
 * header of a form has no way of writing a quote or a line break that all services read alike
 * (browsers write `%22`): the service might store another name than the one that was asked for.
 */
export function nameProblem(fileName: string): string | undefined {
    if (fileName === "" || fileName === "." || fileName === "..") return "is no file name";
    if (!fileName.isWellFormed()) return "is no valid Unicode";
    if (/[/\\]/.test(fileName)) return "holds a path separator";
    if (/["\p{Cc}\p{Zl}\p{Zp}]/u.test(fileName)) return "holds a quote or a control character";
    return undefined;
}

function problemOf(error: z.ZodError, within: readonly PropertyKey[] = []): string {
    const [first] = error.issues;
    if (first === undefined) return "the answer is not a list of files";
    const where = [...within, ...first.path].map(String).join(".") || "the answer";
    const what = first.message.replace("received undefined", "but it is not there");
    return errorText(`${where}: ${what}`);
}
