/** There is no file of this path: it was removed, never checked out, or is misspelt. */
export class FileMissingError extends Error {
    override name = "FileMissingError" as const;

    constructor(
        readonly path: string,
        options?: ErrorOptions,
    ) {
        super(
            `The file ${path} does not exist, so its content is unknown. Check how the path is ` +
                `spelt and that the file is checked out.`,
            options,
        );
    }
}

/** What lies under a path where a regular file belongs. */
export type NotAFileKind = "folder" | "symbolic link" | "FIFO" | "socket" | "device";

/** Something other than a regular file lies under the path; nothing was read from it. */
export class NotAFileError extends Error {
    override name = "NotAFileError" as const;

    constructor(
        readonly path: string,
        readonly kind: NotAFileKind,
        options?: ErrorOptions,
    ) {
        super(
            `${path} is a ${kind}, not a file, so nothing was read from it. ` +
                (kind === "folder"
                    ? `Name one file in it, or give the folder to a Library.`
                    : `Put the content in a regular file.`),
            options,
        );
    }
}

/** The file has more bytes than one upload may have; it was not read, or not to its end. */
export class FileTooLargeError extends Error {
    override name = "FileTooLargeError" as const;

    constructor(
        readonly path: string,
        /** Bytes that the file has, as far as known. */
        readonly size: number,
        /** Bytes that are allowed. */
        readonly limit: number,
    ) {
        super(
            `The file ${path} has ${size} bytes and ${limit} are allowed, so it was not read. ` +
                `Make it smaller, or raise mde:maxUploadBytes if the service takes more.`,
        );
    }
}

/** The file is there, but this process cannot read it; `cause` says why. */
export class FileUnreadableError extends Error {
    override name = "FileUnreadableError" as const;

    constructor(
        readonly path: string,
        /** The system's code, such as `EACCES`, where there is one. */
        readonly code: string | undefined,
        options?: ErrorOptions,
    ) {
        super(
            `The file ${path} cannot be read (${code ?? "unknown reason"}), so its content is ` +
                `unknown. Give the user who runs Pulumi permission to read it.`,
            options,
        );
    }
}

/** The code of an error of the operating system, such as `ENOENT`; `undefined` for other errors. */
export function systemCode(error: unknown): string | undefined {
    // No instanceof: an error of another realm is an error too.
    if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
    return typeof error.code === "string" ? error.code : undefined;
}
