/** How long the list goes on showing the library as it was, in milliseconds. */
export interface VisibleAfter {
    readonly upload: number;
    /** Until then the list shows the old digest and texts. */
    readonly override: number;
    readonly delete: number;
}

/** Undocumented points of `GET /api/libraryfiles`, and of the entity that upload answers too. */
export interface ListBehaviour {
    /**
     * `parametersDescription` without a text: null in a real list [S], left out in the page's
     * example [D]. @default "null"
     */
    readonly absentParametersDescription: "null" | "omitted";
    /**
     * Host in `@odata.context`: a real answer named a backend of one region, not the host that was
     * called [S]. @default "backend"
     */
    readonly contextHost: "backend" | "called";
    /** How long changes stay invisible in the list; no delay is reported [U]. @default 0 each */
    readonly visibleAfterMs: VisibleAfter;
    /** Whether the delay is the same at each host, or only at others than the one that took the change [U]. @default "everywhere" */
    readonly delayedAt: "everywhere" | "otherHosts";
    /** Entries on a page; no paging is documented for this list [D]. @default no paging */
    readonly pageSize: number;
    /** What `$filter`, `$top` and `$skip` do: no page names this list [D]. @default "ignored" */
    readonly query: "ignored" | "applied" | "refused";
    /** A real list was ordered by `fileName` [S]. @default "fileName" */
    readonly order: "fileName" | "insertion";
    /**
     * Most digits of a second's fraction; trailing zeros are dropped. Real answers have 6 or 3 [S],
     * the page's example 7 [D]. @default 6
     */
    readonly timestampDigits: 0 | 3 | 6 | 7;
    /** `sha256` is null for this long after a change, in milliseconds [U]. @default 0 */
    readonly digestAfterMs: number;
    /** A library without files: one client takes 404 for it [S-claim]. @default "emptyList" */
    readonly empty: "emptyList" | "notFound";
}

/** The defaults of {@link ListBehaviour}. */
export const defaultListBehaviour: ListBehaviour = {
    absentParametersDescription: "null",
    contextHost: "backend",
    visibleAfterMs: { upload: 0, override: 0, delete: 0 },
    delayedAt: "everywhere",
    pageSize: Infinity,
    query: "ignored",
    order: "fileName",
    timestampDigits: 6,
    digestAfterMs: 0,
    empty: "emptyList",
};
