/**
 * A step that was refused or failed. The message is complete by itself, one paragraph: what
 * happened, to which file, in which tenant, what was not done, what to do now.
 */
export class StepError extends Error {
    override name = "StepError";
}

/** A file of that name is there, and this stack has not made it. */
export class UnownedFileError extends StepError {
    override name = "UnownedFileError" as const;
}

/** Somebody changed the file outside Pulumi, and the API cannot give its content back. */
export class DriftError extends StepError {
    override name = "DriftError" as const;
}

/** The file changed, or went, after the program hashed it. */
export class ContentChangedError extends StepError {
    override name = "ContentChangedError" as const;
}

/** State and configuration do not name the same tenant and cloud. */
export class TenantPinError extends StepError {
    override name = "TenantPinError" as const;
}

/** The list cannot be trusted for what was to be concluded from it. */
export class ListMissingError extends StepError {
    override name = "ListMissingError" as const;
}

/** A list that was not found says nothing: an error for whoever would conclude that a file is gone. */
export function listMissing(
    { tenantId }: { readonly tenantId: string },
    fileName: string,
    done: string,
): ListMissingError {
    return new ListMissingError(
        `${fileName} was not ${done}: the library of tenant ${tenantId} answered 404 to the list, ` +
            `which does not say that the file is gone. Try again later; if it stays so, check in ` +
            `the portal that live response is turned on in this tenant.`,
    );
}

/** The state cannot be understood. */
export class StateError extends StepError {
    override name = "StateError" as const;
}

/** The configuration cannot be used. */
export class ConfigurationError extends StepError {
    override name = "ConfigurationError" as const;
}

/**
 * The service took an upload and does not show it: the state must remember it, and the next `up`
 * mends it.
 */
export class PartialError extends StepError {
    override name = "PartialError" as const;

    constructor(
        message: string,
        /** What the state is to keep. */
        readonly outs: object,
        options?: ErrorOptions,
    ) {
        super(message, options);
    }
}
