/** What a fault bends in what a call does. */
export interface Bend {
    /** A list shows the library as it was before the latest change. */
    readonly stale?: true;
    /** A list has half of the files on each of two pages, whatever the behaviour's page size. */
    readonly inTwoPages?: true;
    /** An upload is stored with other bytes than were sent. */
    readonly mangled?: true;
}
