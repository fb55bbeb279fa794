import { createHash } from "node:crypto";

import { FormData, Request, type Response } from "undici";

/** Whatever answers requests: an emulator in memory, or a server behind a socket. */
export type Send = (request: Request) => Promise<Response>;

export const tenantId = "0f0f0f0f-1111-2222-3333-444444444444";
export const otherTenantId = "1e1e1e1e-1111-2222-3333-444444444444";
export const clientId = "c0c0c0c0-1111-2222-3333-444444444444";
export const scope = "https://api.securitycenter.microsoft.com/.default";

export interface Entity {
    fileName: string;
    sha256: string | null;
    description: string | null;
    creationTime: string;
    lastUpdatedTime: string;
    createdBy: string;
    hasParameters: boolean;
    parametersDescription?: string | null;
}
export interface List {
    "@odata.context": string;
    value: Entity[];
    "@odata.nextLink"?: string;
}
export interface ErrorBody {
    error: { code: string; message: string; target: string };
}
export interface TokenBody {
    token_type: string;
    expires_in: number;
    access_token: string;
}
export interface SignInErrorBody {
    error: string;
    error_description: string;
    error_codes: number[];
    timestamp: string;
    trace_id: string;
    correlation_id: string;
    error_uri: string;
}

export interface UploadFields {
    fieldName?: string;
    fileName?: string;
    content?: string | Uint8Array<ArrayBuffer>;
    /** Other fields, exactly as named here. */
    fields?: Record<string, string>;
}

export const sha256 = (content: string | Uint8Array) =>
    createHash("sha256").update(content).digest("hex");

/** The form of an upload, as a client would send it. */
export function formOf(upload: UploadFields): FormData {
    const { fieldName = "file", fileName = "A.ps1", content = "Get-Date\n", fields = {} } = upload;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append(fieldName, new Blob([content]), fileName);
    return form;
}

/** Raw calls of the wire: no client of ours. */
export function wireOf(send: Send, base = "https://api.security.microsoft.com") {
    let bearer = "";
    const authorised = () => ({ authorization: `Bearer ${bearer}` });
    const wire = {
        send,
        base,
        requestToken: (
            form: Record<string, string>,
            options: { tenant?: string; headers?: Record<string, string> } = {},
        ) =>
            send(
                new Request(`${base}/${options.tenant ?? tenantId}/oauth2/v2.0/token`, {
                    method: "POST",
                    headers: {
                        "content-type": "application/x-www-form-urlencoded",
                        ...options.headers,
                    },
                    body: new URLSearchParams(form).toString(),
                }),
            ),
        async signIn(
            options: { tenant?: string; secret?: string; client?: string; scope?: string } = {},
        ) {
            const response = await wire.requestToken(
                {
                    grant_type: "client_credentials",
                    client_id: options.client ?? clientId,
                    client_secret: options.secret ?? "not a secret",
                    scope: options.scope ?? scope,
                },
                options.tenant === undefined ? {} : { tenant: options.tenant },
            );
            const body = (await response.json()) as TokenBody;
            bearer = body.access_token;
            return body;
        },
        useToken(token: string) {
            bearer = token;
        },
        list: (query = "") =>
            send(new Request(`${base}/api/libraryfiles${query}`, { headers: authorised() })),
        follow: (link: string) => send(new Request(link, { headers: authorised() })),
        upload: (upload: UploadFields = {}) =>
            send(
                new Request(`${base}/api/libraryfiles`, {
                    method: "POST",
                    headers: authorised(),
                    body: formOf(upload),
                }),
            ),
        post: (body: string | Uint8Array, contentType: string) =>
            send(
                new Request(`${base}/api/libraryfiles`, {
                    method: "POST",
                    headers: { ...authorised(), "content-type": contentType },
                    body,
                }),
            ),
        remove: (segment: string) =>
            send(
                new Request(`${base}/api/libraryfiles/${segment}`, {
                    method: "DELETE",
                    headers: authorised(),
                }),
            ),
        async files(): Promise<Entity[]> {
            return ((await (await wire.list()).json()) as List).value;
        },
    };
    return wire;
}

export type Wire = ReturnType<typeof wireOf>;

export const entityIn = async (response: Response) => (await response.json()) as Entity;
export const errorIn = async (response: Response) => ((await response.json()) as ErrorBody).error;
