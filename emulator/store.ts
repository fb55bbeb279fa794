import type { JournalSink } from "./journal";

/** A file of a library, without its bytes. Times are milliseconds since 1970 and may have a fraction. */
export interface StoredFile {
    readonly fileName: string;
    /** Lower-case hex SHA-256 of the bytes as they came. */
    readonly sha256: string;
    readonly size: number;
    readonly description: string | null;
    readonly parametersDescription: string | null;
    readonly hasParameters: boolean;
    readonly creationTime: number;
    readonly lastUpdatedTime: number;
    readonly createdBy: string;
}

/** What becomes of a library, and what is answered. Nothing changes where neither is given. */
export interface Change<T> {
    readonly result: T;
    /** The exact name of a file to take away, before anything is written. */
    readonly remove?: string;
    /** A file to write; it replaces one of exactly the same name. */
    readonly write?: { readonly file: StoredFile; readonly bytes: Uint8Array };
}

/** Where the libraries of all tenants are kept. Names are compared exactly; tenant ids are lower case. */
export interface Store {
    /** The files of a tenant, in the order in which they came. */
    list(tenantId: string): Promise<readonly StoredFile[]>;
    /** The bytes of a file; `undefined` where there is none of exactly that name. */
    read(tenantId: string, fileName: string): Promise<Buffer | undefined>;
    /**
     * Looks at a library and changes it while nobody else does.
     *
     * @param decide called once with the files as they are; it must not wait.
     */
    change<T>(tenantId: string, decide: (files: readonly StoredFile[]) => Change<T>): Promise<T>;
    /** Keeps journal entries beyond this process, where the store can. */
    readonly journal?: JournalSink;
}
