import type { Condition } from "./condition";

/** What the page has in it. Texts that come again and again are numbers: places in `texts`. */
export interface PageData {
    readonly conditions: readonly PageCondition[];
    readonly tenants: readonly PageTenant[];
    readonly files: readonly PageFile[];
    readonly texts: readonly string[];
}

/** A condition that a file of the report is in; the worst first. */
export interface PageCondition {
    readonly id: Condition;
    readonly word: string;
    readonly meaning: string;
    readonly sign: string;
    /** Whether it is as it should be; `null` where nothing was judged. */
    readonly ok: boolean | null;
}

/** A tenant on the page. */
export interface PageTenant {
    readonly name: string;
    /** What else it is called by: its id, its cloud, its stacks. */
    readonly about: string;
    readonly ok: boolean | null;
    readonly error: string | null;
}

/** A file on the page. */
export interface PageFile {
    readonly name: string;
    /** One for each tenant, in their order; 0 where it is not there and nobody misses it. */
    readonly cells: readonly (PageCell | 0)[];
}

/** A place in {@link PageData.conditions}, and in its texts those of digest, time, person, stacks and reason. */
export type PageCell = readonly [
    condition: number,
    sha256: number,
    changed: number,
    by: number,
    owners: number,
    why: number,
];
