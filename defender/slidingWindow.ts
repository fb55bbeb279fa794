/** Lets no more than so many calls into any stretch of time. */
export interface SlidingWindow {
    /** How long until one more call may begin, in milliseconds; 0 for now. */
    waitAt(now: number): number;
    /** A call begins; the returned function says when its answer was there. */
    begin(now: number): (end: number) => void;
}

/**
 * A sliding window: at most `limit` calls in any `length` milliseconds, as the *service* sees them.
 * A call may arrive at any time between its beginning and its answer, so it counts from its answer,
 * but from no later than a fiftieth of the window after its beginning: a slow upload arrives early.
 */
export function slidingWindow(options: { limit: number; length: number }): SlidingWindow {
    const { limit, length } = options;
    let calls: { arrivedBy: number }[] = [];
    return {
        waitAt(now) {
            calls = calls.filter((call) => call.arrivedBy + length > now);
            if (calls.length < limit) return 0;
            return Math.min(...calls.map((call) => call.arrivedBy)) + length - now;
        },
        begin(now) {
            const call = { arrivedBy: now + length / 50 };
            calls.push(call);
            return (end) => {
                call.arrivedBy = Math.min(call.arrivedBy, end);
            };
        },
    };
}
