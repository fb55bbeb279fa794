import type { Request } from "undici";

import { readUploadForm } from "../../emulator/uploadForm";
import type { PlannedFault } from "./service";

/** A call that reaches the service. */
export interface AskedCall {
    readonly call: PlannedFault["call"];
    /** The file of an upload or a delete. */
    readonly fileName?: string;
    readonly overrideIfExists?: boolean;
}

const limits = { fileBytes: 100_000, bodyBytes: 200_000 };

/** What a request asks for; `undefined` where no fault is for its kind. */
export async function understood(request: Request): Promise<AskedCall | undefined> {
    const call = kindOf(request);
    if (call === "delete") {
        const name = new URL(request.url).pathname.split("/").at(-1) ?? "";
        return { call, fileName: decodeURIComponent(name) };
    }
    // A request that was sent before cannot be read again: the service cannot read it either.
    if (call !== "upload" || request.bodyUsed) return call && { call };
    const form = await readUploadForm(request.clone(), limits);
    if (typeof form === "string" || form.file === undefined) return { call };
    const overrideIfExists = form.fields.get("OverrideIfExists") === "true";
    return { call, fileName: form.file.fileName, overrideIfExists };
}

function kindOf({ method, url }: Request): PlannedFault["call"] | undefined {
    const { pathname } = new URL(url);
    if (pathname.endsWith("/oauth2/v2.0/token")) return "token";
    if (!pathname.startsWith("/api/libraryfiles")) return undefined;
    if (method === "GET") return "list";
    return method === "POST" ? "upload" : "delete";
}
