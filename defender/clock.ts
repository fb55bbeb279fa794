import { setTimeout as wait } from "node:timers/promises";

/** Time as an argument, so that tests need not wait. */
export interface Clock {
    /** Milliseconds since 1970. */
    readonly now: () => number;
    /** Resolves after that many milliseconds; rejects with the signal's reason when it is aborted. */
    readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
    now: Date.now,
    async sleep(ms, signal) {
        await wait(ms, undefined, signal === undefined ? {} : { signal });
    },
};
