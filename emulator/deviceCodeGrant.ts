import { authenticateAppOfUser } from "./authenticateClient";
import type { Grant } from "./grant";
import { grantToUser } from "./grantToUser";
import { signInErrors } from "./signInErrors";

/**
 * `grant_type=urn:ietf:params:oauth:grant-type:device_code`:
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code.
 */
export const deviceCodeGrant: Grant = (request) => {
    const { form, tenant, sessions, now } = request;
    const app = authenticateAppOfUser(request);
    if ("error" in app) return app;
    const code = form.get("device_code");
    if (code === null) return signInErrors.missingParameter("device_code");
    const issued = sessions.findDeviceCode(code);
    if (issued === undefined || issued.answer === "redeemed")
        return signInErrors.unknownDeviceCode();
    if (issued.clientId !== app.clientId || issued.tenantId !== tenant.tenantId)
        return signInErrors.foreignGrant();
    if (issued.expires <= now) return signInErrors.deviceCodeExpired();
    if (issued.answer === "declined") return signInErrors.authorizationDeclined();
    if (issued.answer === "pending") return signInErrors.authorizationPending();
    const granted = grantToUser(request, { app, issued, user: issued.answer });
    if (!("error" in granted)) issued.answer = "redeemed";
    return granted;
};
