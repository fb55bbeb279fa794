import { getEventListeners } from "node:events";

import { systemClock } from "../../defender/clock";
import { errorFrom } from "./answers";

const LONG = 3_600_000;

describe("systemClock", () => {
    it("sleeps, and then knows nothing of its signal any more", async () => {
        const { signal } = new AbortController();
        await systemClock.sleep(1);
        await systemClock.sleep(1, signal);
        expect(getEventListeners(signal, "abort")).toEqual([]);
    });

    it("rejects with the signal's reason, and keeps no process waiting", async () => {
        const timers = () =>
            process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
        const before = timers();
        const stop = new AbortController();
        const sleeping = errorFrom(systemClock.sleep(LONG, stop.signal));
        expect(timers()).toBe(before + 1);
        const reason = new Error("enough");
        stop.abort(reason);
        expect(await sleeping).toBe(reason);
        expect(await errorFrom(systemClock.sleep(LONG, stop.signal))).toBe(reason);
        expect(timers()).toBe(before);
    });
});
