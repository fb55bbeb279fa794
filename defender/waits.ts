import type { CallKind } from "./call";
import type { Clock } from "./clock";

/** Shorter waits are nobody's business, in milliseconds. */
const WORTH_TELLING = 3_000;

const names: Readonly<Record<CallKind, readonly [one: string, several: string]>> = {
    list: ["list", "lists"],
    upload: ["upload", "uploads"],
    delete: ["deletion", "deletions"],
    token: ["sign-in", "sign-ins"],
};

/**
 * How long after a line it is looked whether it is still true, in milliseconds; each time after twice
 * as long. Those that wait together do not come in the same moment.
 */
const FIRST_LOOK = 1_000;

/** A wait that goes on is told again after so long, in milliseconds: the run is alive. */
const STILL_HERE = 300_000;

/** What comes of the files that wait when a person who reads of them thinks of ^C: Pulumi, not we, is told. */
const interrupted: Readonly<Partial<Record<CallKind, string>>> = {
    upload: "Files that wait go up even after ^C",
    delete: "Files that wait are deleted even after ^C",
};

/** Who waits for what, told to a person once for each wait, not once for each waiting file. */
export interface Waits {
    /** One more call of that kind waits, until the returned function is called. */
    enter(kind: CallKind): () => void;
    /**
     * Tells of a wait that begins now, when it is long and no line yet covers it; and of the same
     * wait later when more or fewer are in it than were told of, and every five minutes.
     */
    tell(wait: Wait): void;
    /** Waits, and tells. */
    sleep(wait: Wait): Promise<void>;
}

/** A wait. */
export interface Wait {
    readonly kind: CallKind;
    /** The reason, as the beginning of a sentence: `the API asked to wait`. */
    readonly why: string;
    /** How long, in milliseconds. */
    readonly ms: number;
}

/**
 * @param options.log takes one line for a person to read.
 */
export function createWaits(options: {
    readonly clock: Clock;
    readonly log: (line: string) => void;
    readonly tenantId: string;
}): Waits {
    const { clock, log, tenantId } = options;
    const waiting = new Map<CallKind, number>();
    const watched = new Map<CallKind, { readonly until: number; readonly over: AbortController }>();
    const advised = new Set<CallKind>();

    const counted = (kind: CallKind) => waiting.get(kind) ?? 0;
    const enter = (kind: CallKind) => {
        waiting.set(kind, counted(kind) + 1);
        return () => {
            waiting.set(kind, counted(kind) - 1);
            if (counted(kind) === 0) watched.get(kind)?.over.abort();
        };
    };
    const say = ({ kind, why, ms }: Wait) => {
        const count = counted(kind);
        const [one, several] = names[kind];
        const who = count > 1 ? `${count} ${several} are waiting` : `one ${one} is waiting`;
        const advice = advised.has(kind) ? undefined : interrupted[kind];
        advised.add(kind);
        const more =
            advice === undefined
                ? ""
                : ` ${advice}; ^C twice ends the run at once, and the next one does what is left.`;
        log(`Tenant ${tenantId}: ${why}; ${who}, for ${duration(ms)}.${more}`);
        return { count, at: clock.now() };
    };
    const watch = async (wait: Wait, until: number, over: AbortSignal) => {
        let said = say(wait);
        for (let pause = FIRST_LOOK; ; pause *= 2) {
            await clock.sleep(Math.min(pause, said.at + STILL_HERE - clock.now()), over);
            const now = clock.now();
            const ms = until - now;
            if (ms <= WORTH_TELLING) return;
            const isTrue = counted(wait.kind) === said.count;
            if (!isTrue || now - said.at >= STILL_HERE) said = say({ ...wait, ms });
        }
    };
    const tell = (wait: Wait) => {
        const until = clock.now() + wait.ms;
        const before = watched.get(wait.kind);
        const isCovered = until <= (before?.until ?? 0) + WORTH_TELLING;
        if (wait.ms <= WORTH_TELLING || isCovered) return;
        before?.over.abort();
        const over = new AbortController();
        watched.set(wait.kind, { until, over });
        // It ends when nobody waits any more.
        watch(wait, until, over.signal).catch(() => undefined);
    };
    return {
        enter,
        tell,
        async sleep(wait) {
            const leave = enter(wait.kind);
            tell(wait);
            await clock.sleep(wait.ms).finally(leave);
        },
    };
}

/** A time to wait in words: `42 s`, `12 min 5 s`. */
export function duration(ms: number): string {
    const seconds = Math.ceil(ms / 1000);
    const rest = seconds % 60;
    if (seconds < 60) return `${seconds} s`;
    return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
