import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { DriftError, UnownedFileError } from "../../provider/errors";
import { read } from "../../provider/read";
import { update } from "../../provider/update";
import { UnknownOutcomeError } from "../../defender";
import type { Upload } from "../../defender/upload";
import type { RunNotes } from "../../library/runNotes";
import { UserFolderError } from "../../library/userFolder";
import { clock, context, late, library, messageOf, open, put } from "./openStep";

describe("create", () => {
    it("uploads what is absent, and never over another file", async () => {
        const { inputs } = open();
        const { id, outs } = await create(context, inputs("one", { description: "d" }));
        expect(id).toBe(`${context.tenantId}/Get.ps1`);
        expect(outs).toMatchObject({ description: "d", createdBy: expect.any(String) as string });
        expect(outs).not.toHaveProperty("__reported");
        expect(context.calls()).toEqual(["list", "upload"]);
    });

    it("says how large a file is that goes up, so that large ones wait for each other", async () => {
        const { inputs } = open();
        const sizes: unknown[] = [];
        const client = {
            ...context.client,
            upload(file: Upload) {
                sizes.push(file.size);
                return context.client.upload(file);
            },
        };
        await create({ ...context, client }, inputs("one"));
        expect(sizes).toEqual([3]);
    });

    it("counts a file as its own that is live, where that could not be noted: the disk is full", async () => {
        const own = open();
        const full = new UserFolderError(own.folder, "ENOSPC: no space left on device, write");
        const notes: RunNotes = {
            ...own.notes,
            wrote() {
                throw full;
            },
        };
        const __resource = "0123456789ab/012345";
        await create({ ...own, notes }, own.inputs("one", { __resource }));
        expect(own.logged).toEqual([`Get.ps1 is live; that could not be noted: ${full.why}.`]);
        // A run that is killed before the state is written: the next one knows it.
        const edited = own.inputs("two", { __resource });
        expect((await create(own.another(), edited)).outs.sha256).toBe(edited.sha256);
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

    it("tells of other texts where the service has left a file with the same content", async () => {
        const { inputs } = open({ emulator: { behaviour: { upload: { existing: "silent" } } } });
        await context.client.list();
        await put("one", { description: "theirs" });
        await create(context, inputs("one", { description: "ours" }));
        expect(context.logged).toEqual([
            expect.stringMatching(/other texts: description "theirs" \(here "ours"\)\. Either/),
        ]);
    });

    it("says nothing of texts that the service has trimmed", async () => {
        const { inputs } = open({
            emulator: { behaviour: { upload: { storedTexts: "trimmed" } } },
        });
        await create(context, inputs("one", { description: "  ours  " }));
        expect(context.logged).toEqual([]);
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

    it("finds what a killed run has sent, although a later run's upload was refused", async () => {
        const { inputs, emulator } = open();
        const wanted = inputs("one", { description: "edited since", __resource: "r/stack" });
        // It was killed after the upload, and then only the text was edited.
        context.sent.sending(
            { tenantId: context.tenantId, fileName: "Get.ps1", resource: "r/stack" },
            wanted.sha256,
        );
        await put("one");
        emulator.once({ call: "upload" }, { kind: "answer", status: 403 });
        await expect(create(context, wanted)).rejects.toThrow("403");
        const { outs } = await create(context.another(), wanted);
        expect(outs.description).toBe("edited since");
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

    it("adopts the very file that it has found, where a name in another case is another one", async () => {
        const { inputs } = open({
            emulator: { behaviour: { service: { nameCase: "sensitive" } } },
        });
        await library().put("GET.PS1", "theirs");
        const { outs } = await create(context, inputs("ours", { adopt: true }));
        const files = await library().list();
        expect(files.map(({ fileName, sha256 }) => [fileName, sha256])).toEqual([
            ["GET.PS1", outs.sha256],
        ]);
    });
});
