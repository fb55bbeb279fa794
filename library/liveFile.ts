/**
 * The texts that go with a file's content. `""` means that there is none: the service reports an
 * absent text as `null`, as a missing key or as `""`, and the three are the same thing.
 */
export interface Texts {
    /** What the file is for. */
    readonly description: string;
    /** What its parameters mean, shown in the console to whoever runs the script. */
    readonly parametersDescription: string;
    /** Whether the console asks for parameters. */
    readonly hasParameters: boolean;
}

/** Whether two files' texts are the same. */
export function sameTexts(one: Texts, other: Texts): boolean {
    return (
        one.description === other.description &&
        one.parametersDescription === other.parametersDescription &&
        one.hasParameters === other.hasParameters
    );
}

/** One file as the service reports it: the only thing that can be known of what is live. */
export interface LiveFile extends Texts {
    /** The name in the library, which is also the file's identity. */
    readonly fileName: string;
    /** Lower-case hex SHA-256 of the stored bytes; `undefined` where the service reports none. */
    readonly sha256: string | undefined;
    /** Who uploaded it: a person's or an application's name, as the service gives it. */
    readonly createdBy: string;
    /** When it was made, as the service gives it (ISO 8601, a varying number of digits). */
    readonly creationTime: string;
    /** When it was last changed, as the service gives it. */
    readonly lastUpdatedTime: string;
    /** The stack that has marked it as its own, `project/stack`; its description is without that. */
    readonly mark?: string | undefined;
}
