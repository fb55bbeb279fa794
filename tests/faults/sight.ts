/** A list that decides an override or a delete is at most this old, in milliseconds. */
const FRESH = 60_000;

/** A call that changes a file. */
export interface AskedChange {
    readonly call: "upload" | "delete";
    readonly key: string;
    /** It may take the place of a file. */
    readonly overrides: boolean;
}

/**
 * What a run can know of the library at a call: its newest list, and what it has done itself since.
 * Between that list and the call nobody can see what somebody does; before the list anybody can.
 */
export class Sight {
    /** Calls and other people's changes in their order: the time may stand still between them. */
    private turn = 0;
    private list = { turn: 0, at: -Infinity };
    /** The files that the list has shown, or the run has written since. */
    private names = new Set<string>();
    private readonly asked = new Map<string, AskedChange>();
    /** When a call for a file came to no clear answer last. */
    private readonly lost = new Map<string, number>();

    constructor(private readonly options: { readonly alwaysReplaces: boolean }) {}

    /** A run begins, which knows nothing. */
    begin(): void {
        this.list = { turn: this.turn, at: -Infinity };
        this.names.clear();
        this.asked.clear();
        this.lost.clear();
    }

    /** The next turn. */
    next(): number {
        return ++this.turn;
    }

    /** A list was answered that was asked for at that turn and time. */
    looked(list: { readonly turn: number; readonly at: number }, names: Iterable<string>): void {
        if (list.turn < this.list.turn) return;
        this.list = list;
        this.names = new Set(names);
    }

    asks(change: AskedChange): void {
        this.asked.set(change.key, change);
    }

    /** Whether the call that changes a file may replace one. */
    overrides(key: string): boolean {
        return this.asked.get(key)?.overrides === true;
    }

    /** The answer to a change that was asked for is lost, or says nothing of it. */
    loses({ key }: AskedChange): void {
        this.lost.set(key, this.next());
    }

    /** The run has written a file, or removed it. */
    did(key: string, isThere: boolean): void {
        if (isThere) this.names.add(key);
        else this.names.delete(key);
    }

    /**
     * Why a run should have known that somebody has written a file at that turn, or should have had
     * the service look; `undefined` where it could not know.
     */
    failing(key: string, written: number, now: number): string | undefined {
        const { turn, at } = this.list;
        const asked = this.asked.get(key);
        if (at === -Infinity || asked === undefined) return "without any list";
        if (written < turn) return "although a list showed it";
        if (now - at > FRESH) return `on a list ${Math.round((now - at) / 1_000)} s old`;
        if ((this.lost.get(key) ?? -1) > turn) return "on a list from before a call without answer";
        if (asked.call === "delete") return undefined;
        if (!asked.overrides)
            return this.options.alwaysReplaces ? undefined : "although it was not to be";
        return this.names.has(key) ? undefined : "by an upload that was to find nothing there";
    }
}
