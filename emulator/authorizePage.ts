import type { Request } from "undici";

import type { Answer } from "./answer";
import { policyProblem, usableApp } from "./authenticateClient";
import type { KnownTenant } from "./directory";
import type { KnownApp } from "./knownApp";
import { escaped, pageAnswer } from "./page";
import { isRegistered } from "./redirectUri";
import { allowedScope } from "./requestedScope";
import { errorDetails, type SignInContext } from "./signInContext";
import { describeSignInError, type SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

/** How the answer may go back to the client. */
export const responseModes: readonly string[] = ["query", "fragment", "form_post"];

interface AuthorizeCall {
    readonly request: Request;
    readonly query: URLSearchParams;
    readonly tenant: KnownTenant;
    readonly app: KnownApp;
    readonly redirectUri: string;
    readonly context: SignInContext;
}

/**
 * `GET /{tenant}/oauth2/v2.0/authorize`: signs the tenant's first person in at once, or the one that
 * `login_hint` names, and goes back to the client with a code
 * (https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow). Where it is
 * not known where to go back to, the error is shown on a page.
 */
export function answerAuthorize(
    request: Request,
    tenantSegment: string,
    context: SignInContext,
): Answer {
    const query = new URL(request.url).searchParams;
    const show = (error: SignInError) => errorPage(error, request, context);
    const tenant = context.directory.find(tenantSegment);
    if (tenant === undefined) return show(signInErrors.tenantNotFound(tenantSegment));
    const app = usableApp(query.get("client_id") ?? undefined, { tenant });
    if ("error" in app) return show(app);
    const redirectUri = query.get("redirect_uri");
    if (redirectUri === null) return show(signInErrors.missingParameter("redirect_uri"));
    if (!isRegistered(redirectUri, app.publicClient?.redirectUris ?? []))
        return show(signInErrors.wrongRedirect(redirectUri, app.clientId));

    const call = { request, query, tenant, app, redirectUri, context };
    const refusal = problemOf(call);
    return goBack(
        call,
        refusal === undefined ? { code: issueCode(call) } : errorFields(refusal, call),
    );
}

function problemOf({ query, tenant, app, context }: AuthorizeCall): SignInError | undefined {
    const responseType = query.get("response_type") ?? "";
    if (responseType !== "code") return signInErrors.responseTypeOff(responseType);
    const method = query.get("code_challenge_method") ?? "S256";
    if (method !== "S256") return signInErrors.challengeMethod();
    if (!query.has("code_challenge") && context.behaviour.pkce === "required")
        return signInErrors.pkceNeeded();
    const scope = query.get("scope");
    if (scope === null) return signInErrors.missingParameter("scope");
    const { audiences } = context;
    const allowed = allowedScope(scope, { app, tenantName: tenant.displayName, audiences });
    if ("error" in allowed) return allowed;
    // How a browser is told of a policy is not known [U]; the client hears of it here.
    return policyProblem(app);
}

function issueCode({ query, tenant, app, redirectUri, context }: AuthorizeCall): string {
    const { sessions, behaviour, now } = context;
    const optional = (key: "nonce" | "challenge", name: string) => {
        const value = query.get(name);
        return value === null ? {} : { [key]: value };
    };
    return sessions.addCode({
        tenantId: tenant.tenantId,
        clientId: app.clientId,
        scope: query.get("scope") ?? "",
        user: tenant.findUser(query.get("login_hint") ?? undefined),
        redirectUri,
        expires: now + behaviour.codeLifetimeSeconds * 1000,
        redeemed: false,
        ...optional("nonce", "nonce"),
        ...optional("challenge", "code_challenge"),
    });
}

function errorFields(error: SignInError, call: AuthorizeCall): Readonly<Record<string, string>> {
    const details = errorDetails(call.request, call.context);
    return {
        error: error.error,
        error_description: describeSignInError(error, details),
        error_uri: `https://login.microsoftonline.com/error?code=${error.code}`,
        ...(error.suberror === undefined ? {} : { error_subcode: error.suberror }),
    };
}

function goBack(
    { query, redirectUri }: AuthorizeCall,
    fields: Readonly<Record<string, string>>,
): Answer {
    const state = query.get("state");
    const all = { ...fields, ...(state === null ? {} : { state }) };
    const mode = query.get("response_mode") ?? "query";
    if (mode === "form_post") return formPage(redirectUri, all);
    const url = new URL(redirectUri);
    const answer = new URLSearchParams(all).toString();
    if (mode === "fragment") url.hash = answer;
    else url.search = answer;
    return {
        status: 302,
        headers: { location: url.href, "cache-control": "no-store, no-cache" },
    };
}

/** A form that sends itself, as `response_mode=form_post` has it. */
function formPage(action: string, fields: Readonly<Record<string, string>>): Answer {
    const inputs = Object.entries(fields).map(
        ([name, value]) =>
            `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
    );
    return pageAnswer(200, {
        title: "Working...",
        body:
            `<form method="POST" name="hiddenform" action="${escaped(action)}">${inputs.join("")}` +
            `<noscript><p>Script is disabled. Click Submit to continue.</p>` +
            `<input type="submit" value="Submit"></noscript></form>` +
            `<script>document.forms[0].submit()</script>`,
    });
}

function errorPage(error: SignInError, request: Request, context: SignInContext): Answer {
    const text = describeSignInError(error, errorDetails(request, context));
    return pageAnswer(400, {
        title: "Sign in to your account",
        body: `<h1>Sign in</h1><p>Sorry, but we're having trouble signing you in.</p><p>${escaped(text)}</p>`,
    });
}
