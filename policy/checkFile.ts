import type { CheckedFile, Finding } from "./claim";
import { exemptionFor, type Exemption } from "./exemptions";
import { findingsOf } from "./findings";
import { lacksMandatoryKeys } from "./mandatoryKeys";
import type { ConfiguredPack } from "./packConfiguration";

/** What a policy finds wrong with a file, at the level that counts. */
export interface PolicyFinding extends Finding {
    /** The policy's name. */
    readonly policy: string;
    readonly level: "mandatory" | "advisory";
    /** By which it is an advisory. */
    readonly exemption: Exemption | undefined;
}

/**
 * All that a pack finds wrong with a file, where there is no stack: as `policyOf` and
 * `withExemptions` report it, one finding for each violation. Claims that need more than the file are
 * passed over.
 */
export async function checkFile(
    file: CheckedFile,
    { claims, exemptions }: Pick<ConfiguredPack, "claims" | "exemptions">,
): Promise<readonly PolicyFinding[]> {
    const all: PolicyFinding[] = [];
    for (const { claim, level, configuration } of claims) {
        if (level === "disabled" || claim.needs !== undefined) continue;
        const { name: policy } = claim;
        const exemption = exemptionFor(exemptions, policy, file);
        const found = await findingsOf(claim, file, configuration);
        const unsaid = lacksMandatoryKeys(claim, configuration);
        for (const finding of found) {
            const lowered = exemption !== undefined || unsaid || finding.advisory === true;
            all.push({ ...finding, policy, level: lowered ? "advisory" : level, exemption });
        }
        if (found.length === 0 && exemption !== undefined)
            all.push({ ...NOTHING_WRONG, policy, level: "advisory", exemption });
    }
    return all;
}

const NOTHING_WRONG: Finding = {
    message: "has nothing wrong any more",
    mend: "Remove its exemption.",
};
