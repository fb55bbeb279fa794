import type { Request } from "undici";

import type { TokenAuthority } from "./accessToken";
import { jsonAnswer, type Answer } from "./answer";
import { clientCredentialsGrant } from "./clientCredentialsGrant";
import type { Directory } from "./directory";
import type { Grant } from "./grant";
import { readLimited } from "./readLimited";
import { signInErrorAnswer, signInErrors, type SignInError } from "./signInErrors";

/** What the sign-in page works with. */
export interface SignInContext {
    readonly directory: Directory;
    readonly tokens: TokenAuthority;
    readonly audiences: readonly string[];
    readonly now: number;
    /** Trace id of this answer. */
    readonly requestId: string;
}

/** The grants that the token endpoint knows, by `grant_type`. */
const grants: Readonly<Record<string, Grant>> = { client_credentials: clientCredentialsGrant };

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
    const refuse = (error: SignInError) => refused(error, request, context);
    if (body === undefined) return refuse(signInErrors.malformed());
    const grantType = form.get("grant_type");
    if (grantType === null) return refuse(signInErrors.missingParameter("grant_type"));
    const tenant = context.directory.find(tenantSegment);
    if (tenant === undefined) return refuse(signInErrors.tenantNotFound(tenantSegment));
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    if (grant === undefined) return refuse(signInErrors.unsupportedGrant(grantType));
    const { audiences, now, tokens } = context;
    const granted = grant({
        form,
        authorization: request.headers.get("authorization"),
        tenant,
        audiences,
        now,
    });
    if ("error" in granted) return refuse(granted);
    const token = {
        token_type: "Bearer",
        expires_in: tokens.lifetimeSeconds,
        ext_expires_in: tokens.lifetimeSeconds,
        access_token: tokens.issue({ ...granted, tenant, now }),
    };
    const answer = jsonAnswer(200, token, json);
    return { ...answer, headers: { ...answer.headers, "cache-control": "no-store, no-cache" } };
}

/** `GET /{tenant}/v2.0/.well-known/openid-configuration`. */
export function answerOpenIdConfiguration(
    request: Request,
    tenantSegment: string,
    context: SignInContext,
): Answer {
    const tenant = context.directory.find(tenantSegment);
    if (tenant === undefined) {
        const error = signInErrors.tenantNotFound(tenantSegment);
        return refused({ ...error, error: "invalid_tenant" }, request, context);
    }
    const base = `${new URL(request.url).origin}/${tenant.tenantId}`;
    const configuration = {
        token_endpoint: `${base}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        response_types_supported: ["token"],
        grant_types_supported: Object.keys(grants),
        // MSAL takes an issuer only if it is of the authority's own origin or of a known cloud, and
        // refuses http; the cloud's own name is right on every host that the emulator is called by.
        issuer: `https://login.microsoftonline.com/${tenant.tenantId}/v2.0`,
    };
    return jsonAnswer(200, configuration, json);
}

/** `GET /common/discovery/instance`: the hosts of the clouds, and the one that was called. */
export function answerInstanceDiscovery(request: Request): Answer {
    const asked = new URL(request.url).searchParams.get("authorization_endpoint") ?? "";
    const endpoint = URL.canParse(asked) ? new URL(asked) : new URL(request.url);
    const tenant = endpoint.pathname.split("/")[1] ?? "common";
    const hosts = [
        [
            "login.microsoftonline.com",
            "login.windows.net",
            "login.microsoft.com",
            "sts.windows.net",
        ],
        ["login.microsoftonline.us", "login.usgovcloudapi.net"],
        [endpoint.host],
    ];
    return jsonAnswer(
        200,
        {
            tenant_discovery_endpoint: `${endpoint.origin}/${tenant}/v2.0/.well-known/openid-configuration`,
            "api-version": "1.1",
            metadata: hosts.map((aliases) => ({
                preferred_network: aliases[0],
                preferred_cache: aliases[1] ?? aliases[0],
                aliases,
            })),
        },
        json,
    );
}

function refused(error: SignInError, request: Request, context: SignInContext): Answer {
    // MSAL sends the id that ties its log to the server's in the query, other clients in a header.
    const correlationId =
        request.headers.get("client-request-id") ??
        new URL(request.url).searchParams.get("client-request-id") ??
        context.requestId;
    return signInErrorAnswer(error, {
        traceId: context.requestId,
        correlationId,
        now: context.now,
    });
}
