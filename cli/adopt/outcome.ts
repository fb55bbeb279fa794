import type { ObjectPin } from "./importFile";
import type { PulumiCommand } from "./pulumiCommand";

/** What was written, and what is to be run next. */
export interface AdoptionOutcome {
    /** Whether files were to be written at all. */
    readonly dryRun: boolean;
    /** Why whose the files are is not known; `undefined` where it is. */
    readonly ownersUnknown: string | undefined;
    readonly stack: string | undefined;
    /** The component's name, where it is known. */
    readonly library: string | undefined;
    /** The folder as the program names it. */
    readonly pathInProgram: string;
    /** The file for `pulumi import`; `undefined` where none was asked for or nothing is to be imported. */
    readonly importFile: string | undefined;
    /** Files that are the same and not in it: the stack's state has a resource of that name. */
    readonly notImported: readonly string[];
    /** The provider objects that the stack's state knows: the Library may have one. */
    readonly objectPins: readonly ObjectPin[];
    readonly command: PulumiCommand;
}
