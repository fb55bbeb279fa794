import type { Request } from "undici";

import { jsonAnswer, type Answer } from "./answer";
import { authorizationCodeGrant } from "./authorizationCodeGrant";
import { clientCredentialsGrant } from "./clientCredentialsGrant";
import { deviceCodeGrant } from "./deviceCodeGrant";
import type { KnownTenant } from "./directory";
import type { Grant, GrantedToApp, GrantedToUser } from "./grant";
import { readLimited } from "./readLimited";
import { refreshTokenGrant } from "./refreshTokenGrant";
import { answeredScope, wantsIdToken, wantsRefreshToken } from "./requestedScope";
import { refuseSignIn, type SignInContext } from "./signInContext";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

/** The grants that the token endpoint knows, by `grant_type`. */
const grants: Readonly<Record<string, Grant>> = {
    client_credentials: clientCredentialsGrant,
    authorization_code: authorizationCodeGrant,
    refresh_token: refreshTokenGrant,
    "urn:ietf:params:oauth:grant-type:device_code": deviceCodeGrant,
    // The name of OAuth's drafts, which MSAL for JavaScript still sends [S].
    device_code: deviceCodeGrant,
};

/** What `grant_type` may be. */
export const grantTypes: readonly string[] = Object.keys(grants);

const json = "application/json; charset=utf-8";
const formLimit = 64 * 1024;

/** `POST /{tenant}/oauth2/v2.0/token`. */
export async function answerToken(
    request: Request,
    tenantSegment: string,
    context: SignInContext,
): Promise<Answer> {
    const body = await readLimited(request, formLimit);
    const form = new URLSearchParams(body?.toString("utf8") ?? "");
    const refuse = (error: SignInError) => refuseSignIn(error, request, context);
    if (body === undefined) return refuse(signInErrors.malformed());
    const grantType = form.get("grant_type");
    if (grantType === null) return refuse(signInErrors.missingParameter("grant_type"));
    const tenant = context.directory.find(tenantSegment);
    if (tenant === undefined) return refuse(signInErrors.tenantNotFound(tenantSegment));
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    if (grant === undefined) return refuse(signInErrors.unsupportedGrant(grantType));
    const { audiences, sessions, behaviour, now } = context;
    const { host } = new URL(request.url);
    const granted = grant({
        form,
        authorization: request.headers.get("authorization"),
        tenant,
        host,
        audiences,
        sessions,
        behaviour,
        now,
    });
    if ("error" in granted) return refuse(granted);
    const tokens =
        "user" in granted
            ? tokensOfUser(granted, { tenant, host, context, form })
            : tokensOfApp(granted, { tenant, context });
    const answer = jsonAnswer(200, tokens, json);
    return { ...answer, headers: { ...answer.headers, "cache-control": "no-store, no-cache" } };
}

function tokensOfApp(
    granted: GrantedToApp,
    { tenant, context }: { tenant: KnownTenant; context: SignInContext },
) {
    const { tokens, now } = context;
    return {
        token_type: "Bearer",
        expires_in: tokens.lifetimeSeconds,
        ext_expires_in: tokens.lifetimeSeconds,
        access_token: tokens.issue({ ...granted, tenant, now }),
    };
}

function tokensOfUser(
    granted: GrantedToUser,
    known: { tenant: KnownTenant; host: string; context: SignInContext; form: URLSearchParams },
) {
    const { app, user, scope, nonce } = granted;
    const { tenant, host, context, form } = known;
    const { tokens, idTokens, sessions, now } = context;
    const { clientId } = app;
    const { tenantId } = tenant;
    const refreshToken = () =>
        sessions.addRefreshToken({ tenantId, clientId, scope, user, issuedAt: now });
    // Whom the tokens are for, as MSAL keeps accounts apart.
    const clientInfo = { uid: user.objectId, utid: tenantId };
    return {
        token_type: "Bearer",
        scope: answeredScope(scope, granted),
        expires_in: tokens.lifetimeSeconds,
        ext_expires_in: tokens.lifetimeSeconds,
        access_token: tokens.issueDelegated({ ...granted, tenant, now }),
        ...(wantsRefreshToken(scope) ? { refresh_token: refreshToken() } : {}),
        ...(wantsIdToken(scope)
            ? { id_token: idTokens.issue({ tenant, host, clientId, user, nonce, now }) }
            : {}),
        ...(form.get("client_info") === "1"
            ? { client_info: Buffer.from(JSON.stringify(clientInfo)).toString("base64url") }
            : {}),
    };
}
