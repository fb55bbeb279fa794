/** What the doctor looks at, in this order. */
export const checkNames = [
    "configuration",
    "cloud",
    "api",
    "authority",
    "scope",
    "tenant",
    "sign-in",
    "token",
    "clock",
    "pin",
    "audience",
    "permission",
    "library",
] as const;
/** One of the doctor's checks. */
export type CheckName = (typeof checkNames)[number];

/** How a check came out; `not reached` when one before it failed. */
export type CheckStatus = "ok" | "warning" | "failed" | "not reached";

/** What was found, for a program to read. */
export type CheckValues = Readonly<Record<string, string | number | readonly string[]>>;

/** One check. */
export interface Check {
    readonly check: CheckName;
    readonly status: CheckStatus;
    /** What was found, for a person; several things that are wrong are several texts. */
    readonly found: readonly string[];
    readonly values: CheckValues;
}

/** All is well. */
export function ok(check: CheckName, found: string, values: CheckValues = {}): Check {
    return { check, status: "ok", found: [found], values };
}

/** Something that a person should know. */
export function warning(check: CheckName, found: string, values: CheckValues = {}): Check {
    return { check, status: "warning", found: [found], values };
}

/** Something that must be mended. */
export function failed(
    check: CheckName,
    found: string | readonly string[],
    values: CheckValues = {},
): Check {
    return { check, status: "failed", found: [found].flat(), values };
}

/** Every check once, in the usual order; those that are not there were not reached. */
export function completed(checks: readonly Check[]): Check[] {
    return checkNames.map(
        (check) =>
            checks.find((one) => one.check === check) ?? {
                check,
                status: "not reached",
                found: [],
                values: {},
            },
    );
}
