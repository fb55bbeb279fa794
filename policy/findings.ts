import { quoteName } from "../library/fileName";
import { ContentUnavailableError, type CheckedFile, type Claim, type Finding } from "./claim";

/**
 * All that a claim finds wrong with a file. Content that cannot be had is a finding: what nobody has
 * read may be anything.
 */
export async function findingsOf<Configuration extends object>(
    claim: Claim<Configuration>,
    file: CheckedFile,
    configuration: Configuration,
): Promise<readonly Finding[]> {
    try {
        return await claim.check(file, configuration);
    } catch (error) {
        if (!(error instanceof ContentUnavailableError)) throw error;
        return [
            {
                message: `was not checked, for its content cannot be had: ${error.why}`,
                mend: "Leave the file as it is while Pulumi runs, and run it again.",
            },
        ];
    }
}

/** A finding as one paragraph: which file, where, what is wrong and how to mend it. */
export function findingText(
    file: Pick<CheckedFile, "fileName" | "source">,
    { message, mend, line, column }: Finding,
): string {
    const place = [file.source ?? "", line, column].filter((part) => part !== undefined).join(":");
    const where = place === "" ? "" : ` (${place.replace(/^:/, "line ")})`;
    return `${quoteName(file.fileName)}${where} ${message}. ${mend}`;
}
