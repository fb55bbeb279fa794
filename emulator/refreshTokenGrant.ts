import { authenticateAppOfUser } from "./authenticateClient";
import type { Grant } from "./grant";
import { grantToUser } from "./grantToUser";
import { signInErrors } from "./signInErrors";

/**
 * `grant_type=refresh_token`. The answer has a new refresh token; the old one stays good
 * (https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens).
 */
export const refreshTokenGrant: Grant = (request) => {
    const { form, tenant, sessions, behaviour, now } = request;
    const app = authenticateAppOfUser(request);
    if ("error" in app) return app;
    const token = form.get("refresh_token");
    if (token === null) return signInErrors.missingParameter("refresh_token");
    const issued = sessions.findRefreshToken(token);
    if (issued === undefined) return signInErrors.malformedGrant();
    if (issued.clientId !== app.clientId || issued.tenantId !== tenant.tenantId)
        return signInErrors.foreignGrant();
    const { refreshTokenLifetimeSeconds: lasts } = behaviour;
    if (issued.issuedAt + lasts * 1000 <= now)
        return signInErrors.refreshTokenExpired(issued.issuedAt, lasts);
    return grantToUser(request, { app, issued, user: issued.user });
};
