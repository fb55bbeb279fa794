import { quoteName } from "../library/fileName";
import { ContentUnavailableError, type CheckedFile, type Claim, type Finding } from "./claim";

/**
 * All that a claim finds wrong with a file. Content that cannot be had is a finding, and so is one that
 * a claim has no room for: what nobody has read may be anything.
 */
export async function findingsOf<Configuration extends object>(
    claim: Claim<Configuration>,
    file: CheckedFile,
    configuration: Configuration,
): Promise<readonly Finding[]> {
    try {
        return await claim.check(file, configuration);
    } catch (error) {
        if (error instanceof RangeError) return [TOO_MUCH];
        if (!(error instanceof ContentUnavailableError)) throw error;
        return [
            {
                message: `was not checked, for its content cannot be had: ${error.why}`,
                mend: "Leave the file as it is while Pulumi runs, and run it again.",
            },
        ];
    }
}

/** What a regular expression has no room for: no file is to end the look at all others, or to pass. */
const TOO_MUCH: Finding = {
    message: "could not be checked: it is too large or too deep for this policy",
    mend: "Make it smaller, or exempt it from the policy once somebody has read it.",
};

/** A finding as one paragraph: which file, where, what is wrong and how to mend it. */
export function findingText(
    file: Pick<CheckedFile, "fileName" | "source">,
    { message, mend, line, column }: Finding,
): string {
    const place = [file.source ?? "", line, column].filter((part) => part !== undefined).join(":");
    const where = place === "" ? "" : ` (${place.replace(/^:/, "line ")})`;
    return `${quoteName(file.fileName)}${where} ${message}. ${mend}`;
}
