/** What can be said of a file in a tenant, the worst first: {@link conditionMeanings}. */
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

/** What a condition means, for a person. */
export const conditionMeanings: Readonly<Record<Condition, string>> = {
    drifted:
        "the content is another one than its stack knows: somebody has changed it outside Pulumi",
    other: "another content or text than wanted, and nothing shows that it is an older one",
    behind: "an older content than wanted",
    absent: "it should be live, and is not",
    unmanaged: "live, not of the release, and no stack of the project manages it",
    extra: "live, not of the release, and a stack's own or it is not known whose",
    unknown: "not judged: the tenant was not read, or something is not reported",
    newest: "the newest content that any of the tenants runs, whatever its texts; nothing says that it is the wanted one",
    "as-wanted": "the content, texts and name of the release",
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
