import type { Context } from "../../provider/context";
import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import {
    DriftError,
    ListMissingError,
    TenantPinError,
    UnownedFileError,
} from "../../provider/errors";
import { get, read } from "../../provider/read";
import { update } from "../../provider/update";
import { fakeClock, type FakeClock } from "../defender/fakeClock";
import { UnknownOutcomeError } from "../../defender";
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

let clock: FakeClock;
beforeEach(() => {
    clock = fakeClock();
});

/** The same context, whose calls that write wait until their turn comes. */
function late(given: Context): { context: Context; waits: Promise<void>; comes: () => void } {
    const begun = Promise.withResolvers<undefined>();
    const turn = Promise.withResolvers<undefined>();
    const wait = () => {
        begun.resolve(undefined);
        return turn.promise;
    };
    const client: Context["client"] = {
        list: (options) => given.client.list(options),
        upload: async (file) => {
            await wait();
            return given.client.upload(file);
        },
        remove: async (fileName, options) => {
            await wait();
            return given.client.remove(fileName, options);
        },
    };
    return {
        context: { ...given, client },
        waits: begun.promise,
        comes: () => {
            turn.resolve(undefined);
        },
    };
}

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

    it("makes somebody's file not its own where the service answers 200 to a taken name", async () => {
        const { inputs } = open({ emulator: { behaviour: { upload: { existing: "silent" } } } });
        await context.client.list();
        await put("theirs");
        await expect(create(context, inputs("one"))).rejects.toThrow(UnownedFileError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("theirs");
    });

    it("finds at its turn that the name has been taken, whatever the service would do", async () => {
        const { inputs } = open({
            client: { clock },
            emulator: { behaviour: { upload: { existing: "overwritten" } } },
        });
        const turn = late(context);
        const creating = create(turn.context, inputs("one"));
        await turn.waits;
        await put("theirs");
        clock.pass(60_001);
        turn.comes();
        await expect(creating).rejects.toThrow(UnownedFileError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("theirs");
    });

    it("does not know an upload again that was changed on the way: it may be somebody's file", async () => {
        const { inputs } = open();
        context.emulator.once({ call: "upload" }, { kind: "mangled" });
        const message = await messageOf(create(context, inputs("one")));
        expect(message).toMatch(
            /adopt: true.*something between here and the service changes uploads/,
        );
        await create(context, inputs("one", { adopt: true }));
        expect((await library().read("Get.ps1"))?.toString()).toBe("one");
    });

    it("quotes with adopt what has come while it waited for its turn", async () => {
        const { inputs } = open({ client: { clock } });
        await put("theirs", { description: "first" });
        const turn = late(context);
        const creating = create(turn.context, inputs("one", { adopt: true }));
        await turn.waits;
        await put("theirs, too", { description: "second" });
        clock.pass(60_001);
        turn.comes();
        await creating;
        expect(context.logged).toEqual([
            expect.stringContaining('description "first"'),
            expect.stringContaining('description "second"'),
        ]);
    });

    it("looks at a fresh list before it takes anything over", async () => {
        const { inputs } = open({ client: { clock } });
        await put("one");
        await context.client.list();
        await put("theirs");
        clock.pass(60_001);
        await expect(create(context, inputs("one"))).rejects.toThrow(UnownedFileError);
    });

    it("finds its own upload again whose texts the service has cut, when it was killed after it", async () => {
        const { inputs } = open({
            emulator: { behaviour: { upload: { storedTexts: { cutAt: 5 } } } },
        });
        const wanted = inputs("one", { description: "Collects triage data" });
        const first = await create(context, wanted);
        expect(first.outs).toMatchObject({
            description: "Collects triage data",
            __reported: { description: "Colle" },
        });
        const { outs } = await create(context.another(), wanted);
        expect(outs).toEqual({
            ...first.outs,
            creationTime: outs.creationTime,
            lastUpdatedTime: outs.lastUpdatedTime,
        });
        await expect(
            create(context.another(), inputs("one", { description: "Deletes" })),
        ).rejects.toThrow(UnownedFileError);
    });

    it("finds what it has sent when nothing is known of the outcome, although it was edited since", async () => {
        const { inputs } = open();
        context.emulator.once({ call: "upload" }, { kind: "resetAfter" });
        const sent = inputs("one", { __resource: "r/stack" });
        await context.client.list();
        context.emulator.once({ call: "list" }, { kind: "answer", status: 403 });
        await expect(create(context, sent)).rejects.toThrow(UnknownOutcomeError);
        expect((await library().read("Get.ps1"))?.toString()).toBe("one");

        const edited = inputs("two", { __resource: "r/stack" });
        const stranger = { ...edited, __resource: "r/other" };
        await expect(create(context.another(), stranger)).rejects.toThrow(UnownedFileError);
        const { outs } = await create(context.another(), edited);
        expect((await library().read("Get.ps1"))?.toString()).toBe("two");

        // Settled now: the earlier content put there again is somebody's.
        await put("one");
        const next = inputs("three", { __resource: "r/stack" });
        await expect(update(context.another(), outs, next)).rejects.toThrow(DriftError);
    });

    it("finds the file that it has put there itself, of which a replacement is shown no state", async () => {
        const { inputs } = open();
        await create(context, inputs("one", { __resource: "r/stack" }));
        await create(context.another(), inputs("two", { __resource: "r/stack" }));
        expect((await library().read("Get.ps1"))?.toString()).toBe("two");
    });

    it.each([
        ["refuses it", { kind: "answer", status: 400 }],
        ["is asked by nobody who may", { kind: "answer", status: 403 }],
    ] as const)("forgets what it has sent when the service %s", async (_, effect) => {
        const { inputs } = open();
        context.emulator.once({ call: "upload" }, effect);
        const wanted = inputs("one", { __resource: "r/stack" });
        await expect(create(context, wanted)).rejects.toThrow();
        await put("one", { description: "theirs" });
        await expect(create(context.another(), wanted)).rejects.toThrow(UnownedFileError);
    });

    it("finds the file that it has put there in an earlier run, when it is replaced", async () => {
        const { inputs } = open();
        await create(context, inputs("one", { __resource: "r" }));
        const note = { tenantId: context.tenantId, fileName: "Get.ps1", resource: "r" };
        context.notes.wanted({ ...note, digests: [inputs("one").sha256] });
        await create(context.another(), inputs("two", { __resource: "r" }));
        expect((await library().read("Get.ps1"))?.toString()).toBe("two");
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

describe("a run whose tenant pin breaks", () => {
    it("writes nothing when it comes to the call's turn, whatever was decided before", async () => {
        let broken = false;
        const requirePin = () => {
            if (broken) throw new TenantPinError("another file is elsewhere");
        };
        const { inputs } = open({ requirePin });
        const first = inputs("one");
        const { outs } = await create(context, first);
        context.calls();
        broken = true;
        const steps = [
            create(context, inputs("new", { fileName: "New.ps1" })),
            update(context, outs, inputs("two")),
            deleteFile({ ...context, hasProgram: () => Promise.resolve(false) }, outs),
        ];
        for (const step of steps) await expect(step).rejects.toThrow(TenantPinError);
        expect(context.calls()).toEqual([]);
        expect((await library().read("Get.ps1"))?.toString()).toBe("one");
    });
});
