/** Undocumented points of `DELETE /api/libraryfiles/{fileName}`. */
export interface DeleteBehaviour {
    /**
     * Whether the name in the path is percent-decoded, once. Public clients send it both raw and
     * encoded [S]; what the service does [U]. @default "once"
     */
    readonly decoding: "once" | "raw";
    /** A `%2F` in the name: many servers do not let it through [U]. @default "decoded" */
    readonly encodedSlash: "decoded" | "notFound";
    /** A dot at the end of the name: some servers drop it [U]. @default "kept" */
    readonly trailingDot: "kept" | "dropped";
    /** The answer for a file that is not there: 404 [D]; its body [U]. @default "resourceNotFound" */
    readonly missing: "resourceNotFound" | "notFound" | "emptyBody";
}

/** The defaults of {@link DeleteBehaviour}. */
export const defaultDeleteBehaviour: DeleteBehaviour = {
    decoding: "once",
    encodedSlash: "decoded",
    trailingDot: "kept",
    missing: "resourceNotFound",
};
