import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { DriftError, UnownedFileError } from "../../provider/errors";
import { get, read } from "../../provider/read";
import { update } from "../../provider/update";
import { stepContext, type StepContext } from "./stepContext";

let context: StepContext;
const open = (...options: Parameters<typeof stepContext>) => (context = stepContext(...options));
afterEach(() => {
    context.close();
});
const library = () => context.emulator.library(context.tenantId);
const put = (text: string, texts: { description?: string; createdBy?: string } = {}) =>
    library().put("Get.ps1", Buffer.from(text), { createdBy: "Somebody", ...texts });

describe("create", () => {
    it("uploads what is absent, and never over another file", async () => {
        const { inputs } = open();
        const { id, outs } = await create(context, inputs("one", { description: "d" }));
        expect(id).toBe(`${context.tenantId}/Get.ps1`);
        expect(outs).toMatchObject({ description: "d", createdBy: expect.any(String) as string });
        expect(outs).not.toHaveProperty("__reported");
        expect(context.calls()).toEqual(["list", "upload"]);
    });

    it("takes over what is there with the same content and texts, and says whose it was", async () => {
        const { inputs } = open();
        await put("one");
        const { outs } = await create(context, inputs("one"));
        expect(outs.createdBy).toBe("Somebody");
        expect(context.calls()).toEqual(["list"]);
        expect(context.logged).toEqual([
            expect.stringMatching(/uploaded by Somebody.*"pulumi destroy" will remove it/),
        ]);
    });

    it("takes over in spite of another case, and remembers what the service calls it", async () => {
        const { inputs } = open();
        await put("one");
        const { outs } = await create(context, inputs("one", { fileName: "GET.ps1" }));
        expect(outs).toMatchObject({ fileName: "GET.ps1", __reported: { fileName: "Get.ps1" } });
        const found = await read(context, outs);
        expect(found?.props.fileName).toBe("GET.ps1");
        await deleteFile(context.another(), outs).catch(() => undefined);
        expect(context.calls()).toEqual(["list"]);
    });

    it.each([
        ["other content", "two", {}, /digest [0-9a-f]{64} there, [0-9a-f]{64} here\)/],
        ["other line ends", "a\r\nb\r\n", {}, /differs only in line ends/],
        ["other texts", "a\nb\n", { description: "theirs" }, /description "theirs" \(here ""\)/],
    ])("refuses what is there with %s", async (_, text, texts, message) => {
        const { inputs } = open();
        await put(text, texts);
        const refused = create(context, inputs("a\nb\n"));
        await expect(refused).rejects.toThrow(UnownedFileError);
        await expect(refused).rejects.toThrow(message);
        await expect(refused).rejects.toThrow(/uploaded by Somebody.*adopt: true/);
        expect(context.calls()).toEqual(["list"]);
        expect((await library().read("Get.ps1"))?.toString()).toBe(text);
    });

    it("overwrites what is there with adopt, and says what that was", async () => {
        const { inputs } = open();
        await put("two", { description: "theirs" });
        await create(context, inputs("one", { adopt: true }));
        expect(context.calls()).toEqual(["list", "override"]);
        expect(context.logged[0]).toContain('description "theirs"');
    });

    it("lets nobody be overwritten who came between the list and the upload", async () => {
        const { inputs } = open();
        await context.client.list();
        await put("two");
        await expect(create(context, inputs("one"))).rejects.toThrow(UnownedFileError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("two");
        expect(context.calls()).toEqual(["list", "upload", "list"]);
    });

    it("takes over from somebody who came in between with the same", async () => {
        const { inputs } = open();
        await context.client.list();
        await put("one");
        await create(context, inputs("one"));
        expect(context.calls()).toEqual(["list", "upload", "list"]);
    });

    it("takes a list that was not found for an empty library", async () => {
        const { inputs } = open({ emulator: { behaviour: { list: { empty: "notFound" } } } });
        await create(context, inputs("one"));
        expect(await library().list()).toHaveLength(1);
    });
});

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

    it("takes neither digest of an upload that was accepted but not verified for somebody else's", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const wanted = inputs("two");
        context.emulator.once({ call: "upload" }, { kind: "wrongDigest" });
        const partial: unknown = await update(context.another(), outs, wanted).catch(
            (e: unknown) => e,
        );
        const remembered = (partial as { outs: typeof outs }).outs;
        expect(remembered).toMatchObject({ sha256: outs.sha256, __pending: wanted.sha256 });
        const third = inputs("three");
        const mended = await update(context.another(), remembered, third);
        expect(mended.outs).toMatchObject({ sha256: third.sha256 });
        expect(mended.outs).not.toHaveProperty("__pending");
    });
});

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

    it("finds a file gone", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await library().remove("Get.ps1");
        expect(await read(context.another(), outs)).toBeUndefined();
    });

    it("does not take a text that the service changed at once for drift", async () => {
        const { inputs } = open({
            emulator: { behaviour: { upload: { hasParametersAbsent: "derived" } } },
        });
        const wanted = inputs("one", { parametersDescription: "-Full", hasParameters: false });
        const { outs } = await create(context, wanted);
        const reported = { ...outs, __reported: { description: "cut by the service" } };
        await library().put("Get.ps1", Buffer.from("one"), {
            description: "cut by the service",
            parametersDescription: "-Full",
        });
        const found = await read(context.another(), reported);
        expect(found?.inputs).not.toHaveProperty("description");
        expect(found?.props.__reported).toEqual({ description: "cut by the service" });
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
});

describe("deleteFile", () => {
    it("removes what this stack made, and is content when it is gone", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        const later = { ...context.another(), notes: { ...context.notes, isClaimed: () => false } };
        await deleteFile(later, outs);
        expect(await library().list()).toEqual([]);
        await deleteFile(later, outs);
        expect(context.calls()).toEqual(["list", "upload", "list", "delete"]);
    });

    it("leaves what somebody changed, unless onDrift says otherwise", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await put("theirs");
        const later = { ...context.another(), notes: { ...context.notes, isClaimed: () => false } };
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
