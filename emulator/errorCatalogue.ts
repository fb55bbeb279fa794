/** An error of the Defender API, before it has its message's details and its `target`. */
export interface ApiError {
    readonly status: number;
    readonly code: string;
    readonly message: string;
}

/**
 * The documented errors that these calls can meet: "Common REST API error codes",
 * https://learn.microsoft.com/en-us/defender-endpoint/api/common-errors. Messages are the page's,
 * "free text that can be changed"; which error answers what is the emulator's behaviour.
 */
export const apiErrors = {
    badRequest: { status: 400, code: "BadRequest", message: "Bad Request." },
    odataError: { status: 400, code: "ODataError", message: "Invalid OData URI query." },
    invalidInput: { status: 400, code: "InvalidInput", message: "Invalid input." },
    invalidRequestBody: {
        status: 400,
        code: "InvalidRequestBody",
        message: "Request body is incorrect",
    },
    missingRequiredParameter: {
        status: 400,
        code: "MissingRequiredParameter",
        message: "A required parameter is missing.",
    },
    unauthorized: {
        status: 401,
        code: "Unauthorized",
        message: "Unauthorized (invalid or expired authorization header).",
    },
    forbidden: {
        status: 403,
        code: "Forbidden",
        message: "Forbidden (valid token but insufficient permission for the action).",
    },
    disabledFeature: {
        status: 403,
        code: "DisabledFeature",
        message: "Tenant feature isn't enabled.",
    },
    notFound: { status: 404, code: "NotFound", message: "Not Found." },
    resourceNotFound: {
        status: 404,
        code: "ResourceNotFound",
        message: "Resource wasn't found.",
    },
    tooManyRequests: {
        status: 429,
        code: "TooManyRequests",
        message: "Response represents reaching quota limit either by number of requests or by CPU.",
    },
    internalServerError: { status: 500, code: "InternalServerError", message: "" },
    // Not on the page: what the alternatives of the emulator's options answer.
    conflict: { status: 409, code: "Conflict", message: "Conflict." },
    payloadTooLarge: { status: 413, code: "RequestEntityTooLarge", message: "Too large." },
} as const satisfies Record<string, ApiError>;

/** The same error with the message that a case calls for. */
export function saying(error: ApiError, message: string): ApiError {
    return { ...error, message };
}

/**
 * The message of a real 403 for a missing app role, with this API's role in it
 * (MicrosoftDocs/microsoft-365-docs#6053 shows it for another API of the family).
 */
export const missingRoleMessage =
    "The application does not have any of the required application permissions (Library.Manage) " +
    "to access the resource.";
