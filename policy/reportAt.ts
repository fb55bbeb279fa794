import type { EnforcementLevel, ReportViolation } from "./pulumiPolicy";

/**
 * Reports a violation at a level of its own, whatever the policy's is.
 *
 * `@pulumi/policy` takes an object for that from 1.20 on (`makeReportViolationFun` of its
 * `server.js`), and does not declare it. An older one takes the text for the message and the policy's
 * own level.
 */
export function reportAt(
    report: ReportViolation,
    level: EnforcementLevel,
    violation: { readonly message: string; readonly description: string },
): void {
    const { message, description } = violation;
    const given = {
        message: `${description}\n${message}`,
        description,
        enforcementLevel: level,
        toString: () => message,
    };
    report(given as unknown as string);
}
