/** Lets no more than so many calls into any stretch of time. */
export interface SlidingWindow {
    /** How long until one more call may begin, in milliseconds; 0 for now. */
    waitAt(now: number): number;
    /** A call begins: it counts from here on, and its time is told as it comes. */
    begin(): CountedCall;
}

/** A call that a window counts. */
export interface CountedCall {
    /** Its request goes out. */
    departs(now: number): void;
    /** Its answer is there, or it ends without one. */
    ends(now: number): void;
}

/**
 * A sliding window: at most `limit` calls in any `length` milliseconds, as the *service* sees them.
 * A call may arrive at any time between its departure and its answer, so it counts from its answer,
 * but from no later than a fiftieth of the window after its departure: a slow upload arrives early.
 * One that has not gone out yet counts as if it did so now.
 */
export function slidingWindow(options: { limit: number; length: number }): SlidingWindow {
    const { limit, length } = options;
    const travel = length / 50;
    let calls: { arrivedBy: number | undefined }[] = [];
    return {
        waitAt(now) {
            calls = calls.filter(({ arrivedBy = now }) => arrivedBy + length > now);
            if (calls.length < limit) return 0;
            const arrivals = calls.map(({ arrivedBy = now + travel }) => arrivedBy);
            return Math.min(...arrivals) + length - now;
        },
        begin() {
            const call: { arrivedBy: number | undefined } = { arrivedBy: undefined };
            calls.push(call);
            return {
                departs(now) {
                    call.arrivedBy = now + travel;
                },
                ends(now) {
                    call.arrivedBy = Math.min(call.arrivedBy ?? now, now);
                },
            };
        },
    };
}
