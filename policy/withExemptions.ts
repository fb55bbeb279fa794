import { fileType } from "../sdk/fileType";
import {
    exemptionFor,
    exemptionProperties,
    exemptionText,
    readExemptions,
    type Exemption,
} from "./exemptions";
import { requireTypes, stackType } from "./policyOf";
import type {
    Policies,
    ReportViolation,
    ResourceValidation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
} from "./pulumiPolicy";
import { reportAt } from "./reportAt";

/** The policy under which exemptions are configured. */
export const exemptionsName = "mde-exemptions";

/** What `mde-exemptions` checks. */
export const exemptionsDescription = "Checks that each exemption is complete and not over.";

/**
 * Lets files be exempted from these policies, for a reason, by an owner and until a day: the
 * policies, with `mde-exemptions` before them, under which the exemptions are configured.
 *
 * What an exempted policy finds is advisory, with the exemption's reason, each time. An exemption
 * that is incomplete, that nobody knows or that is over is a violation of `mde-exemptions`, and
 * exempts nobody. Where `mde-exemptions` is disabled there are no exemptions.
 *
 * The policies may be anybody's: those that look at single resources can be exempted from.
 *
 * @param options.now the time, for the day (of UTC).
 */
export function withExemptions(policies: Policies, options: { now?: () => Date } = {}): Policies {
    const { now = () => new Date() } = options;
    const names = policies.map(({ name }) => name);
    // A policy is told its own configuration alone. This one comes first for each resource, and
    // tells the others: the list is the same for the whole run.
    let inForce: readonly Exemption[] = [];

    const exemptions: ResourceValidationPolicy = {
        name: exemptionsName,
        description: exemptionsDescription,
        enforcementLevel: "mandatory",
        configSchema: { properties: exemptionProperties },
        validateResource: (args, report) => {
            requireTypes(args, [fileType, stackType]);
            const today = now().toISOString().slice(0, "2027-01-31".length);
            const read = readExemptions(args.getConfig(), { policies: names, today });
            ({ inForce } = read);
            if (args.type === stackType) for (const problem of read.problems) report(problem);
        },
    };

    return [
        exemptions,
        ...policies.map((policy) => {
            const { validateResource } = policy as ResourceValidationPolicy;
            if (validateResource === undefined) return policy;
            const exempted = (validation: ResourceValidation) =>
                exempting({
                    validation,
                    description: policy.description,
                    alone: validation === validateResource,
                    find: (args) => exemptionFor(inForce, policy.name, factsOf(args)),
                });
            return {
                ...policy,
                validateResource: Array.isArray(validateResource)
                    ? validateResource.map(exempted)
                    : exempted(validateResource),
            };
        }),
    ];
}

function exempting({
    validation,
    description,
    alone,
    find,
}: {
    readonly validation: ResourceValidation;
    readonly description: string;
    /** It is all that the policy does: where it finds nothing, nothing is wrong. */
    readonly alone: boolean;
    readonly find: (args: ResourceValidationArgs) => Exemption | undefined;
}): ResourceValidation {
    const validate: ResourceValidation = async (args, report) => {
        const exemption = args.type === fileType ? find(args) : undefined;
        if (exemption === undefined) return validation(args, report);
        const advise = (message: string) => {
            const text = `${message}\n${exemptionText(exemption)}`;
            reportAt(report, "advisory", { message: text, description });
        };
        let found = 0;
        const lowered: ReportViolation = (message: unknown) => {
            found++;
            advise(String(message));
        };
        await validation(args, lowered);
        if (found === 0 && alone)
            advise(`"${args.name}" has nothing wrong any more: remove its exemption.`);
    };
    // `validateResourceOfType` leaves the type that it is for here.
    return Object.assign(validate, validation);
}

/** What an exemption goes by, as far as a preview knows it; what it does not is exempted from nothing. */
function factsOf({ props }: ResourceValidationArgs) {
    return { fileName: known(props, "fileName"), sha256: known(props, "sha256") };
}

function known(props: ResourceValidationArgs["props"], name: string): string | undefined {
    try {
        const value: unknown = props[name];
        return typeof value === "string" ? value : undefined;
    } catch {
        return undefined;
    }
}
