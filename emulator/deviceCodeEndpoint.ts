import type { Request } from "undici";

import { jsonAnswer, type Answer } from "./answer";
import { usableApp } from "./authenticateClient";
import { readLimited } from "./readLimited";
import { refuseSignIn, type SignInContext } from "./signInContext";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

/**
 * `POST /{tenant}/oauth2/v2.0/devicecode`:
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code.
 */
export async function answerDeviceCode(
    request: Request,
    tenantSegment: string,
    context: SignInContext,
): Promise<Answer> {
    const { directory, sessions, behaviour, now } = context;
    const refuse = (error: SignInError) => refuseSignIn(error, request, context);
    const body = await readLimited(request, 64 * 1024);
    if (body === undefined) return refuse(signInErrors.malformed());
    const form = new URLSearchParams(body.toString("utf8"));
    const tenant = directory.find(tenantSegment);
    if (tenant === undefined) return refuse(signInErrors.tenantNotFound(tenantSegment));
    const app = usableApp(form.get("client_id") ?? undefined, { tenant });
    if ("error" in app) return refuse(app);
    const scope = form.get("scope");
    if (scope === null) return refuse(signInErrors.missingParameter("scope"));

    const { deviceCode, userCode } = sessions.addDeviceCode({
        tenantId: tenant.tenantId,
        clientId: app.clientId,
        scope,
        expires: now + behaviour.deviceCodeLifetimeSeconds * 1000,
        answer: behaviour.deviceCode === "approvedAtOnce" ? tenant.findUser() : "pending",
    });
    const page = `${new URL(request.url).origin}/${tenant.tenantId}/devicelogin`;
    return jsonAnswer(
        200,
        {
            user_code: userCode,
            device_code: deviceCode,
            verification_uri: page,
            expires_in: behaviour.deviceCodeLifetimeSeconds,
            interval: behaviour.deviceCodeIntervalSeconds,
            message:
                `To sign in, use a web browser to open the page ${page} and enter the code ` +
                `${userCode} to authenticate.`,
        },
        "application/json; charset=utf-8",
    );
}
