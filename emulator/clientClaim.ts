/** What a client says of itself, in the form or in the `Authorization` header. */
export interface ClientClaim {
    readonly clientId: string | undefined;
    readonly secret: string | undefined;
    readonly assertion: string | undefined;
    readonly assertionType: string | undefined;
}

/**
 * Reads a client's id and its proof. The header (RFC 6749, 2.3.1) is percent-encoded before it is
 * encoded as Basic; `undefined` where it is not.
 */
export function readClientClaim(
    form: URLSearchParams,
    authorization: string | null,
): ClientClaim | undefined {
    const field = (name: string) => {
        const value = form.get(name);
        return value === null || value === "" ? undefined : value;
    };
    const inForm = {
        clientId: field("client_id"),
        secret: field("client_secret"),
        assertion: field("client_assertion"),
        assertionType: field("client_assertion_type"),
    };
    const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
    if (basic === undefined) return inForm;
    const text = Buffer.from(basic, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 0) return inForm;
    try {
        const decode = (part: string) => decodeURIComponent(part.replaceAll("+", "%20"));
        return {
            ...inForm,
            clientId: decode(text.slice(0, colon)),
            secret: decode(text.slice(colon + 1)),
        };
    } catch {
        return undefined;
    }
}
