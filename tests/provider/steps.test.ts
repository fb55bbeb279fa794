import { sha256Of } from "../../library/digest";
import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { DriftError, PartialError, UnownedFileError } from "../../provider/errors";
import { get, read } from "../../provider/read";
import type { LibraryFileState } from "../../provider/state";
import { update } from "../../provider/update";
import { fakeClock } from "../defender/fakeClock";
import { stepContext, type StepContext } from "./stepContext";

let context: StepContext;
const open = (...options: Parameters<typeof stepContext>) => (context = stepContext(...options));
afterEach(() => {
    context.close();
});
const library = () => context.emulator.library(context.tenantId);
const put = (text: string, texts: { description?: string; createdBy?: string } = {}) =>
    library().put("Get.ps1", Buffer.from(text), { createdBy: "Somebody", ...texts });
const messageOf = (refused: Promise<unknown>) =>
    refused.then(
        () => "it was not refused",
        (error: unknown) => (error as Error).message,
    );

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
        const later = { ...context.another(), hasProgram: () => Promise.resolve(false) };
        await deleteFile(later, outs);
        expect(context.calls()).toEqual(["list", "list", "delete"]);
        expect(await library().list()).toEqual([]);
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

    it("knows its own upload again that was changed on the way, and mends it", async () => {
        const { inputs } = open();
        context.emulator.once({ call: "upload" }, { kind: "mangled" });
        const failed: unknown = await create(context, inputs("one")).catch((e: unknown) => e);
        expect(failed).toBeInstanceOf(PartialError);
        const remembered = (failed as { outs: LibraryFileState }).outs;
        expect(remembered.__pending).toEqual([sha256Of(Buffer.from("one\n"))]);
        const { outs } = await update(context.another(), remembered, inputs("one"));
        expect(outs.__pending).toBeUndefined();
        expect((await library().read("Get.ps1"))?.toString()).toBe("one");
    });

    it("overwrites its own file that a delete of this run has left for it, and no other", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one", { __resource: "r" }));
        const wanted = inputs("two", { __resource: "r" });
        context.notes.wanted({ tenantId: context.tenantId, fileName: "Get.ps1", resource: "r" });
        await deleteFile(context.another(), outs);
        await expect(
            create(context.another(), { ...wanted, __resource: "another" }),
        ).rejects.toThrow(UnownedFileError);
        await put("somebody's");
        await expect(create(context.another(), wanted)).rejects.toThrow(UnownedFileError);
        await put("one");
        await create(context.another(), wanted);
        expect((await library().read("Get.ps1"))?.toString()).toBe("two");
        expect(context.calls()).toEqual(["list", "upload", "list", "list", "list", "override"]);
    });

    it("shows nothing of a foreign file's words that would change what a terminal shows", async () => {
        const { inputs } = open();
        await put("two", { createdBy: "Eve\u001b[2J\u202e\r\nadmin", description: "\u202edoog" });
        const refused = await messageOf(create(context, inputs("one")));
        expect(refused).toContain("uploaded by Eve<U+001B>[2J<U+202E><U+000D><U+000A>admin");
        const texts = await messageOf(create(context, inputs("two")));
        expect(texts).toContain('description "<U+202E>doog"');
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

    it("quotes the texts too when it overwrites content that somebody changed", async () => {
        const { inputs } = open({ configuration: { onDrift: "overwrite" } });
        const { outs } = await create(context, inputs("one", { description: "ours" }));
        await put("theirs", { description: "theirs" });
        await update(context.another(), outs, inputs("two", { description: "ours" }));
        expect(context.logged).toEqual([
            expect.stringMatching(/description "theirs" \(here "ours"\).*it is overwritten, as/),
        ]);
    });

    it("looks again when its turn at the rate limit comes late, and stops at what came in between", async () => {
        const clock = fakeClock();
        const { inputs } = open({ client: { clock, callsPerMinute: 1, minute: 90_000 } });
        const first = await create(context.another(), inputs("one"));
        const second = await create(context.another(), inputs("one", { fileName: "Other.ps1" }));
        context.calls();
        const { client } = context;
        const wanted = inputs("two");
        // The one call of this minute is taken; the second waits, and meanwhile somebody comes.
        const updates = [
            update(context, second.outs, { ...wanted, fileName: "Other.ps1" }),
            update({ ...context, client }, first.outs, wanted),
        ];
        await updates[0];
        await put("somebody's");
        await expect(updates[1]).rejects.toThrow(DriftError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("somebody's");
        expect(context.calls()).toEqual(["list", "override", "list"]);
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
        const later = { ...context.another(), hasProgram: () => Promise.resolve(false) };
        await deleteFile(later, outs);
        expect(await library().list()).toEqual([]);
        await deleteFile(later, outs);
        expect(context.calls()).toEqual(["list", "upload", "list", "delete"]);
    });

    it("listens to no notes in a run without a program: they are an earlier run's", async () => {
        const { inputs } = open({ hasProgram: false });
        const { outs } = await create(context, inputs("one"));
        await deleteFile(context.another(), outs);
        expect(await library().list()).toEqual([]);
    });

    it("looks again when its turn at the rate limit comes late, and stops at what came in between", async () => {
        const clock = fakeClock();
        const { inputs } = open({
            client: { clock, callsPerMinute: 1, minute: 90_000 },
            hasProgram: false,
        });
        const first = await create(context.another(), inputs("one"));
        const second = await create(context.another(), inputs("one", { fileName: "Other.ps1" }));
        const deletes = [deleteFile(context, second.outs), deleteFile(context, first.outs)];
        await deletes[0];
        await put("somebody's");
        await expect(deletes[1]).rejects.toThrow(DriftError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("somebody's");
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
