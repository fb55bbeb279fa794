import type { Answer } from "./call";
import type { Clock } from "./clock";
import type { Attempt } from "./upload";
import { isTransient } from "./withRetry";

/** The attempts of one call that writes, as they come. */
export interface Attempts {
    /** The one whose turn it is. */
    readonly next: () => Attempt;
    /** It has ended; without an answer, `undefined`. */
    readonly ended: (answer: Answer | undefined) => void;
}

/** Keeps in mind when an attempt ended last that may have been carried out and did not say so. */
export function followAttempts(clock: Pick<Clock, "now">): Attempts {
    let newerThan: number | undefined;
    return {
        next: () => ({ newerThan }),
        ended(answer) {
            if (answer === undefined || isTransient(answer)) newerThan = clock.now();
        },
    };
}
