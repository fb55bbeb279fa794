import type { LiveFile } from "../library/liveFile";
import type { ServiceWords } from "./errorText";

/** What is known about an error of this room. */
export interface DefenderErrorDetails extends ServiceWords {
    /** The whole paragraph for the reader. */
    readonly text: string;
    readonly tenantId: string;
    readonly fileName?: string | undefined;
    readonly cause?: unknown;
}

/**
 * Whatever went wrong between us and a tenant's live response library. The message is one
 * paragraph: what happened, to which file, in which tenant, what was not done, what to do now.
 */
export class DefenderError extends Error {
    override name: string = "DefenderError";
    /** The HTTP status, where there was an answer. */
    readonly status: number | undefined;
    /** The service's code, such as `Forbidden` or `AADSTS7000215`. */
    readonly code: string | undefined;
    /** The service's own words, cleaned and cut. */
    readonly serviceMessage: string | undefined;
    /** The id under which Microsoft can look the call up. */
    readonly requestId: string | undefined;
    readonly tenantId: string;
    readonly fileName: string | undefined;

    constructor(details: DefenderErrorDetails) {
        super(details.text, details.cause === undefined ? {} : { cause: details.cause });
        this.status = details.status;
        this.code = details.code;
        this.serviceMessage = details.message;
        this.requestId = details.requestId;
        this.tenantId = details.tenantId;
        this.fileName = details.fileName;
    }
}

/** The application or person may not manage the library: `Library.Manage` is missing. */
export class PermissionError extends DefenderError {
    override name = "PermissionError" as const;
}

/** The token is for another resource than the Defender API. */
export class AudienceError extends DefenderError {
    override name = "AudienceError" as const;
}

/** There is no token to be had; `code` is the AADSTS code where Entra ID gave one. */
export class SignInError extends DefenderError {
    override name = "SignInError" as const;
}

/** The token is of another tenant than the configured one. */
export class TenantMismatchError extends DefenderError {
    override name = "TenantMismatchError" as const;
    /** The tenant that the token is of. */
    readonly tokenTenantId: string;

    constructor(details: DefenderErrorDetails & { readonly tokenTenantId: string }) {
        super(details);
        this.tokenTenantId = details.tokenTenantId;
    }
}

/** The service went on asking to wait (429) until the attempts were used up. */
export class ThrottledError extends DefenderError {
    override name = "ThrottledError" as const;
}

/** A file of that name is there, and the upload was not to replace it. */
export class FileExistsError extends DefenderError {
    override name = "FileExistsError" as const;
    /** The file that is there, where a list shows it. */
    readonly live: LiveFile | undefined;

    constructor(details: DefenderErrorDetails & { readonly live?: LiveFile | undefined }) {
        super(details);
        this.live = details.live;
    }
}

/** The service took an upload, but does not report the file with the digest that was sent. */
export class UnverifiedError extends DefenderError {
    override name = "UnverifiedError" as const;
    /** The service's answer was a success: the file may well be there. */
    readonly accepted = true;
    /** What the service reports under that name instead, where it reports anything. */
    readonly live: LiveFile | undefined;
    /** What the upload's own answer reported: our upload, changed on its way. */
    readonly ownAnswer: LiveFile | undefined;

    constructor(
        details: DefenderErrorDetails & {
            readonly live?: LiveFile | undefined;
            readonly ownAnswer?: LiveFile | undefined;
        },
    ) {
        super(details);
        this.live = details.live;
        this.ownAnswer = details.ownAnswer;
    }
}

/** Whether an upload was stored is not known, and the list did not settle it. */
export class UnknownOutcomeError extends DefenderError {
    override name = "UnknownOutcomeError" as const;
}

/** There was no answer, or it broke off: name not found, refused, reset, TLS, timeout. */
export class NetworkError extends DefenderError {
    override name = "NetworkError" as const;
}

/** The service refused the call (4xx) for a reason that no other class stands for. */
export class RefusedError extends DefenderError {
    override name = "RefusedError" as const;
}

/** The service failed (408, 5xx) until the attempts were used up. */
export class ServiceFailedError extends DefenderError {
    override name = "ServiceFailedError" as const;
}

/** The answer is none that the API documents: a redirect, no JSON, wrong types, too large. */
export class UnexpectedAnswerError extends DefenderError {
    override name = "UnexpectedAnswerError" as const;
}

/** The name cannot be sent as it is: the service would store or delete another one. */
export class FileNameError extends DefenderError {
    override name = "FileNameError" as const;
}
