/** What can be told of whatever was thrown. */
export interface ErrorLike {
    readonly message: string;
    readonly name: string;
    readonly code: string | undefined;
    /** What it came from: of several that failed alike, each. */
    readonly causes: readonly unknown[];
}

/**
 * Whatever was thrown as an error; `undefined` when it is none. Not by `instanceof`, which is false
 * for an error of another realm, and not by class, for not all that `fetch` throws are `Error`s.
 */
export function errorLike(thrown: unknown): ErrorLike | undefined {
    if (typeof thrown !== "object" || thrown === null || !("message" in thrown)) return undefined;
    const { message, name, code, cause, errors } = thrown as Record<string, unknown>;
    const several = Array.isArray(errors) && errors.length > 0 ? (errors as unknown[]) : [cause];
    return {
        message: typeof message === "string" ? message : "",
        name: typeof name === "string" ? name : "Error",
        code: typeof code === "string" ? code : undefined,
        causes: several.filter((one) => one !== undefined),
    };
}
