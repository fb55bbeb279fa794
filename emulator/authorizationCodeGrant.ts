import { createHash } from "node:crypto";

import { authenticateAppOfUser } from "./authenticateClient";
import type { Grant } from "./grant";
import { grantToUser } from "./grantToUser";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";
import type { IssuedCode } from "./signInSessions";

/**
 * `grant_type=authorization_code`, with PKCE:
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow.
 */
export const authorizationCodeGrant: Grant = (request) => {
    const { form, tenant, sessions, now } = request;
    const app = authenticateAppOfUser(request);
    if ("error" in app) return app;
    const code = form.get("code");
    if (code === null) return signInErrors.missingParameter("code");
    const issued = sessions.findCode(code);
    if (issued === undefined) return signInErrors.malformedGrant();
    if (issued.clientId !== app.clientId || issued.tenantId !== tenant.tenantId)
        return signInErrors.foreignGrant();
    if (issued.redeemed) return signInErrors.codeRedeemed();
    if (issued.expires <= now) return signInErrors.codeExpired();
    const redirectUri = form.get("redirect_uri") ?? "";
    if (redirectUri !== issued.redirectUri)
        return signInErrors.otherRedirect(redirectUri, issued.redirectUri);
    const wrong = verifierProblem(form.get("code_verifier"), issued);
    if (wrong !== undefined) return wrong;
    const granted = grantToUser(request, { app, issued, user: issued.user });
    if (!("error" in granted)) issued.redeemed = true;
    return granted;
};

function verifierProblem(
    verifier: string | null,
    { challenge }: IssuedCode,
): SignInError | undefined {
    if (challenge === undefined) return undefined;
    const given = createHash("sha256")
        .update(verifier ?? "")
        .digest("base64url");
    return given === challenge ? undefined : signInErrors.wrongVerifier();
}
