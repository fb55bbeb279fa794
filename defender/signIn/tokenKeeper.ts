import { readFileSync, rmSync } from "node:fs";

import writeFileAtomic from "write-file-atomic";

/** Where the text of a token cache is kept. */
export interface TokenKeeper {
    /** The text, or `undefined` when there is none. */
    load(): Promise<string | undefined>;
    save(text: string): Promise<void>;
    delete(): Promise<void>;
}

/** In clear, in a file that only its owner may read (0600), and that is always whole. */
export function clearKeeper(path: string): TokenKeeper {
    return {
        load: () => Promise.resolve(textIn(path)),
        save: (text) => writeFileAtomic(path, text, { mode: 0o600 }),
        delete: () => {
            rmSync(path, { force: true });
            return Promise.resolve();
        },
    };
}

function textIn(path: string): string | undefined {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
    }
}
