import type { LibraryFileOptions } from "./libraryFileArgs";
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
}

/** The names of all arguments of a `Library`. */
export const libraryArgNames = [
    "path",
    "include",
    "exclude",
    "files",
    ...promotionArgNames,
] as const satisfies readonly (keyof LibraryArgs)[];
