/**
 * What can be said of a file in a tenant, the worst first:
 *
 * - `drifted`: live is a content that the stack does not know: somebody changed it outside Pulumi
 * - `other`: another content, or other texts, than wanted; nothing shows that it is an older one
 * - `behind`: an older content than wanted
 * - `absent`: it should be live, and is not
 * - `unmanaged`: live, not of the release, and no stack of the project manages it
 * - `extra`: live, not of the release, and a stack manages it or that is not known
 * - `unknown`: not judged
 * - `newest`: without a release: the newest content that any of the tenants runs
 * - `as-wanted`: the release's content, name and texts
 */
export const conditions = [
    "drifted",
    "other",
    "behind",
    "absent",
    "unmanaged",
    "extra",
    "unknown",
    "newest",
    "as-wanted",
] as const;

/** One of {@link conditions}. */
export type Condition = (typeof conditions)[number];

/** A condition for a person. */
export const conditionWords: Readonly<Record<Condition, string>> = {
    drifted: "drifted",
    other: "other",
    behind: "behind",
    absent: "absent",
    unmanaged: "unmanaged",
    extra: "extra",
    unknown: "not known",
    newest: "newest",
    "as-wanted": "as wanted",
};

/** How many files are in each condition; those in none are left out. */
export type ConditionCounts = Readonly<Partial<Record<Condition, number>>>;

/** What counts as being as it should be. */
export interface Allowances {
    /** Files may be live that are not of the release. */
    readonly allowOthers: boolean;
    /** Files of the release may be absent. */
    readonly partial: boolean;
}

/** Whether a condition is as it should be; `undefined` where nothing was judged. */
export function isFine(condition: Condition, allowed: Allowances): boolean | undefined {
    switch (condition) {
        case "as-wanted":
        case "newest":
            return true;
        case "unknown":
            return undefined;
        case "unmanaged":
        case "extra":
            return allowed.allowOthers;
        case "absent":
            return allowed.partial;
        case "drifted":
        case "other":
        case "behind":
            return false;
    }
}

/** One verdict over several: one that is wrong makes all wrong, one that is not known leaves it open. */
export function together(verdicts: Iterable<boolean | undefined | null>): boolean | null {
    let all: boolean | null = true;
    for (const verdict of verdicts) {
        if (verdict === false) return false;
        if (verdict !== true) all = null;
    }
    return all;
}
