import { createHash } from "node:crypto";

import { findFile, type NameCase } from "./findFile";
import type { RecentChanges } from "./recentChanges";
import type { Store, StoredFile } from "./store";

/** What somebody else writes with a file. */
export interface SomebodysTexts {
    readonly description?: string | null;
    readonly parametersDescription?: string | null;
    readonly hasParameters?: boolean;
    /** @default "somebody else" */
    readonly createdBy?: string;
}

/** A door to a tenant's library beside the API: no token, no limit, no fault, no journal entry. */
export interface EmulatedLibrary {
    list(): Promise<readonly StoredFile[]>;
    /** The bytes of a file; the name is compared as the API compares it. */
    read(fileName: string): Promise<Buffer | undefined>;
    /** Somebody else's upload, which replaces a file of that name. */
    put(fileName: string, bytes: Uint8Array | string, texts?: SomebodysTexts): Promise<StoredFile>;
    /** Somebody else's delete. @returns whether there was such a file. */
    remove(fileName: string): Promise<boolean>;
}

/** The door to one tenant's library. @param options.clock milliseconds since 1970. */
export function emulatedLibrary(
    store: Store,
    tenantId: string,
    options: { nameCase: NameCase; clock: () => number; recent: RecentChanges },
): EmulatedLibrary {
    const { nameCase, clock, recent } = options;
    const note = (change: { before: StoredFile | undefined; after: StoredFile | undefined }) => {
        const fileName = change.after?.fileName ?? change.before?.fileName ?? "";
        recent.add({ tenantId, fileName, ...change, at: clock(), host: "" });
    };
    return {
        list: () => store.list(tenantId),
        async read(fileName) {
            const found = findFile(await store.list(tenantId), fileName, { nameCase });
            return found && store.read(tenantId, found.fileName);
        },
        async put(fileName, content, texts = {}) {
            const bytes = typeof content === "string" ? Buffer.from(content) : content;
            const change = await store.change(tenantId, (files) => {
                const before = findFile(files, fileName, { nameCase });
                const now = clock();
                const file: StoredFile = {
                    fileName: before?.fileName ?? fileName,
                    sha256: createHash("sha256").update(bytes).digest("hex"),
                    size: bytes.byteLength,
                    description: texts.description ?? null,
                    parametersDescription: texts.parametersDescription ?? null,
                    hasParameters: texts.hasParameters ?? false,
                    creationTime: now,
                    lastUpdatedTime: now,
                    createdBy: texts.createdBy ?? "somebody else",
                };
                return { result: { before, after: file }, write: { file, bytes } };
            });
            note(change);
            return change.after;
        },
        async remove(fileName) {
            const before = await store.change(tenantId, (files) => {
                const found = findFile(files, fileName, { nameCase });
                return found === undefined
                    ? { result: undefined }
                    : { result: found, remove: found.fileName };
            });
            if (before !== undefined) note({ before, after: undefined });
            return before !== undefined;
        },
    };
}
