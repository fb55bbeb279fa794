import { sha256Of } from "../../library/digest";
import type { CheckedFile, Claim, Finding } from "../../policy/claim";
import { Content } from "../../policy/content";
import { findingsOf } from "../../policy/findings";

/** A file with nothing wrong, but for what is given. */
export function fileWith(
    given: Partial<Omit<CheckedFile, "content">> & { content?: string | Uint8Array } = {},
): CheckedFile {
    const { content = "Get-Process\r\n", ...others } = given;
    const bytes = Buffer.from(content as string);
    return {
        fileName: "Get.ps1",
        sha256: sha256Of(bytes),
        size: bytes.length,
        source: "scripts/Get.ps1",
        description: "Gets the processes",
        parametersDescription: "",
        hasParameters: false,
        tenantId: "11112222-3333-4444-8555-666677778888",
        cloud: "commercial",
        stack: "dev",
        ...others,
        content: () => Promise.resolve(new Content(bytes)),
    };
}

/** What a claim finds, with its configuration read as from a user. */
export async function found<Configuration extends object>(
    claim: Claim<Configuration>,
    file: CheckedFile,
    configuration: object = {},
): Promise<readonly Finding[]> {
    return findingsOf(claim, file, claim.configuration.parse(configuration));
}

/** The messages of what a claim finds. */
export async function messages<Configuration extends object>(
    claim: Claim<Configuration>,
    file: CheckedFile,
    configuration: object = {},
): Promise<readonly string[]> {
    return (await found(claim, file, configuration)).map(({ message }) => message);
}
