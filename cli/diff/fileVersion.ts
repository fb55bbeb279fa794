import type { Texts } from "../../library/liveFile";

/** Stands for a value that the stack keeps as a secret, of which the engine tells nothing. */
export interface Secret {
    readonly secret: true;
}

/** A value that the program wants: `null` where it is known only once the program has run. */
export type Planned<Value> = Value | null | Secret;

/** A file as the stack knows it, or as the program wants it. */
export interface FileVersion {
    /** The name in the library. */
    readonly fileName: Planned<string>;
    /** The resource of the program; what tells two files apart whose names are not known yet. */
    readonly urn: string;
    /** `undefined` where the service reported none. */
    readonly sha256: Planned<string> | undefined;
    /** Where its bytes were, or are: relative to the program's folder. */
    readonly source: Planned<string> | undefined;
    readonly texts: { readonly [Key in keyof Texts]: Planned<Texts[Key]> };
}

/** Whether a value is kept as a secret. */
export function isSecret(value: unknown): value is Secret {
    return typeof value === "object" && value !== null;
}
