import { atMost } from "../../cli/atMost";

describe("atMost", () => {
    it("has no more than so many under way, and keeps their order", async () => {
        let under = 0;
        let most = 0;
        const done = await atMost(3, [5, 1, 4, 2, 3, 9, 8], async (turns) => {
            most = Math.max(most, ++under);
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            under--;
            return turns * 2;
        });
        expect(done).toEqual([10, 2, 8, 4, 6, 18, 16]);
        expect(most).toBe(3);
    });

    it("has nothing to do with nothing", async () => {
        expect(await atMost(3, [], () => Promise.reject(new Error("never")))).toEqual([]);
    });
});
