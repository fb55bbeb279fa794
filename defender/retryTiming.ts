/** The longest `Retry-After` that is believed: the API's longest window is an hour (1.1). */
const MAX_RETRY_AFTER = 3_600_000;
const BACKOFF_BASE = 1_000;
const BACKOFF_CAP = 30_000;

/**
 * What a `Retry-After` header asks for, in milliseconds: seconds (the API's way, defender-api.md
 * 1.7; a fraction is tolerated) or a date. More than an hour counts as an hour, a date in the past
 * as 0; `undefined` for what is absent, negative or unreadable.
 *
 * @param now milliseconds since 1970.
 */
export function retryAfter(header: string | null, now: number): number | undefined {
    if (header === null) return undefined;
    const text = header.trim();
    if (/^\d+(\.\d*)?$/.test(text))
        return Math.min(Math.ceil(Number(text) * 1000), MAX_RETRY_AFTER);
    // Date.parse reads "-5" and "1e9" as years: only what has a month's name is a date.
    const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(date)) return undefined;
    return Math.min(Math.max(date - now, 0), MAX_RETRY_AFTER);
}

/**
 * How long to wait after the attempt of that number (0 for the first) has failed, in milliseconds:
 * anything up to 1 s, 2 s, 4 s, … 30 s, so that many that failed together don't come back together.
 *
 * @param random 0 to 1, such as `Math.random`.
 */
export function backoff(attempt: number, random: () => number): number {
    return Math.ceil(random() * Math.min(BACKOFF_CAP, BACKOFF_BASE * 2 ** attempt));
}
