import { createCallGate, withRateLimit, type RateLimits } from "../../defender/rateLimit";
import { createWaits } from "../../defender/waits";
import { answerOf, callOf, tenantId } from "./answers";
import { fakeClock } from "./fakeClock";

function setUp(limits: RateLimits = {}) {
    const lines: string[] = [];
    const clock = fakeClock(0);
    const waits = createWaits({ clock, tenantId, log: (line) => lines.push(line) });
    return { lines, clock, gate: createCallGate({ ...limits, clock, waits }) };
}

const MIB = 1_048_576;

/** What ends only once so many have begun. */
function promiseOfAll(count: number) {
    const { promise, resolve } = Promise.withResolvers<string>();
    let arrived = 0;
    return {
        arrive: () => {
            if (++arrived === count) resolve("together");
            return promise;
        },
    };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("createCallGate", () => {
    it("lets calls through in the order in which they came", async () => {
        const { gate } = setUp({ callsPerMinute: 2 });
        const order: number[] = [];
        await Promise.all(
            many(7).map((index) => gate.run("upload", () => Promise.resolve(order.push(index)))),
        );
        expect(order).toEqual(many(7));
    });

    it("takes 250 calls at 100 a minute in just over two minutes", async () => {
        const { gate, clock } = setUp({ callsPerMinute: 100, callsPerHour: 1_500 });
        const starts: number[] = [];
        await Promise.all(
            many(250).map(() =>
                gate.run("upload", () => Promise.resolve(starts.push(clock.now()))),
            ),
        );
        expect(starts.filter((start) => start < 60_000)).toHaveLength(100);
        expect(clock.now()).toBe(120_000);
    });

    it("counts a call from when its request goes out, which may wait for a list at its turn", async () => {
        const { gate, clock } = setUp({ callsPerMinute: 2 });
        const departures: number[] = [];
        const made = [50_000, 20_000, 1_000, 40_000, 5_000, 0, 30_000];
        await Promise.all(
            made.map((ms) =>
                gate.run("upload", async (departs) => {
                    await clock.sleep(ms);
                    departs();
                    departures.push(clock.now());
                }),
            ),
        );
        const inOrder = departures.toSorted((one, other) => one - other);
        const apart = inOrder.slice(2).map((time, index) => time - inOrder[index]!);
        expect(apart).toHaveLength(5);
        expect(Math.min(...apart)).toBeGreaterThanOrEqual(60_000);
    });

    it("holds the hour's limit as well", async () => {
        const { gate, clock } = setUp({ callsPerHour: 3 });
        await Promise.all(many(4).map(() => gate.run("list", () => Promise.resolve())));
        expect(clock.now()).toBe(3_600_000);
    });

    it("has no limit where none is set", async () => {
        const { gate, clock } = setUp({ callsPerMinute: 0 });
        await Promise.all(many(500).map(() => gate.run("upload", () => Promise.resolve())));
        expect(clock.now()).toBe(0);
    });

    it("limits each kind on its own", async () => {
        const { gate, clock } = setUp({ callsPerMinute: 1 });
        await gate.run("list", () => Promise.resolve());
        await gate.run("upload", () => Promise.resolve());
        expect(clock.now()).toBe(0);
    });

    it("has four uploads under way at most", async () => {
        const { gate } = setUp();
        let underWay = 0;
        let most = 0;
        await Promise.all(
            many(20).map(() =>
                gate.run("upload", async () => {
                    most = Math.max(most, ++underWay);
                    await new Promise(setImmediate);
                    underWay--;
                }),
            ),
        );
        expect(most).toBe(4);
    });

    it("has as many large uploads under way as fit together, in the order in which they came", async () => {
        const { gate } = setUp();
        const underWay = new Set<number>();
        const began: number[][] = [];
        const upload = (size: number, index: number) =>
            gate.run(
                "upload",
                async () => {
                    underWay.add(index);
                    began.push([...underWay]);
                    await new Promise(setImmediate);
                    underWay.delete(index);
                },
                size * MIB,
            );
        await Promise.all([20, 20, 12, 1, 40, 1].map(upload));
        expect(began).toEqual([[0], [1], [1, 2], [2, 3], [4], [5]]);
    });

    it("holds all calls of a kind back when the service asked to wait", async () => {
        const { gate, clock, lines } = setUp();
        gate.pause("upload", 20_000);
        const begin = (kind: "upload" | "list") =>
            gate.run(kind, () => Promise.resolve(`${kind} at ${clock.now()}`));
        const began = await Promise.all([begin("upload"), begin("upload"), begin("list")]);
        expect(began).toEqual(["upload at 20000", "upload at 20000", "list at 0"]);
        // The first began to wait before the second came.
        expect(lines).toHaveLength(2);
        expect(lines[1]).toContain("2 uploads are waiting, for 19 s");
    });

    it("tells of a limit once for each time that it is reached, with its number", async () => {
        const { gate, lines } = setUp({ callsPerMinute: 10 });
        await Promise.all(many(30).map(() => gate.run("upload", () => Promise.resolve())));
        expect(lines).toHaveLength(2);
        expect(lines[0]).toContain("the limit of 10 calls a minute is reached");
        expect(lines[1]).toContain("10 uploads are waiting, for 1 min");
    });

    it("goes on after calls that failed, with the room that they had", async () => {
        const { gate } = setUp();
        const failures = many(9).map(() =>
            gate
                .run("upload", () => Promise.reject(new Error("failed")), 30 * MIB)
                .catch(() => "failed"),
        );
        expect(await Promise.all(failures)).toEqual(many(9).map(() => "failed"));
        const two = promiseOfAll(2);
        const both = many(2).map(() => gate.run("upload", two.arrive, 16 * MIB));
        expect(await Promise.all(both)).toEqual(["together", "together"]);
    });
});

describe("withRateLimit", () => {
    it("has the request made only when it is its turn", async () => {
        const { gate, clock } = setUp({ callsPerMinute: 1 });
        const made: number[] = [];
        const send = withRateLimit(async (call) => {
            await call.request();
            return answerOf(200);
        }, gate);
        const call = callOf("upload");
        const noting = { ...call, request: () => (made.push(clock.now()), call.request()) };
        await Promise.all([send(noting), send(noting)]);
        expect(made).toEqual([0, 60_000]);
    });
});
