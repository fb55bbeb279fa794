import { fileNameKey } from "../library/fileName";
import type { Bag } from "./checked";
import { unknown } from "./unknown";

/** What the engine is told of a difference. */
export interface DiffResult {
    readonly changes: boolean;
    readonly replaces: string[];
    readonly deleteBeforeReplace: boolean;
}

const updated = ["sha256", "description", "parametersDescription", "hasParameters"] as const;

/**
 * Content and texts are updated in place; another name is a replacement, and the same name in
 * another case is one file to the service, so that the old one goes first. A moved source alone is
 * nothing. `olds` are outputs, as the engine hands them over. No network; never throws.
 */
export function diff(olds: Bag, news: Bag): DiffResult {
    const renamed = differs(olds["fileName"], news["fileName"]);
    const changed = updated.some((property) => differs(olds[property], news[property]));
    return {
        changes: renamed || changed,
        replaces: renamed ? ["fileName"] : [],
        deleteBeforeReplace: renamed && sameFile(olds["fileName"], news["fileName"]),
    };
}

function differs(old: unknown, wanted: unknown): boolean {
    return wanted === unknown || orNothing(old) !== orNothing(wanted);
}

/** Absent, `null`, `""` and `false` are the same thing: nothing was asked for. */
function orNothing(value: unknown): unknown {
    return value === false || value === "" || value === undefined ? null : value;
}

function sameFile(old: unknown, wanted: unknown): boolean {
    if (typeof old !== "string" || typeof wanted !== "string") return false;
    return fileNameKey(old) === fileNameKey(wanted);
}
