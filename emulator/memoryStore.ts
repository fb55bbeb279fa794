import type { Change, Store, StoredFile } from "./store";

interface Held {
    readonly file: StoredFile;
    readonly bytes: Buffer;
}

/** A store that lives as long as the process. */
export function memoryStore(): Store {
    const libraries = new Map<string, Map<string, Held>>();

    function libraryOf(tenantId: string): Map<string, Held> {
        const found = libraries.get(tenantId) ?? new Map<string, Held>();
        libraries.set(tenantId, found);
        return found;
    }
    function filesOf(tenantId: string): StoredFile[] {
        return [...libraryOf(tenantId).values()].map((held) => held.file);
    }

    return {
        list: (tenantId) => Promise.resolve(filesOf(tenantId)),
        read(tenantId, fileName) {
            const held = libraryOf(tenantId).get(fileName);
            return Promise.resolve(held && Buffer.from(held.bytes));
        },
        change<T>(tenantId: string, decide: (files: readonly StoredFile[]) => Change<T>) {
            return Promise.resolve().then(() => {
                const { result, remove, write } = decide(filesOf(tenantId));
                const library = libraryOf(tenantId);
                if (remove !== undefined) library.delete(remove);
                if (write !== undefined) {
                    const held = { file: write.file, bytes: Buffer.from(write.bytes) };
                    library.set(write.file.fileName, held);
                }
                return result;
            });
        },
    };
}
