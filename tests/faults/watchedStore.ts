import { memoryStore } from "../../emulator/memoryStore";
import type { Change, Store, StoredFile } from "../../emulator/store";

/** One change of a library, by whomever. */
export interface StoreChange {
    readonly before: StoredFile | undefined;
    readonly after: StoredFile | undefined;
}

/** A store in memory that tells of each change before it is made. */
export function watchedStore(changing: (change: StoreChange) => void): Store {
    const store = memoryStore();
    return {
        ...store,
        change: <T>(tenantId: string, decide: (files: readonly StoredFile[]) => Change<T>) =>
            store.change(tenantId, (files) => {
                const change = decide(files);
                const after = change.write?.file;
                const gone = change.remove ?? after?.fileName;
                const before = files.find(({ fileName }) => fileName === gone);
                if (before !== undefined || after !== undefined) changing({ before, after });
                return change;
            }),
    };
}
