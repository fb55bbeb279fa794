import type { Clock } from "../../defender/clock";

/** A clock of its own: whoever sleeps, sleeps no real time. */
export interface FakeClock extends Clock {
    /** All that was slept for, in milliseconds, in the order in which it began. */
    readonly slept: readonly number[];
    /** Lets time pass by itself. */
    pass(ms: number): void;
    /** Lets no time pass until something real (a file that is read) is through. */
    hold<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
    readonly until: number;
    readonly wake: () => void;
    /** A sleep that somebody may call off (a timeout) does not make the time pass. */
    readonly passive: boolean;
}

/** Turns of the event loop in which nobody begins to sleep, after which everybody is waiting. */
const QUIET_TURNS = 25;

/** When everybody waits, the time moves on to the next who wants to be woken. */
export function fakeClock(start = Date.UTC(2026, 0, 5)): FakeClock {
    let time = start;
    let quiet = 0;
    let watching = false;
    let held = 0;
    const sleepers = new Set<Sleeper>();
    const slept: number[] = [];

    const wakeUntil = (until: number) => {
        time = until;
        for (const sleeper of [...sleepers].sort((one, other) => one.until - other.until)) {
            if (sleeper.until > until) return;
            sleepers.delete(sleeper);
            sleeper.wake();
        }
    };
    const watch = () => {
        const active = [...sleepers].filter((sleeper) => !sleeper.passive);
        if (active.length === 0) {
            watching = false;
            return;
        }
        if (held > 0) quiet = 0;
        if (++quiet > QUIET_TURNS) {
            quiet = 0;
            wakeUntil(Math.min(...active.map((sleeper) => sleeper.until)));
        }
        setImmediate(watch);
    };

    return {
        slept,
        now: () => time,
        pass(ms) {
            wakeUntil(time + ms);
        },
        async hold(work) {
            held++;
            try {
                return await work;
            } finally {
                held--;
            }
        },
        sleep(ms, signal) {
            return new Promise((resolve, reject) => {
                const sleeper = { until: time + ms, wake: resolve, passive: signal !== undefined };
                sleepers.add(sleeper);
                quiet = 0;
                if (signal === undefined) slept.push(ms);
                signal?.addEventListener("abort", () => {
                    sleepers.delete(sleeper);
                    reject(new Error("called off"));
                });
                if (!watching && !sleeper.passive) {
                    watching = true;
                    setImmediate(watch);
                }
            });
        },
    };
}
