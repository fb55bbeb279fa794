import * as z from "zod";

import { BrokenCallError } from "./brokenCallError";
import type { Answer } from "./call";
import { networkHelp } from "./answerError";
import { NetworkError, SignInError } from "./errors";
import { causesOf, errorText, inBrackets } from "./errorText";

/** The usual AADSTS codes, each with what to do; the pages: "Microsoft Entra error codes". */
const help: Readonly<Record<number, string>> = {
    7000215:
        "The client secret is wrong: set the secret's value (not its id) with " +
        '"pulumi config set --secret mde:clientSecret".',
    7000222:
        "The client secret has expired: make a new one (Entra admin center, App registrations, " +
        "Certificates & secrets) and set it.",
    700016:
        "The application is not known in this tenant: check mde:clientId and mde:tenantId, and " +
        "that an administrator of the tenant has consented to the application.",
    90002: "There is no such tenant in this cloud: check mde:tenantId and mde:cloud.",
    900023: "There is no such tenant in this cloud: check mde:tenantId and mde:cloud.",
    65001:
        "Nobody has consented to the application: an administrator of the tenant must grant " +
        "consent to its permissions.",
    500011:
        "The tenant does not know the API that the scope names: check mde:scope and mde:cloud; " +
        "Defender for Endpoint must have been set up in the tenant.",
    1002012: "The scope must end in /.default: check mde:scope.",
    70011: "The scope is not valid: check mde:scope, which must end in /.default.",
    7000112: "The application is disabled: an administrator must enable it in Entra ID.",
    7000218:
        "The sign-in asks for a secret or certificate, and none was sent: check mde:clientSecret.",
    70021:
        "No federated credential of the application matches the token: compare issuer, subject " +
        "and audience in Entra admin center, App registrations, Certificates & secrets.",
    700211: "No federated credential has this token's issuer: compare it with the application's.",
    700212: "No federated credential has this token's audience: compare it with the application's.",
    700213: "No federated credential has this token's subject: compare it with the application's.",
    700024: "The client assertion is too old or too new: check this machine's clock.",
    700027: "The certificate is not registered with the application, or not the registered one.",
    53003:
        "A conditional access policy blocks the sign-in: let an administrator look it up in the " +
        "tenant's sign-in logs.",
    530003:
        "A conditional access policy asks for a managed device: let an administrator look it up " +
        "in the tenant's sign-in logs.",
};

const optionalText = z.string().optional().catch(undefined);

const errorBody = z.object({
    error: optionalText,
    error_description: optionalText,
    error_codes: z.array(z.number()).catch([]),
    correlation_id: optionalText,
    trace_id: optionalText,
});

/** What is known when signing in has failed. */
export interface SignInFailure {
    readonly tenantId: string;
    readonly clientId: string;
    readonly authorityUrl: string;
    /** Values that must not be shown, should a service repeat them. */
    readonly secrets: readonly string[];
    /** MSAL's own error. */
    readonly error: unknown;
    /** What went wrong on the network, which MSAL does not tell. */
    readonly failure: Answer | BrokenCallError | undefined;
}

/** The error for a sign-in that gave no token. */
export function signInError(details: SignInFailure): SignInError | NetworkError {
    const { tenantId, clientId, authorityUrl, failure, secrets } = details;
    const what =
        `Nothing was done in tenant ${tenantId}: signing in as application ${clientId} at ` +
        `${authorityUrl} failed`;

    if (failure instanceof BrokenCallError) {
        const text =
            `${what}, for there was no answer${failure.mayPass ? ", in several attempts" : ""} ` +
            `(${causesOf(failure.cause)}). ${networkHelp(failure)}`;
        return new NetworkError({ tenantId, text, cause: failure.cause });
    }
    if (failure === undefined) {
        const text = `${what} (${errorText(causesOf(details.error), secrets)}).`;
        return new SignInError({ tenantId, text });
    }
    const body = errorBody.safeParse(failure.json).data;
    const number = body?.error_codes[0];
    const words = {
        status: failure.status,
        code: number === undefined ? body?.error : `AADSTS${number}`,
        message: cleaned(body?.error_description, secrets),
        requestId: cleaned(body?.trace_id ?? body?.correlation_id, secrets),
    };
    const advice = number === undefined ? undefined : help[number];
    const otherwise =
        failure.json === undefined
            ? "The answer is none of a sign-in's: check mde:authorityUrl, or what answers in its place."
            : "Check mde:tenantId, mde:clientId, mde:clientSecret and mde:cloud.";
    return new SignInError({
        ...words,
        tenantId,
        text: `${what}${inBrackets(words)}. ${advice ?? otherwise}`,
    });
}

/** The description's first line: the others repeat ids and the time. */
function cleaned(text: string | undefined, secrets: readonly string[]): string | undefined {
    const [first] = (text ?? "").split(/[\r\n]/);
    return first === undefined || first === "" ? undefined : errorText(first, secrets);
}
