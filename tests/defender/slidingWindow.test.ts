import * as fc from "fast-check";

import { slidingWindow } from "../../defender/slidingWindow";

describe("slidingWindow", () => {
    it("lets the limit through at once, and the next when the first is a window old", () => {
        const window = slidingWindow({ limit: 2, length: 60_000 });
        window.begin(0)(10);
        expect(window.waitAt(20)).toBe(0);
        window.begin(20)(30);
        expect(window.waitAt(40)).toBe(60_010 - 40);
        expect(window.waitAt(60_010)).toBe(0);
    });

    it("counts a slow call from a fiftieth of the window after its beginning", () => {
        const window = slidingWindow({ limit: 1, length: 60_000 });
        window.begin(0)(30_000);
        expect(window.waitAt(30_000)).toBe(61_200 - 30_000);
    });

    it("never lets more arrive than the limit, in any window, however long calls take to arrive", () => {
        const length = 6_000;
        const call = fc.record({ travel: fc.nat(100), answer: fc.nat(100), pause: fc.nat(300) });
        fc.assert(
            fc.property(
                fc.array(call, { maxLength: 60 }),
                fc.integer({ min: 1, max: 10 }),
                (calls, limit) => {
                    const window = slidingWindow({ limit, length });
                    const arrivals: number[] = [];
                    let now = 0;
                    for (const { travel, answer, pause } of calls) {
                        now += pause;
                        now += window.waitAt(now);
                        window.begin(now)(now + travel + answer);
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
