import type { DescribedFile } from "../library/describedFolder";
import { quoteName } from "../library/fileName";
import type { FolderFinding } from "./folderFinding";

/** The rule under which that is told: no policy, for nothing lowers it, switches it off or exempts from it. */
export const uploadLimitName = "mde-upload-limit";

/** What `mde-upload-limit` checks. */
export const uploadLimitDescription =
    "Checks that no file is larger than an upload may be: `pulumi up` refuses it, with or without policies.";

/** What a `Library` refuses for its size, whatever the policies say. */
export function uploadLimitFindings(
    { fileName, path, facts: { size } }: DescribedFile<{ readonly size: number }>,
    maxBytes: number,
): FolderFinding[] {
    if (size <= maxBytes) return [];
    const [has, may] = [size, maxBytes].map((bytes) => bytes.toLocaleString("en"));
    return [
        {
            policy: uploadLimitName,
            level: "mandatory",
            fileName,
            path,
            line: undefined,
            column: undefined,
            endColumn: undefined,
            message: `${quoteName(fileName)} has ${has} bytes, and an upload may have ${may}: pulumi up refuses it.`,
            mend:
                "Make it smaller, or leave it out with exclude. Where the stack has another " +
                "mde:maxUploadBytes, give that with --max-upload-bytes.",
            exemption: undefined,
        },
    ];
}
