import type { ServiceBehaviour } from "./serviceBehaviour";
import type { StoredFile } from "./store";

/** How names are compared. */
export type NameCase = ServiceBehaviour["nameCase"];

/** The file that a name means: one of exactly that name first, then one that differs in case only. */
export function findFile(
    files: readonly StoredFile[],
    fileName: string,
    options: { nameCase: NameCase },
): StoredFile | undefined {
    const exact = files.find((file) => file.fileName === fileName);
    if (exact !== undefined || options.nameCase === "sensitive") return exact;
    return files.find((file) => file.fileName.toLowerCase() === fileName.toLowerCase());
}
