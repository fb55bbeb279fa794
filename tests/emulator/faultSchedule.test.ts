import { createFaultSchedule } from "../../emulator/faultSchedule";
import { emulated } from "./emulated";
import { tenantId } from "./wire";

const subject = (call: "list" | "upload" | "token", fileName?: string) => ({
    call,
    tenant: tenantId,
    fileName,
    search: "",
});

describe("createFaultSchedule", () => {
    const kinds = ["throttle", "resetAfter", "staleList", "wrongDigest"] as const;
    const draw = (seed: number) => {
        const schedule = createFaultSchedule({ seed, rate: 0.3, kinds });
        return Array.from({ length: 200 }, () => schedule(subject("upload", "A.ps1"))?.kind);
    };

    it("is the same with the same seed, and another with another", () => {
        expect(draw(1)).toEqual(draw(1));
        expect(draw(1)).not.toEqual(draw(2));
    });

    it("comes about as often as asked for", () => {
        const count = draw(7).filter((kind) => kind !== undefined).length;
        expect(count).toBeGreaterThan(40);
        expect(count).toBeLessThan(80);
    });

    it("does not depend on the order of calls for other files", () => {
        const alone = createFaultSchedule({ seed: 3, rate: 0.5, kinds });
        const among = createFaultSchedule({ seed: 3, rate: 0.5, kinds });
        for (let call = 0; call < 50; call++) {
            among(subject("upload", "B.ps1"));
            among(subject("list"));
            const expected = alone(subject("upload", "A.ps1"));
            expect(among(subject("upload", "a.PS1"))).toEqual(expected);
        }
    });

    it("leaves out what does not fit a call", () => {
        const schedule = createFaultSchedule({ seed: 1, rate: 1, kinds: ["staleList"] });
        expect(schedule(subject("list"))).toEqual({ kind: "staleList" });
        expect(schedule(subject("upload", "A"))).toBeUndefined();
        expect(schedule(subject("token"))).toBeUndefined();
    });

    it("never comes at rate 0 and always at rate 1", () => {
        for (const rate of [0, 1]) {
            const schedule = createFaultSchedule({ seed: 1, rate, kinds: ["reset"] });
            const drawn = Array.from({ length: 50 }, () => schedule(subject("list")));
            expect(drawn.every((effect) => (effect !== undefined) === (rate === 1))).toBe(true);
        }
    });

    it("is what an emulator with faults goes by, after those asked for with once", async () => {
        const { emulator, wire } = await emulated({
            faults: { seed: 1, rate: 1, kinds: ["wrongDigest"] },
        });
        emulator.once({ call: "list" }, { kind: "answer", status: 418 });
        expect((await wire.list()).status).toBe(418);
        await wire.upload({ content: "x" });
        const [file] = await emulator.library(tenantId).list();
        expect((await wire.files())[0]!.sha256).not.toBe(file!.sha256);
    });
});
