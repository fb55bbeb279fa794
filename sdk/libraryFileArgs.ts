import type * as pulumi from "@pulumi/pulumi";

/** The texts and options of a file. */
export interface LibraryFileOptions {
    /** What the file is for. Absent, `null` and `""` are the same thing. */
    readonly description?: pulumi.Input<string | null | undefined>;
    /** What its parameters mean. Absent, `null` and `""` are the same thing. */
    readonly parametersDescription?: pulumi.Input<string | null | undefined>;
    /**
     * Whether the console asks for parameters.
     *
     * @default true when `parametersDescription` has text
     */
    readonly hasParameters?: pulumi.Input<boolean | null | undefined>;
    /** A pin: the content must have this SHA-256 digest (64 hexadecimal digits). */
    readonly sha256?: pulumi.Input<string | undefined>;
    /**
     * Take over a file of that name that this stack did not make, even if it differs. What is
     * overwritten cannot be had back: the API has no download.
     *
     * @default false
     */
    readonly adopt?: pulumi.Input<boolean | undefined>;
}

/** The arguments of a `LibraryFile`: exactly one of `source` and `content`. */
export interface LibraryFileArgs extends LibraryFileOptions {
    /** A path relative to the program's folder, a `FileAsset` or a `StringAsset`. */
    readonly source?: pulumi.Input<string | pulumi.asset.FileAsset | pulumi.asset.StringAsset>;
    /**
     * The text itself. It never enters the state; a secret one is refused, for everybody who can
     * open a live response console reads the library.
     */
    readonly content?: pulumi.Input<string>;
    /**
     * The name in the library.
     *
     * @default the base name of `source`
     */
    readonly fileName?: pulumi.Input<string | undefined>;
}

/** The names of all options of a file. */
export const libraryFileOptionNames = [
    "description",
    "parametersDescription",
    "hasParameters",
    "sha256",
    "adopt",
] as const satisfies readonly (keyof LibraryFileOptions)[];

/** The names of all arguments of a `LibraryFile`. */
export const libraryFileArgNames = [
    "source",
    "content",
    "fileName",
    ...libraryFileOptionNames,
] as const satisfies readonly (keyof LibraryFileArgs)[];
