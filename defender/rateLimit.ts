import type { CallKind, Send } from "./call";
import type { Clock } from "./clock";
import { slidingWindow, type CountedCall, type SlidingWindow } from "./slidingWindow";
import type { Waits } from "./waits";

const MINUTE = 60_000;
/** A call that ends may shorten a wait, and a 429 lengthen it: so often is looked again, in ms. */
const NAP = 1_000;

/** How many calls of one kind may be under way at once. */
export const atOnce: Readonly<Record<CallKind, number>> = {
    list: 4,
    // Each holds its file's bytes: more are no faster and need more memory (design, section 6).
    upload: 4,
    delete: 8,
    token: 1,
};

/**
 * How many bytes the calls of one kind may hold that are under way at once; one that holds more goes
 * alone. Two files of 20 MB are no faster than one after the other: it is the line that is full.
 */
export const mostBytes = 32 * 1_048_576;

/** Limits of one tenant. */
export interface RateLimits {
    /**
     * Calls of one kind in 60 s; 0 or absent for no limit. The API documents 100
     * (defender-api.md 1.1).
     */
    readonly callsPerMinute?: number | undefined;
    /** Calls of one kind in 3,600 s; 0 or absent for no limit. The API documents 1,500. */
    readonly callsPerHour?: number | undefined;
    /** How long a minute is, in milliseconds, for tests and benchmarks at scale. */
    readonly minute?: number;
}

/** Lets calls through as the limits allow, each kind on its own, in the order in which they came. */
export interface CallGate {
    /**
     * Runs a call once it is its turn.
     *
     * @param call is given what it is to call when its request goes out: a token, or a list that the
     * call waits for, may come between its turn and that.
     * @param bytes of memory that it holds while it is under way.
     */
    run<T>(kind: CallKind, call: (departs: () => void) => Promise<T>, bytes?: number): Promise<T>;
    /** The service asked to wait: no call of that kind begins in the next `ms` milliseconds. */
    pause(kind: CallKind, ms: number): void;
}

/** A gate for the calls of one tenant. */
export function createCallGate(
    options: RateLimits & { readonly clock: Clock; readonly waits: Waits },
): CallGate {
    const lanes = new Map<CallKind, Lane>();
    const lane = (kind: CallKind) => {
        const found = lanes.get(kind) ?? createLane(kind, options);
        lanes.set(kind, found);
        return found;
    };
    return {
        run: (kind, call, bytes = 0) => lane(kind).run(call, bytes),
        pause: (kind, ms) => {
            lane(kind).pause(ms);
        },
    };
}

/** Sends calls as a gate lets them through; the request is made once it is its turn. */
export function withRateLimit(send: Send, gate: CallGate): Send {
    return (call) => gate.run(call.kind, (departs) => send({ ...call, departs }), call.bytes);
}

interface Lane {
    run<T>(call: (departs: () => void) => Promise<T>, bytes: number): Promise<T>;
    pause(ms: number): void;
}

function createLane(
    kind: CallKind,
    options: RateLimits & { readonly clock: Clock; readonly waits: Waits },
): Lane {
    const { clock, waits, callsPerMinute = 0, callsPerHour = 0, minute = MINUTE } = options;
    const limits: readonly { window: SlidingWindow; why: string }[] = [
        { limit: callsPerMinute, length: minute, name: "minute" },
        { limit: callsPerHour, length: minute * 60, name: "hour" },
    ]
        .filter(({ limit }) => limit > 0)
        .map(({ limit, length, name }) => ({
            window: slidingWindow({ limit, length }),
            why: `the limit of ${limit} calls a ${name} is reached`,
        }));
    const queue: { readonly begin: () => void; readonly bytes: number }[] = [];
    let underWay = 0;
    let bytesUnderWay = 0;
    let pausedUntil = 0;
    let letting = false;

    const nextWait = () => {
        const now = clock.now();
        const all = limits.map(({ window, why }) => ({ ms: window.waitAt(now), why }));
        all.push({ ms: pausedUntil - now, why: "the API asked to wait (429)" });
        return all.reduce((longest, wait) => (wait.ms > longest.ms ? wait : longest));
    };
    /** The first that waits, when there is room for it: none overtakes it. */
    const next = () => {
        const [first] = queue;
        if (first === undefined || underWay >= atOnce[kind]) return undefined;
        return underWay === 0 || bytesUnderWay + first.bytes <= mostBytes ? first : undefined;
    };
    const letThrough = async () => {
        if (letting) return;
        letting = true;
        try {
            for (let first = next(); first !== undefined; first = next()) {
                const wait = nextWait();
                if (wait.ms > 0) {
                    waits.tell({ kind, ...wait });
                    await clock.sleep(Math.min(wait.ms, NAP));
                } else {
                    queue.shift();
                    first.begin();
                }
            }
        } finally {
            letting = false;
        }
    };

    return {
        pause(ms) {
            pausedUntil = Math.max(pausedUntil, clock.now() + ms);
        },
        async run(call, bytes) {
            const leave = waits.enter(kind);
            const counted = await new Promise<CountedCall[]>((resolve) => {
                const begin = () => {
                    underWay++;
                    bytesUnderWay += bytes;
                    leave();
                    resolve(limits.map(({ window }) => window.begin()));
                };
                queue.push({ begin, bytes });
                void letThrough();
            });
            try {
                return await call(() => {
                    for (const one of counted) one.departs(clock.now());
                });
            } finally {
                for (const one of counted) one.ends(clock.now());
                underWay--;
                bytesUnderWay -= bytes;
                void letThrough();
            }
        },
    };
}
