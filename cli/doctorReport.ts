import { printable } from "../library/fileName";
import type { Check, CheckValues } from "./check";
import { secretsOf, type Subject } from "./subject";

/** What `pulumi-mde doctor --json` prints; documented in docs/doctor.md, and only ever added to. */
export interface DoctorReport {
    readonly version: 1;
    /** Whether no check has failed. */
    readonly ok: boolean;
    /** `null` for the environment alone. */
    readonly stack: string | null;
    readonly project: string | null;
    readonly checks: readonly Check[];
}

/**
 * The report, without anything that nobody may be shown.
 *
 * @param options.secrets more of that than the subject itself has: tokens.
 */
export function doctorReport(
    checks: readonly Check[],
    options: { readonly subject: Subject; readonly secrets?: readonly string[] },
): DoctorReport {
    const { subject, secrets = [] } = options;
    const shown = showable([...secretsOf(subject), ...secrets]);
    return {
        version: 1,
        ok: checks.every(({ status }) => status !== "failed"),
        stack: subject.stack?.name ?? null,
        project: subject.stack?.project ?? null,
        checks: checks.map((check) => ({
            ...check,
            found: check.found.map(shown),
            values: shownValues(check.values, shown),
        })),
    };
}

/** As Pulumi hides a stack's secrets in what it prints: those of three characters and more. */
function showable(secrets: readonly string[]): (text: string) => string {
    const hidden = [...new Set(secrets)]
        .filter((secret) => secret.length >= 3)
        // The longest first: one may be a part of another.
        .sort((one, other) => other.length - one.length);
    return (text) =>
        printable(
            hidden
                .reduce((left, secret) => left.replaceAll(secret, "[secret]"), text)
                .replaceAll(/eyJ[\w.-]{20,}/g, "[token]"),
        );
}

function shownValues(values: CheckValues, shown: (text: string) => string): CheckValues {
    const one = (value: CheckValues[string]): CheckValues[string] => {
        if (typeof value === "number") return value;
        return typeof value === "string" ? shown(value) : value.map(shown);
    };
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, one(value)]));
}
