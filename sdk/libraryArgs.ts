import type { LibraryFileOptions } from "./libraryFileArgs";
import type { UnmanagedMode } from "./unmanaged";
import { promotionArgNames, type PromotionArgs } from "./promotionArgs";

/** The arguments of a `Library`. */
export interface LibraryArgs extends PromotionArgs {
    /** A folder, relative to the program's own. */
    readonly path: string;
    /**
     * Globs of the files that belong to the library, relative to `path`.
     *
     * @default all files but dot files and the sidecar `library.yaml`
     */
    readonly include?: readonly string[];
    /** Globs of files that do not. */
    readonly exclude?: readonly string[];
    /**
     * Texts and options by file name: they win over the sidecar, which wins over the script's own
     * help.
     */
    readonly files?: Readonly<Record<string, LibraryFileOptions>>;
    /**
     * What becomes of files that are live in the tenant and belong to nobody: that nothing in this
     * program has, and that no stack has marked. `warn` tells them, in a preview too, at the cost of one
     * list; `fail` stops before any file of this `Library` is registered.
     *
     * @default "ignore"
     */
    readonly unmanaged?: UnmanagedMode | undefined;
}

/** The names of all arguments of a `Library`. */
export const libraryArgNames = [
    "path",
    "include",
    "exclude",
    "files",
    "unmanaged",
    ...promotionArgNames,
] as const satisfies readonly (keyof LibraryArgs)[];
