import { backoff, retryAfter } from "../../defender/retryTiming";

const now = Date.UTC(2026, 0, 5, 12, 0, 0);

describe("retryAfter", () => {
    it.each([
        ["42", 42_000],
        ["0", 0],
        ["1.5", 1_500],
        [" 7 ", 7_000],
        ["3600", 3_600_000],
        ["Mon, 05 Jan 2026 12:00:30 GMT", 30_000],
        ["Monday, 05-Jan-26 12:00:30 GMT", 30_000],
    ])("reads %j", (header, expected) => {
        expect(retryAfter(header, now)).toBe(expected);
    });

    it("takes a date that has passed as now", () => {
        expect(retryAfter("Mon, 05 Jan 2026 11:59:00 GMT", now)).toBe(0);
    });

    it.each(["999999999999", "Fri, 31 Dec 2027 00:00:00 GMT"])(
        "believes no more than an hour: %j",
        (header) => {
            expect(retryAfter(header, now)).toBe(3_600_000);
        },
    );

    it.each([null, "", "-5", "NaN", "Infinity", "1e9", "soon", "2026-01-05T12:00:30Z"])(
        "makes nothing of %j",
        (header) => {
            expect(retryAfter(header, now)).toBeUndefined();
        },
    );
});

describe("backoff", () => {
    it("grows twofold from one second and stops at thirty", () => {
        const longest = [0, 1, 2, 3, 4, 5, 50].map((attempt) => backoff(attempt, () => 1));
        expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    });

    it("spreads over the whole time", () => {
        expect(backoff(3, () => 0)).toBe(0);
        expect(backoff(3, () => 0.25)).toBe(2_000);
    });
});
