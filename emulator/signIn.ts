import type { Request } from "undici";

import type { Answer } from "./answer";
import { answerAuthorize } from "./authorizePage";
import { answerDeviceCode } from "./deviceCodeEndpoint";
import { answerDeviceLogin } from "./deviceLoginPage";
import { answerInstanceDiscovery, answerKeys, answerOpenIdConfiguration } from "./discovery";
import type { SignInPage } from "./route";
import type { SignInContext } from "./signInContext";
import { answerToken } from "./tokenEndpoint";

/** Answers a call of the sign-in page. */
export function answerSignIn(
    page: SignInPage,
    call: { request: Request; tenantSegment: string; context: SignInContext },
): Answer | Promise<Answer> {
    const { request, tenantSegment, context } = call;
    switch (page) {
        case "instance":
            return answerInstanceDiscovery(request);
        case "openIdConfiguration":
            return answerOpenIdConfiguration(request, tenantSegment, context);
        case "keys":
            return answerKeys(request, tenantSegment, context);
        case "token":
            return answerToken(request, tenantSegment, context);
        case "authorize":
            return answerAuthorize(request, tenantSegment, context);
        case "deviceCode":
            return answerDeviceCode(request, tenantSegment, context);
        case "deviceLogin":
            return answerDeviceLogin(request, tenantSegment, context);
    }
}
