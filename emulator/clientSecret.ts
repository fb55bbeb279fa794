import type { KnownApp, KnownTenant } from "./directory";
import { sameSecret } from "./sameSecret";
import { signInErrors, type SignInError } from "./signInErrors";

/** What a client says of itself, in the form or in the `Authorization` header. */
export interface ClientClaim {
    readonly clientId: string | undefined;
    readonly secret: string | undefined;
}

/**
 * Reads a client's id and secret. The header (RFC 6749, 2.3.1) is percent-encoded before it is
 * encoded as Basic.
 */
export function readClientClaim(
    form: URLSearchParams,
    authorization: string | null,
): ClientClaim | undefined {
    const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
    const inForm = {
        clientId: form.get("client_id") ?? undefined,
        secret: form.get("client_secret") ?? undefined,
    };
    if (basic === undefined) return inForm;
    const text = Buffer.from(basic, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 0) return inForm;
    try {
        const decode = (part: string) => decodeURIComponent(part.replaceAll("+", "%20"));
        return { clientId: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
    } catch {
        return undefined;
    }
}

/** The app that a client proves to be by its secret, or what the sign-in page says instead. */
export function authenticateBySecret(
    tenant: KnownTenant,
    claim: ClientClaim,
    options: { now: number },
): KnownApp | SignInError {
    if (claim.clientId === undefined || claim.clientId === "")
        return signInErrors.missingParameter("client_id");
    const app = tenant.findApp(claim.clientId);
    if (app === undefined) return signInErrors.appNotFound(claim.clientId, tenant.displayName);
    if (claim.secret === undefined || claim.secret === "") return signInErrors.noCredential();
    if (app.secret !== undefined && !sameSecret(app.secret, claim.secret))
        return signInErrors.wrongSecret(app.clientId);
    if (app.secretExpires <= options.now) return signInErrors.expiredSecret(app.clientId);
    return app;
}
