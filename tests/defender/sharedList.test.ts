import type { LiveFile } from "../../library/liveFile";
import { sharedList, type LoadedList } from "../../defender/sharedList";
import { errorFrom } from "./answers";
import { fakeClock } from "./fakeClock";

const file = (fileName: string, sha256 = "aa"): LiveFile => ({
    fileName,
    sha256,
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy: "",
    creationTime: "",
    lastUpdatedTime: "",
});

/** A list whose answers the test gives by hand. */
function setUp() {
    const clock = fakeClock(0);
    const calls: { answer(...files: LiveFile[]): void; fail(): void }[] = [];
    const list = sharedList(
        () =>
            new Promise<LoadedList>((resolve, reject) => {
                calls.push({
                    answer: (...files) => {
                        resolve({ files, missing: false });
                    },
                    fail: () => {
                        reject(new Error("half-way"));
                    },
                });
            }),
        { clock },
    );
    return { clock, calls, list };
}
const turn = () => new Promise(setImmediate);

describe("sharedList", () => {
    it("shares one call between concurrent callers, and its answer with later ones", async () => {
        const { calls, list } = setUp();
        const all = [list.get(), list.get()];
        calls[0]!.answer(file("a.ps1"));
        const [one, other] = await Promise.all(all);
        expect(one).toBe(other);
        expect(await list.get()).toBe(one);
        expect(calls).toHaveLength(1);
    });

    it("asks again when the list is older than it may be, once for all", async () => {
        const { calls, list, clock } = setUp();
        const first = list.get();
        calls[0]!.answer();
        expect((await first).at).toBe(0);
        clock.pass(60_000);
        await list.get({ maxAge: 60_000 });
        clock.pass(1);
        const later = [list.get({ maxAge: 60_000 }), list.get({ maxAge: 60_000 })];
        calls[1]!.answer();
        expect((await Promise.all(later)).map(({ at }) => at)).toEqual([60_001, 60_001]);
        expect(calls).toHaveLength(2);
    });

    it("counts a list's age from when it was asked for", async () => {
        const { calls, list, clock } = setUp();
        const first = list.get();
        clock.pass(50_000);
        calls[0]!.answer();
        expect((await first).at).toBe(0);
    });

    it("does not keep a failure", async () => {
        const { calls, list } = setUp();
        const first = list.get();
        calls[0]!.fail();
        expect((await errorFrom(first)).message).toBe("half-way");
        const second = list.get();
        calls[1]!.answer();
        expect((await second).files).toEqual([]);
    });

    it("gives who wants a fresh one a list that was asked for afterwards, shared", async () => {
        const { calls, list } = setUp();
        void list.get();
        const fresh = [list.fresh(), list.fresh()];
        calls[0]!.answer();
        await turn();
        expect(calls).toHaveLength(2);
        calls[1]!.answer(file("new.ps1"));
        const [one, other] = await Promise.all(fresh);
        expect(one?.find("new.ps1")).toBeDefined();
        expect(other).toBe(one);
    });

    it("gives a fresh one even if the list before it failed", async () => {
        const { calls, list } = setUp();
        const first = errorFrom(list.get());
        const fresh = list.fresh();
        calls[0]!.fail();
        await first;
        await turn();
        calls[1]!.answer();
        expect((await fresh).files).toEqual([]);
    });

    it("gives who wants a newer one the one that is there, if it is", async () => {
        const { calls, list, clock } = setUp();
        clock.pass(10);
        const first = list.get({ newerThan: 9 });
        const joined = list.get({ newerThan: 9 });
        calls[0]!.answer();
        expect(await joined).toBe(await first);
        expect(await list.get({ newerThan: 9 })).toBe(await first);
        clock.pass(1);
        const newer = list.get({ newerThan: 10 });
        calls[1]!.answer();
        expect((await newer).at).toBe(11);
    });

    it("takes our own writes over without asking again, and leaves its time", async () => {
        const { calls, list, clock } = setUp();
        const first = list.get();
        calls[0]!.answer(file("gone.ps1"));
        await first;
        clock.pass(5);
        list.put(file("new.ps1"));
        list.drop("gone.ps1");
        const { files, at } = await list.get();
        expect(files.map(({ fileName }) => fileName)).toEqual(["new.ps1"]);
        expect(at).toBe(0);
        expect(calls).toHaveLength(1);
    });

    it("lays writes over a list that was already under way", async () => {
        const { calls, list } = setUp();
        const first = list.get();
        list.put(file("new.ps1"));
        calls[0]!.answer();
        expect((await first).find("new.ps1")).toBeDefined();
    });

    it("believes a list that was asked for after a write", async () => {
        const { calls, list } = setUp();
        list.put(file("new.ps1"));
        const first = list.fresh();
        calls[0]!.answer();
        expect((await first).find("new.ps1")).toBeUndefined();
    });
});
