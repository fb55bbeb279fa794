import { create } from "../../provider/create";
import { ListMissingError } from "../../provider/errors";
import { get, read } from "../../provider/read";
import { context, library, open, put } from "./openStep";

describe("read", () => {
    it("shows drift property by property, and gives inputs that would bring it about", async () => {
        const { inputs } = open();
        const { outs } = await create(
            context,
            inputs("one", { description: "ours", source: "a/Get.ps1" }),
        );
        const same = await read(context.another(), outs);
        expect(same?.props).toEqual({ ...outs, __reported: undefined, __pending: undefined });
        await put("theirs", { description: "theirs" });
        const drifted = await read(context.another(), outs);
        expect(drifted?.inputs).toMatchObject({ description: "theirs", source: "a/Get.ps1" });
        expect(drifted?.inputs.sha256).not.toBe(outs.sha256);
        expect(drifted?.inputs).not.toHaveProperty("size");
        expect(drifted?.props.createdBy).toBe("Somebody");
    });

    it("says that it accepts content that somebody changed, and nothing of its own", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await read(context.another(), outs);
        expect(context.logged).toEqual([]);
        await put("theirs");
        await read(context.another(), outs);
        expect(context.logged).toEqual([
            expect.stringMatching(/uploaded by Somebody.*This refresh accepts it/),
        ]);
    });

    it("finds a file gone", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await library().remove("Get.ps1");
        expect(await read(context.another(), outs)).toBeUndefined();
    });

    it("does not take a text that the service has cut for drift", async () => {
        const { inputs } = open({
            emulator: { behaviour: { upload: { storedTexts: { cutAt: 5 } } } },
        });
        const { outs } = await create(context, inputs("one", { description: "Collects" }));
        const found = await read(context.another(), outs);
        expect(found?.inputs.description).toBe("Collects");
        expect(found?.props.__reported).toEqual({ description: "Colle" });
        await put("one", { description: "Colla" });
        expect((await read(context.another(), outs))?.inputs.description).toBe("Colla");
    });

    it("forgets what an unverified upload may have left, once it has seen what is there", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const found = await read(context.another(), { ...outs, __pending: [inputs("two").sha256] });
        expect(found?.props.__pending).toBeUndefined();
    });

    it("says that it does not know the content where the service reports no digest", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const { client } = context.another();
        const list: typeof client.list = async (age) => {
            const listed = await client.list(age);
            return { ...listed, find: (name) => ({ ...listed.find(name)!, sha256: undefined }) };
        };
        const __pending = [inputs("two").sha256];
        const blind = { ...context.another(), client: { ...client, list } };
        const found = await read(blind, { ...outs, __pending });
        expect(found?.props).toMatchObject({ sha256: outs.sha256, __pending });
        expect(context.logged).toEqual([expect.stringMatching(/reports no digest of Get\.ps1/)]);
    });
});

describe("get", () => {
    it("reads a file whoever put it there, and fails when it is not there", async () => {
        open();
        await put("theirs", { description: "d" });
        const { props } = await get(context, "Get.ps1");
        expect(props).toMatchObject({
            fileName: "Get.ps1",
            description: "d",
            createdBy: "Somebody",
        });
        await expect(get(context, "Other.ps1")).rejects.toThrow(/There is no file Other\.ps1/);
    });

    it("concludes nothing from a list that was not found", async () => {
        open({ emulator: { behaviour: { list: { empty: "notFound" } } } });
        await expect(get(context, "Other.ps1")).rejects.toThrow(ListMissingError);
    });
});
