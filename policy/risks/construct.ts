import type { Language } from "../syntax/script";
import type { Reading } from "./reading";

/** A way of doing things that a reviewer must look at. */
export interface Construct {
    /** In kebab case; the configuration names it. */
    readonly id: string;
    /** What it does, as the end of a sentence that begins with the file's name. */
    readonly what: string;
    /** Why that is a risk: the end of a sentence that begins with `what`. */
    readonly why: string;
    /** What to do instead: whole sentences. */
    readonly instead: string;
    /** The numbers of the facts that do it, by language. */
    readonly finds: Readonly<Partial<Record<Language, (script: Reading) => readonly number[]>>>;
}
