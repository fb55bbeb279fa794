import { create } from "../../provider/create";
import { DriftError } from "../../provider/errors";
import { read } from "../../provider/read";
import { update } from "../../provider/update";
import { clock, context, late, library, open, put } from "./openStep";

describe("update", () => {
    it("overrides what this stack knows, and nothing when all is as wanted already", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const wanted = inputs("two", { description: "new" });
        const second = await update(context, outs, wanted);
        expect(second.outs).toMatchObject({ sha256: wanted.sha256, description: "new" });
        expect(context.calls()).toEqual(["list", "upload", "override"]);
        await update(context.another(), outs, wanted);
        expect(context.calls()).toEqual(["list"]);
    });

    it("uploads what is gone", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await library().remove("Get.ps1");
        await update(context.another(), outs, inputs("two"));
        expect(await library().list()).toHaveLength(1);
    });

    it("stops at content that somebody changed, and overwrites it when onDrift says so", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await put("theirs");
        const stopped = update(context.another(), outs, inputs("two"));
        await expect(stopped).rejects.toThrow(DriftError);
        await expect(stopped).rejects.toThrow(/uploaded by Somebody.*pulumi up --refresh/);
        expect((await library().read("Get.ps1"))?.toString()).toBe("theirs");
        const { settings } = context;
        const overwriting = {
            ...context.another(),
            settings: { ...settings, onDrift: "overwrite" } as const,
        };
        await update(overwriting, outs, inputs("two"));
        expect((await library().read("Get.ps1"))?.toString()).toBe("two");
        expect(context.logged.at(-1)).toContain("it is overwritten, as mde:onDrift says");
    });

    it("overwrites texts that somebody changed, and quotes them", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one", { description: "ours" }));
        await put("one", { description: "theirs" });
        await update(context.another(), outs, inputs("two", { description: "ours" }));
        expect(context.logged.at(-1)).toContain('description "theirs" (here "ours")');
        expect((await library().list())[0]?.description).toBe("ours");
    });

    it("quotes the texts too when it overwrites content that somebody changed", async () => {
        const { inputs } = open({ configuration: { onDrift: "overwrite" } });
        const { outs } = await create(context, inputs("one", { description: "ours" }));
        await put("theirs", { description: "theirs" });
        await update(context.another(), outs, inputs("two", { description: "ours" }));
        expect(context.logged).toEqual([
            expect.stringMatching(/description "theirs" \(here "ours"\).*it is overwritten, as/),
        ]);
    });

    it("decides again at its turn, on a list that is fresh then", async () => {
        const { inputs } = open({ client: { clock } });
        const { outs } = await create(context, inputs("one"));
        const turn = late(context.another());
        const updating = update(turn.context, outs, inputs("two"));
        await turn.waits;
        await put("somebody's");
        clock.pass(60_001);
        turn.comes();
        await expect(updating).rejects.toThrow(DriftError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("somebody's");
    });

    it("says once what it overwrites, however late its turn comes", async () => {
        const { inputs } = open({ client: { clock } });
        const { outs } = await create(context, inputs("one", { description: "ours" }));
        await put("one", { description: "theirs" });
        const turn = late(context.another());
        const updating = update(turn.context, outs, inputs("two", { description: "ours" }));
        await turn.waits;
        clock.pass(60_001);
        turn.comes();
        await updating;
        expect(context.logged).toHaveLength(1);
    });

    it("says what else it overwrites when texts change while it waits for its turn", async () => {
        const { inputs } = open({ client: { clock } });
        const { outs } = await create(context, inputs("one", { description: "ours" }));
        const turn = late(context.another());
        const updating = update(turn.context, outs, inputs("two", { description: "ours" }));
        await turn.waits;
        await put("one", { description: "theirs" });
        clock.pass(60_001);
        turn.comes();
        await updating;
        expect(context.logged).toEqual([expect.stringContaining('description "theirs"')]);
    });

    it("takes neither digest of an upload that was accepted but not verified for somebody else's", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const wanted = inputs("two");
        context.emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        const partial: unknown = await update(context.another(), outs, wanted).catch(
            (e: unknown) => e,
        );
        const remembered = (partial as { outs: typeof outs }).outs;
        expect(remembered).toMatchObject({
            sha256: outs.sha256,
            __pending: [wanted.sha256, expect.stringMatching(/^[0-9a-f]{64}$/) as string],
        });
        const third = inputs("three");
        const mended = await update(context.another(), remembered, third);
        expect(mended.outs).toMatchObject({ sha256: third.sha256 });
        expect(mended.outs).not.toHaveProperty("__pending");
    });

    it("looks at the file that it stands for, where a name in another case is another one", async () => {
        const { inputs } = open({
            emulator: { behaviour: { service: { nameCase: "sensitive" } } },
        });
        await library().put("GET.PS1", "one", { createdBy: "Somebody" });
        const { outs } = await create(context, inputs("one"));
        await library().put("Get.ps1", "theirs", { createdBy: "Somebody" });
        const { outs: after } = await update(context.another(), outs, inputs("two"));
        expect(String(await library().read("GET.PS1"))).toBe("two");
        expect(String(await library().read("Get.ps1"))).toBe("theirs");
        expect((await read(context.another(), after))?.props).toEqual(after);
    });
});
