import * as fc from "fast-check";

import { slidingWindow, type SlidingWindow } from "../../defender/slidingWindow";

/** A call that is ready when it begins, and ends. */
function call(window: SlidingWindow, departs: number, ends: number): void {
    const counted = window.begin();
    counted.departs(departs);
    counted.ends(ends);
}

describe("slidingWindow", () => {
    it("lets the limit through at once, and the next when the first is a window old", () => {
        const window = slidingWindow({ limit: 2, length: 60_000 });
        call(window, 0, 10);
        expect(window.waitAt(20)).toBe(0);
        call(window, 20, 30);
        expect(window.waitAt(40)).toBe(60_010 - 40);
        expect(window.waitAt(60_010)).toBe(0);
    });

    it("counts a slow call from a fiftieth of the window after its beginning", () => {
        const window = slidingWindow({ limit: 1, length: 60_000 });
        call(window, 0, 30_000);
        expect(window.waitAt(30_000)).toBe(61_200 - 30_000);
    });

    it("counts a call from when it goes out, however long its request took to make", () => {
        const window = slidingWindow({ limit: 1, length: 60_000 });
        const counted = window.begin();
        expect(window.waitAt(50_000)).toBe(61_200);
        counted.departs(70_000);
        expect(window.waitAt(71_000)).toBe(60_200);
        counted.ends(70_500);
        expect(window.waitAt(71_000)).toBe(59_500);
    });

    it("counts a call that ends without having gone out", () => {
        const window = slidingWindow({ limit: 1, length: 60_000 });
        window.begin().ends(100);
        expect(window.waitAt(200)).toBe(59_900);
    });

    it("never lets more arrive than the limit, in any window, however long calls take to arrive", () => {
        const length = 6_000;
        const ms = fc.nat(100);
        const timed = fc.record({ made: ms, travel: ms, answer: ms, pause: fc.nat(300) });
        fc.assert(
            fc.property(
                fc.array(timed, { maxLength: 60 }),
                fc.integer({ min: 1, max: 10 }),
                (calls, limit) => {
                    const window = slidingWindow({ limit, length });
                    const arrivals: number[] = [];
                    let now = 0;
                    for (const { made, travel, answer, pause } of calls) {
                        now += pause;
                        now += window.waitAt(now);
                        const counted = window.begin();
                        now += made;
                        counted.departs(now);
                        counted.ends(now + travel + answer);
                        arrivals.push(now + travel);
                    }
                    arrivals.sort((one, other) => one - other);
                    arrivals.forEach((arrival, index) => {
                        const before = arrivals[index - limit];
                        if (before !== undefined)
                            expect(arrival - before).toBeGreaterThanOrEqual(length);
                    });
                },
            ),
        );
    });
});
