import * as z from "zod";

import type { TokenClaims } from "./credential";

const optionalText = z.string().optional().catch(undefined);

const payload = z
    .object({
        tid: optionalText,
        aud: optionalText,
        roles: z.array(z.string()).catch([]),
        scp: z
            .string()
            .transform((permissions) => permissions.split(" ").filter((one) => one !== ""))
            .catch([]),
        appid: optionalText,
        azp: optionalText,
        app_displayname: optionalText,
        upn: optionalText,
        preferred_username: optionalText,
        oid: optionalText,
        xms_mirid: optionalText,
    })
    .transform((read): TokenClaims => ({
        tid: read.tid,
        aud: read.aud,
        roles: read.roles,
        scp: read.scp,
        appid: read.appid ?? read.azp,
        appName: read.app_displayname,
        userName: read.upn ?? read.preferred_username,
        objectId: read.oid,
        managedIdentity: read.xms_mirid,
    }));

/**
 * What an access token (a JWT) says. Its signature is not checked: that is the API's part. A token
 * that cannot be read says nothing, not even of which tenant it is.
 */
export function tokenClaims(token: string): TokenClaims {
    const [, body = ""] = sendable.test(token) ? token.split(".") : [];
    const read = payload.safeParse(parse(Buffer.from(body, "base64url").toString("utf8")));
    return read.success ? read.data : { roles: [], scp: [] };
}

/**
 * What a header can hold. A token that cannot be sent says nothing, and is refused as one that names
 * no tenant: whatever builds the header would show it in its error.
 */
const sendable = /^[!-~]+$/;

function parse(json: string): unknown {
    try {
        return JSON.parse(json);
    } catch {
        return undefined;
    }
}
