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
    // Node's own promise of a timer makes two errors when it is aborted, with their stacks: as each
    // call aborts one, that took a tenth of what an upload takes.
    sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
            signal?.throwIfAborted();
            const timer = setTimeout(done, ms);
            signal?.addEventListener("abort", stopped);
            function done() {
                signal?.removeEventListener("abort", stopped);
                resolve();
            }
            function stopped() {
                clearTimeout(timer);
                // The reason is whatever the caller has given: it is the caller's to be an error.
                // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
                reject(signal?.reason);
            }
        }),
};
