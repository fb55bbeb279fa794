import type { Content } from "./content";
import { fileKind } from "./fileKind";
import type { Language } from "./syntax/script";

/** The language of a script that is read by a grammar; `undefined` for all others. */
export function languageOf(fileName: string, content: Content): Language | undefined {
    const kind = fileKind(fileName, content);
    return kind === "powershell" || kind === "shell" ? kind : undefined;
}
