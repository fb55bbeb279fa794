/** The largest file of an upload, and how a larger one is refused. */
export interface SizeLimit {
    readonly bytes: number;
    /** Whether the limit is that of the file alone or of the whole multipart body. */
    readonly of: "file" | "body";
    readonly status: 400 | 413;
}

/** Undocumented points of `POST /api/libraryfiles`. */
export interface UploadBehaviour {
    /**
     * The file exists and `OverrideIfExists` is false or absent. The page says 400 and no more [D];
     * clients expect 400 or 409 [S-claim]. `silent` answers 200 with the file as it was,
     * `overwritten` answers 200 and overwrites all the same [U].
     * @default "badRequest"
     */
    readonly existing: "badRequest" | "invalidInput" | "conflict" | "silent" | "overwritten";
    /**
     * Name of the file part: the table of the page says `File`, its curl example `file` [D], both are
     * in shipped clients [S]. `lower-only` answers `MissingRequiredParameter` to `File`.
     * @default "both"
     */
    readonly fileFieldCase: "both" | "lower-only";
    /**
     * Names of the other fields: "currently case-sensitive" is said of JSON bodies [D]; of this
     * form [U]. `reject-unknown` answers `InvalidRequestBody` to a name that is not exactly known.
     * @default "exact"
     */
    readonly otherFields: "exact" | "any-case" | "reject-unknown";
    /**
     * Spellings of booleans. `lenient` takes `true` and `false` in any case, and an empty text as
     * false: clients send `True`, `true` and "" [S]. `strict` takes `true` and `false` only.
     * @default "lenient"
     */
    readonly booleans: "lenient" | "strict";
    /** Whether `Description` must be there: the page marks it neither way [D]. @default false */
    readonly descriptionRequired: boolean;
    /** What a text sent as "" is stored as; one client counts on null [S]. @default "null" */
    readonly emptyText: "null" | "empty";
    /**
     * What becomes of blanks at the ends of a text, and of long texts [U]. `trimmed` takes blanks and
     * line ends off both ends; `cutAt` keeps that many UTF-16 units and says nothing of the rest. A
     * text of which nothing is left is stored as `emptyText` says. @default "asSent"
     */
    readonly storedTexts: "asSent" | "trimmed" | { readonly cutAt: number };
    /**
     * `HasParameters` left out while `ParametersDescription` has text: a real answer said false and
     * kept the text [S]. @default "false"
     */
    readonly hasParametersAbsent: "false" | "derived";
    /** `HasParameters` true without a text [U]. @default "accepted" */
    readonly hasParametersWithoutText: "accepted" | "refused";
    /**
     * `creationTime` after an override. In a real list both times were equal for each file, one of
     * them probably overridden [I]. @default "reset"
     */
    readonly overrideCreationTime: "reset" | "kept";
    /** `createdBy` after an override [U]. @default "caller" */
    readonly overrideCreatedBy: "caller" | "kept";
    /** Texts of an override that leaves their fields out: one client converges only if reset [S-claim]. @default "reset" */
    readonly overrideAbsentFields: "reset" | "kept";
    /**
     * Names that are accepted: letters, digits, `.`, `_` and `-` is the portal's note on names [D];
     * what the API checks [U]. @default "documented"
     */
    readonly names: "documented" | "any";
    /** The longest name in UTF-16 units; no limit is documented [U]. @default 255 */
    readonly maxNameLength: number;
    /**
     * What a success looks like: 200 with the entity [D] and one real answer [S]; one client takes
     * 201; "some tenants" answer without a JSON body [S-claim]. @default "entity"
     */
    readonly answer: "entity" | "created" | "empty" | "notJson";
    /**
     * "File max 20MB" [D]; decimal or binary, of the file or the body, and the status [U].
     * @default 20 × 1,048,576 bytes of the file, 400
     */
    readonly sizeLimit: SizeLimit;
    /** A file of no bytes [U]. @default "accepted" */
    readonly zeroBytes: "accepted" | "refused";
    /** Endings, with their dot, that are refused; no list is documented [D]. @default none */
    readonly deniedExtensions: readonly string[];
    /** Refuses content as an antivirus would [U]. @default accepts all */
    readonly refusesContent: (bytes: Uint8Array, fileName: string) => boolean;
    /** Most files in a library [U]. @default no limit */
    readonly maxFiles: number;
    /** Most bytes in a library [U]. @default no limit */
    readonly maxTotalBytes: number;
    /** Two uploads of one name at the same time [U]; otherwise the later one is refused. @default "lastWins" */
    readonly concurrentWrites: "lastWins" | "conflict" | "serverError";
    /** Whether an upload whose answer is lost (fault `reset`) was stored [U]. @default "stored" */
    readonly lostAnswer: "stored" | "notStored";
}

/** The defaults of {@link UploadBehaviour}. */
export const defaultUploadBehaviour: UploadBehaviour = {
    existing: "badRequest",
    fileFieldCase: "both",
    otherFields: "exact",
    booleans: "lenient",
    descriptionRequired: false,
    emptyText: "null",
    storedTexts: "asSent",
    hasParametersAbsent: "false",
    hasParametersWithoutText: "accepted",
    overrideCreationTime: "reset",
    overrideCreatedBy: "caller",
    overrideAbsentFields: "reset",
    names: "documented",
    maxNameLength: 255,
    answer: "entity",
    sizeLimit: { bytes: 20 * 1024 * 1024, of: "file", status: 400 },
    zeroBytes: "accepted",
    deniedExtensions: [],
    refusesContent: () => false,
    maxFiles: Infinity,
    maxTotalBytes: Infinity,
    concurrentWrites: "lastWins",
    lostAnswer: "stored",
};
