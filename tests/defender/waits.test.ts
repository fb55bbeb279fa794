import { createWaits, duration } from "../../defender/waits";
import { tenantId } from "./answers";
import { fakeClock, type FakeClock } from "./fakeClock";

function setUp() {
    const lines: string[] = [];
    const clock = fakeClock();
    return {
        lines,
        clock,
        waits: createWaits({ clock, tenantId, log: (line) => lines.push(line) }),
    };
}

/** Lets so many seconds pass, one by one. */
async function pass(clock: FakeClock, seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
        clock.pass(1_000);
        await new Promise(setImmediate);
    }
}

describe("createWaits", () => {
    it("says why, how many and how long", () => {
        const { lines, waits } = setUp();
        waits.enter("upload");
        waits.enter("upload");
        waits.tell({ kind: "upload", why: "the API asked to wait (429)", ms: 42_000 });
        expect(lines[0]).toMatch(
            `Tenant ${tenantId}: the API asked to wait (429); 2 uploads are waiting, for 42 s. `,
        );
    });

    it("says once what ^C does to files that wait", () => {
        const { lines, waits } = setUp();
        for (const kind of ["upload", "delete", "list", "token"] as const)
            for (const ms of [10_000, 60_000]) waits.tell({ kind, why: "slow", ms });
        expect(lines).toHaveLength(8);
        expect(lines.map((line) => /(\S+ \S+) even after \^C; \^C twice/.exec(line)?.[1])).toEqual([
            "go up",
            undefined,
            "are deleted",
            ...Array.from({ length: 5 }, () => undefined),
        ]);
    });

    it("tells one wait once, however many wait for it", () => {
        const { lines, waits } = setUp();
        for (let waiting = 0; waiting < 10; waiting++)
            waits.tell({ kind: "upload", why: "slow", ms: 42_000 });
        expect(lines).toHaveLength(1);
    });

    /** How many waited, and how long still, as each line tells. */
    const toldIn = (lines: readonly string[]) =>
        lines.map((line) => {
            const [, count, time] = /; (\S+) uploads? .*?, for ([^.]+)\./.exec(line) ?? [];
            return `${count}, ${time}`;
        });

    it("tells it again when those have come who come together with the first", async () => {
        const { lines, clock, waits } = setUp();
        for (let waiting = 1; waiting <= 20; waiting++) {
            waits.enter("upload");
            waits.tell({ kind: "upload", why: "slow", ms: 42_000 });
        }
        await pass(clock, 39);
        expect(toldIn(lines)).toEqual(["one, 42 s", "20, 41 s"]);
    });

    it("tells of those who come or go later, ever more seldom", async () => {
        const { lines, clock, waits } = setUp();
        const leave = waits.enter("upload");
        waits.tell({ kind: "upload", why: "slow", ms: 40_000 });
        for (let waiting = 2; waiting <= 5; waiting++) {
            waits.enter("upload");
            await pass(clock, 4);
        }
        leave();
        await pass(clock, 24);
        expect(toldIn(lines)).toEqual(["one, 40 s", "2, 39 s", "3, 33 s", "5, 25 s", "4, 9 s"]);
    });

    it("tells every five minutes that it still waits", async () => {
        const { lines, clock, waits } = setUp();
        waits.enter("upload");
        waits.tell({ kind: "upload", why: "the hour is full", ms: 1_202_000 });
        await pass(clock, 1_202);
        expect(toldIn(lines)).toEqual([
            "one, 20 min 2 s",
            "one, 15 min 2 s",
            "one, 10 min 2 s",
            "one, 5 min 2 s",
        ]);
    });

    it("goes on with the longer wait alone when there is one", async () => {
        const { lines, clock, waits } = setUp();
        waits.enter("upload");
        waits.tell({ kind: "upload", why: "slow", ms: 40_000 });
        waits.tell({ kind: "upload", why: "slower", ms: 60_000 });
        waits.enter("upload");
        await pass(clock, 60);
        expect(toldIn(lines)).toEqual(["one, 40 s", "one, 1 min", "2, 59 s"]);
        expect(lines[2]).toContain("slower;");
    });

    it("tells nothing more when nobody waits any more", async () => {
        const { lines, clock, waits } = setUp();
        const leave = waits.enter("upload");
        waits.tell({ kind: "upload", why: "slow", ms: 900_000 });
        leave();
        await pass(clock, 900);
        expect(lines).toHaveLength(1);
    });

    it("tells a longer one, and one of another kind", () => {
        const { lines, waits } = setUp();
        waits.tell({ kind: "upload", why: "slow", ms: 10_000 });
        waits.tell({ kind: "upload", why: "slower", ms: 60_000 });
        waits.tell({ kind: "list", why: "slow", ms: 10_000 });
        expect(lines).toHaveLength(3);
    });

    it("tells the next wait when one is over", async () => {
        const { lines, waits } = setUp();
        await waits.sleep({ kind: "upload", why: "slow", ms: 10_000 });
        await waits.sleep({ kind: "upload", why: "slow", ms: 10_000 });
        expect(lines).toHaveLength(2);
    });

    it("keeps a wait of three seconds to itself", () => {
        const { lines, waits } = setUp();
        waits.tell({ kind: "upload", why: "slow", ms: 3_000 });
        expect(lines).toEqual([]);
    });

    it("counts who sleeps, and no longer who has woken", async () => {
        const { lines, waits } = setUp();
        const first = waits.sleep({ kind: "delete", why: "slow", ms: 5_000 });
        const second = waits.sleep({ kind: "delete", why: "slow", ms: 50_000 });
        await first;
        await second;
        await waits.sleep({ kind: "delete", why: "slow", ms: 5_000 });
        expect(lines.map((line) => /(one|\d+) deletion/.exec(line)?.[1])).toEqual([
            "one",
            "2",
            "one",
        ]);
    });
});

describe("duration", () => {
    it("speaks of seconds, then of minutes", () => {
        expect([900, 42_000, 60_000, 725_000].map(duration)).toEqual([
            "1 s",
            "42 s",
            "1 min",
            "12 min 5 s",
        ]);
    });
});
