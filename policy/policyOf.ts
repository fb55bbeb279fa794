import { fileType } from "../sdk/fileType";
import { checkedFile } from "./checkedFile";
import type { Claim } from "./claim";
import { propertiesOf, readConfiguration } from "./configuration";
import { contentReader, type ReadContent } from "./contentReader";
import { findingText } from "./findings";
import { lacksMandatoryKeys, mandatoryKeysProblem } from "./mandatoryKeys";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "./pulumiPolicy";
import { rememberedFindings } from "./rememberedFindings";
import { reportAt } from "./reportAt";

/** The resource that each stack has once, before all others: what concerns no file is told of it. */
export const stackType = "pulumi:pulumi:Stack";

const readContent = contentReader();
const findingsOf = rememberedFindings();

/**
 * The policy of a claim: it looks at each `LibraryFile` that a program registers, in a preview and
 * before anything is written.
 *
 * A wrong configuration is a violation of the stack, at the level `mandatory`, and the files are not
 * checked then. Of a value that a preview does not know yet Pulumi says that the policy could not run.
 *
 * @param options.read gives the contents. Default: this user's content index.
 */
export function policyOf<Configuration extends object>(
    claim: Claim<Configuration>,
    options: { read?: ReadContent } = {},
): ResourceValidationPolicy {
    const { read = readContent } = options;
    const { name, description } = claim;
    const usual = usualLevel(claim);
    return {
        name,
        description,
        ...usual.properties,
        configSchema: { properties: propertiesOf(claim.configuration) },
        validateResource: async (args, report) => {
            requireTypes(args, [fileType, stackType]);
            const told = readConfiguration(claim, args.getConfig<object>());
            if ("problems" in told) {
                for (const message of problemsFor(args, name, told.problems))
                    reportAt(report, "mandatory", { message, description });
                return;
            }
            const unsaid = lacksMandatoryKeys(claim, told.configuration);
            if (args.type === stackType) {
                // At the policy's level: one that somebody has lowered to advisory stops nobody.
                if (unsaid && !usual.holds()) report(mandatoryKeysProblem(claim));
                return;
            }
            const file = checkedFile(args, read);
            for (const finding of await findingsOf(claim, file, told.configuration)) {
                const message = findingText(file, finding);
                if (finding.advisory === true || (unsaid && usual.holds()))
                    reportAt(report, "advisory", { message, description });
                else report(message);
            }
        },
    };
}

/**
 * The level of a claim where nobody has set another, and whether that is so.
 *
 * Pulumi tells a policy no level, and whose it is even less. Where a claim is to know
 * (`Claim.mandatoryWith`) its level is `remediate`, which says nothing where somebody sets it for what mends nothing: to
 * Pulumi what is found then is mandatory, and before anything is validated it asks for a remedy, of
 * those alone that have this level (`makeRemediateRpcFun` of the `server.js` of `@pulumi/policy`, and
 * the two passes of the engine's `step_generator.go`). Where an engine never asked for one, the claim
 * would be held for one that somebody has set, and what it finds is mandatory.
 */
function usualLevel({ level, mandatoryWith }: Pick<Claim, "level" | "mandatoryWith">): {
    readonly properties: Pick<ResourceValidationPolicy, "enforcementLevel" | "remediateResource">;
    readonly holds: () => boolean;
} {
    if (mandatoryWith === undefined || level !== "mandatory")
        return { properties: { enforcementLevel: level }, holds: () => true };
    let asked = false;
    const remediateResource = () => {
        asked = true;
    };
    return {
        properties: { enforcementLevel: "remediate", remediateResource },
        holds: () => asked,
    };
}

/** Ends the policy for a resource of another type. */
export function requireTypes(args: ResourceValidationArgs, types: readonly string[]): void {
    if (!types.includes(args.type)) args.notApplicable("The policy is for files of the library.");
}

/** All of them for the stack, and one line for each file, which they leave unchecked. */
function problemsFor(
    args: ResourceValidationArgs,
    name: string,
    problems: readonly string[],
): readonly string[] {
    if (args.type === stackType) return problems;
    return [
        `It was not checked, for the configuration of ${name} is wrong: see the stack's violation.`,
    ];
}
