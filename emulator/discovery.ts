import type { Request } from "undici";

import { jsonAnswer, type Answer } from "./answer";
import { issuerOf } from "./authority";
import { responseModes } from "./authorizePage";
import { refuseSignIn, type SignInContext } from "./signInContext";
import { signInErrors } from "./signInErrors";
import { grantTypes } from "./tokenEndpoint";

const json = "application/json; charset=utf-8";

/** `GET /{tenant}/v2.0/.well-known/openid-configuration`. */
export function answerOpenIdConfiguration(
    request: Request,
    tenantSegment: string,
    context: SignInContext,
): Answer {
    const tenant = context.directory.find(tenantSegment);
    if (tenant === undefined) {
        const error = signInErrors.tenantNotFound(tenantSegment);
        return refuseSignIn({ ...error, error: "invalid_tenant" }, request, context);
    }
    const base = `${new URL(request.url).origin}/${tenant.tenantId}`;
    const configuration = {
        token_endpoint: `${base}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: [
            "client_secret_post",
            "private_key_jwt",
            "client_secret_basic",
        ],
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        response_modes_supported: responseModes,
        response_types_supported: ["code"],
        grant_types_supported: grantTypes,
        code_challenge_methods_supported: ["S256"],
        scopes_supported: ["openid", "profile", "email", "offline_access"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        // MSAL takes an issuer only if it is of the authority's own origin or of a known cloud, and
        // refuses http; the cloud's own name is right on every host that the emulator is called by.
        issuer: issuerOf(tenant, new URL(request.url).host),
    };
    return jsonAnswer(200, configuration, json);
}

/** `GET /{tenant}/discovery/v2.0/keys`: what id tokens are signed with. */
export function answerKeys(
    request: Request,
    tenantSegment: string,
    context: SignInContext,
): Answer {
    const tenant = context.directory.find(tenantSegment);
    if (tenant === undefined)
        return refuseSignIn(signInErrors.tenantNotFound(tenantSegment), request, context);
    return jsonAnswer(200, context.idTokens.keys(), json);
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
