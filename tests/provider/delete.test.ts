import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { DriftError } from "../../provider/errors";
import { clock, context, late, library, open, put } from "./openStep";

describe("deleteFile", () => {
    it("removes what this stack made, and is content when it is gone", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const later = { ...context.another(), hasProgram: () => Promise.resolve(false) };
        await deleteFile(later, outs);
        expect(await library().list()).toEqual([]);
        await deleteFile(later, outs);
        expect(context.calls()).toEqual(["list", "upload", "list", "delete"]);
    });

    it("leaves what the program has under another resource, and says so in a short line", async () => {
        const own = open();
        const { outs } = await create(context, own.inputs("one", { __resource: "old/stack" }));
        const later = context.another();
        // Pulumi makes the new resource first: a Library that was moved into a component does so.
        await create(later, own.inputs("one", { __resource: "new/stack" }));
        await deleteFile(later, outs);
        expect(await library().list()).toHaveLength(1);
        const [taken, left] = context.logged;
        expect(taken).toMatch(
            /^Get\.ps1 is in tenant .* already, and the same \(uploaded by .*\): /,
        );
        expect(left).toMatch(
            /^Get\.ps1 stays in the library of tenant .*remove it in the portal\.$/,
        );
        expect(context.logged).toHaveLength(2);
        for (const line of context.logged) expect(line.length).toBeLessThan(230);
        expect(left!.length).toBeLessThan(165);
    });

    it("does not take a file for gone by a list that was not found, though it has written since", async () => {
        const { inputs, emulator } = open();
        const { outs } = await create(context, inputs("one"));
        const later = { ...context.another(), hasProgram: () => Promise.resolve(false) };
        emulator.once({ call: "list" }, { kind: "answer", status: 404 });
        await create(later, inputs("one", { fileName: "Renamed.ps1" }));
        await deleteFile(later, outs);
        expect((await library().list()).map(({ fileName }) => fileName)).toEqual(["Renamed.ps1"]);
    });

    it("listens to no notes in a run without a program: they are an earlier run's", async () => {
        const { inputs } = open({ hasProgram: false });
        const { outs } = await create(context, inputs("one"));
        await deleteFile(context.another(), outs);
        expect(await library().list()).toEqual([]);
    });

    it("decides again at its turn, on a list that is fresh then", async () => {
        const { inputs } = open({ client: { clock }, hasProgram: false });
        const { outs } = await create(context, inputs("one"));
        const turn = late(context.another());
        const deleting = deleteFile(turn.context, outs);
        await turn.waits;
        await put("somebody's");
        clock.pass(60_001);
        turn.comes();
        await expect(deleting).rejects.toThrow(DriftError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("somebody's");
    });

    it("leaves a file whose name differs in case: to some services it is another one", async () => {
        const { inputs } = open({
            hasProgram: false,
            emulator: { behaviour: { service: { nameCase: "sensitive" } } },
        });
        const { outs } = await create(context, inputs("one"));
        await library().remove("Get.ps1");
        await library().put("GET.PS1", "one", { createdBy: "Somebody" });
        await deleteFile(context.another(), outs);
        expect((await library().list()).map(({ fileName }) => fileName)).toEqual(["GET.PS1"]);
    });

    it("leaves what somebody changed, unless onDrift says otherwise", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await put("theirs");
        const later = { ...context.another(), hasProgram: () => Promise.resolve(false) };
        await expect(deleteFile(later, outs)).rejects.toThrow(/pulumi destroy --refresh/);
        expect(await library().list()).toHaveLength(1);
        const overwriting = {
            ...later,
            settings: { ...context.settings, onDrift: "overwrite" } as const,
        };
        await deleteFile(overwriting, outs);
        expect(await library().list()).toEqual([]);
    });
});
