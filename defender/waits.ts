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

/** How many times as many must have joined a wait before it is worth telling again. */
const GROWTH = 4;

/** Who waits for what, told to a person once for each wait, not once for each waiting file. */
export interface Waits {
    /** One more call of that kind waits, until the returned function is called. */
    enter(kind: CallKind): () => void;
    /**
     * Tells of a wait that begins now, when it is long and no line yet covers it; or again, when many
     * more wait than were told of.
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
    const told = new Map<CallKind, { readonly until: number; readonly count: number }>();

    const change = (kind: CallKind, by: number) => waiting.set(kind, (waiting.get(kind) ?? 0) + by);
    const enter = (kind: CallKind) => {
        change(kind, 1);
        return () => {
            change(kind, -1);
        };
    };
    const tell = ({ kind, why, ms }: Wait) => {
        const until = clock.now() + ms;
        const count = waiting.get(kind) ?? 0;
        const before = told.get(kind) ?? { until: 0, count: 0 };
        const isCovered = until <= before.until + WORTH_TELLING;
        const isAsTold = isCovered && count < GROWTH * Math.max(before.count, 1);
        if (ms <= WORTH_TELLING || isAsTold) return;
        told.set(kind, { until: isCovered ? before.until : until, count });
        const [one, several] = names[kind];
        const who = count > 1 ? `${count} ${several} are waiting` : `one ${one} is waiting`;
        log(`Tenant ${tenantId}: ${why}; ${who}, for ${duration(ms)}.`);
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
