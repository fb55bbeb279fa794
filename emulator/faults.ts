import {
    matches,
    type FaultEffect,
    type FaultMatcher,
    type FaultPredicate,
    type FaultSubject,
} from "./fault";
import { createFaultSchedule, type FaultSchedule } from "./faultSchedule";

/** The faults that are still to come. */
export interface Faults {
    /** The next call that fits meets the effect, once; of several the one that was asked for first. */
    readonly once: (matcher: FaultMatcher | FaultPredicate, effect: FaultEffect) => void;
    /** The effect for a call, which is used up by asking. */
    readonly take: (subject: FaultSubject) => FaultEffect | undefined;
    /** Forgets the faults asked for with `once` that did not come. */
    readonly clear: () => void;
    /** How many of them are still to come. */
    readonly pending: number;
}

/** Faults on demand, and by a schedule where there is one; those on demand come first. */
export function createFaults(schedule?: FaultSchedule): Faults {
    const asked: { fits: FaultPredicate; effect: FaultEffect }[] = [];
    const scheduled = schedule === undefined ? undefined : createFaultSchedule(schedule);
    return {
        once(matcher, effect) {
            const fits: FaultPredicate =
                typeof matcher === "function" ? matcher : (subject) => matches(matcher, subject);
            asked.push({ fits, effect });
        },
        take(subject) {
            const index = asked.findIndex(({ fits }) => fits(subject));
            if (index >= 0) return asked.splice(index, 1)[0]?.effect;
            return scheduled?.(subject);
        },
        clear() {
            asked.length = 0;
        },
        get pending() {
            return asked.length;
        },
    };
}
