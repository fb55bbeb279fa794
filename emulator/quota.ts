import { documentedRateLimit, type RateLimit } from "./serviceBehaviour";

/** Counts calls against the limits. */
export interface Quota {
    /** Counts a call; milliseconds until it would be answered where it is one too many (and uncounted). */
    take(key: { tenantId: string; call: string }): number | undefined;
}

/**
 * A quota of so many calls in a minute and in an hour. Calls that are refused do not count.
 *
 * @param clock milliseconds since 1970.
 */
export function createQuota(limit: Partial<RateLimit> | false, clock: () => number): Quota {
    if (limit === false) return { take: () => undefined };
    const { perMinute, perHour, minuteMs, hourMs, scope, window } = {
        ...documentedRateLimit,
        ...limit,
    };
    const counted = new Map<string, number[]>();

    /** How long until one more call fits into a window of `length`. */
    function waitFor(
        times: readonly number[],
        options: { most: number; length: number; now: number },
    ) {
        const { most, length, now } = options;
        if (window === "fixed") {
            const start = Math.floor(now / length) * length;
            const inside = times.filter((time) => time >= start).length;
            return inside < most ? 0 : start + length - now;
        }
        const oldest = times.at(-most);
        if (oldest === undefined || oldest <= now - length) return 0;
        return oldest + length - now;
    }

    return {
        take({ tenantId, call }) {
            const now = clock();
            const key = scope === "tenant" ? tenantId : `${tenantId}/${call}`;
            const times = counted.get(key) ?? [];
            counted.set(key, times);
            const wait = Math.max(
                waitFor(times, { most: perMinute, length: minuteMs, now }),
                waitFor(times, { most: perHour, length: hourMs, now }),
            );
            if (wait > 0) return wait;
            times.push(now);
            const kept = Math.max(perMinute, perHour);
            if (times.length > 2 * kept) times.splice(0, times.length - kept);
            return undefined;
        },
    };
}
