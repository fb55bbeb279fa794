import { createWaits, duration } from "../../defender/waits";
import { tenantId } from "./answers";
import { fakeClock } from "./fakeClock";

function setUp() {
    const lines: string[] = [];
    const clock = fakeClock();
    return {
        lines,
        clock,
        waits: createWaits({ clock, tenantId, log: (line) => lines.push(line) }),
    };
}

describe("createWaits", () => {
    it("says why, how many and how long", () => {
        const { lines, waits } = setUp();
        waits.enter("upload");
        waits.enter("upload");
        waits.tell({ kind: "upload", why: "the API asked to wait (429)", ms: 42_000 });
        expect(lines).toEqual([
            `Tenant ${tenantId}: the API asked to wait (429); 2 uploads are waiting, for 42 s.`,
        ]);
    });

    it("tells one wait once, however many wait for it", () => {
        const { lines, waits } = setUp();
        for (let waiting = 0; waiting < 10; waiting++)
            waits.tell({ kind: "upload", why: "slow", ms: 42_000 });
        expect(lines).toHaveLength(1);
    });

    it("tells it again when many more wait, who were not known at first", () => {
        const { lines, waits } = setUp();
        for (let waiting = 1; waiting <= 20; waiting++) {
            waits.enter("upload");
            waits.tell({ kind: "upload", why: "slow", ms: 42_000 });
        }
        expect(lines.map((line) => /(one|\d+) upload/.exec(line)?.[1])).toEqual(["one", "4", "16"]);
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
