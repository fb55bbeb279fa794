import { DriftError, UnownedFileError } from "../../provider/errors";
import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { read } from "../../provider/read";
import { update } from "../../provider/update";
import { openSentUploads } from "../../library/sentUploads";
import type { Context } from "../../provider/context";
import { clock, context, late, library, messageOf, open, put } from "./openStep";

const live = async () => (await library().read("Get.ps1"))?.toString();

/** Another process of a run without a program; what happens before it looks is somebody else's. */
function another(before: { nth: number; happens: () => unknown }): Context {
    const other = context.another();
    let looks = 0;
    const client: Context["client"] = {
        ...other.client,
        list: async (age) => {
            if (++looks === before.nth) await before.happens();
            return other.client.list(age);
        },
    };
    return { ...other, client, hasProgram: () => Promise.resolve(false) };
}

const never = { nth: 0, happens: () => undefined };

describe("what comes between the list and the call", () => {
    it("is not overwritten by an update whose own file is gone", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        await library().remove("Get.ps1");
        const second = another(never);
        await second.client.list();
        await put("somebody's only copy");
        context.calls();
        await expect(update(second, outs, context.inputs("two"))).rejects.toThrow(DriftError);
        expect(await live()).toBe("somebody's only copy");
        expect(context.calls()).toEqual(["upload", "list"]);
    });

    it("is overwritten by such an update where that is its own content again", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        await library().remove("Get.ps1");
        const second = another(never);
        await second.client.list();
        await put("one");
        await update(second, outs, context.inputs("two"));
        expect(await live()).toBe("two");
        expect(context.calls().slice(-3)).toEqual(["upload", "list", "override"]);
    });

    it("is not overwritten where no list shows it yet", async () => {
        const visibleAfterMs = { upload: 20_000, override: 20_000, delete: 0 };
        open({ emulator: { behaviour: { list: { visibleAfterMs } } } });
        const { outs } = await create(context, context.inputs("one"));
        await library().remove("Get.ps1");
        await put("somebody's only copy");
        const updated = update(another(never), outs, context.inputs("two"));
        expect(await messageOf(updated)).toContain("a file of that name has come to be there");
        expect(await live()).toBe("somebody's only copy");
    });

    it("is the file itself, where no list shows it: its new texts go up as well", async () => {
        open({ emulator: { behaviour: { upload: { existing: "silent" } } } });
        const { outs } = await create(context, context.inputs("one"));
        await library().remove("Get.ps1");
        const second = another(never);
        await second.client.list();
        await put("one");
        await update(second, outs, context.inputs("one", { description: "new" }));
        expect((await library().list())[0]).toMatchObject({ description: "new" });
        expect(context.calls().slice(-2)).toEqual(["upload", "override"]);
    });

    it("is not overwritten by an update whose file goes while it waits for its turn", async () => {
        open({ client: { clock } });
        const { outs } = await create(context, context.inputs("one"));
        const turn = late(context);
        const updating = update(turn.context, outs, context.inputs("two"));
        await turn.waits;
        await library().remove("Get.ps1");
        clock.pass(60_001);
        turn.comes();
        await updating;
        expect(await live()).toBe("two");
        expect(context.calls().at(-1)).toBe("upload");
    });

    it("is not overwritten by an adoption whose file goes while it waits for its turn", async () => {
        const { inputs } = open({ client: { clock } });
        await put("theirs");
        const turn = late(context);
        const creating = create(turn.context, inputs("one", { adopt: true }));
        await turn.waits;
        await library().remove("Get.ps1");
        clock.pass(60_001);
        turn.comes();
        await creating;
        expect(context.calls()).toEqual(["list", "list", "upload"]);
    });

    it("gives up where somebody puts a file there and removes it again and again", async () => {
        const { inputs } = open();
        const turns = ["theirs", undefined, "theirs", undefined, "theirs", undefined];
        const client: Context["client"] = {
            ...context.client,
            list: async (age) => {
                if (age?.maxAge === undefined) return context.client.list();
                const next = turns.shift();
                if (next === undefined) await library().remove("Get.ps1");
                else await put(next);
                return context.client.list({ newerThan: Date.now() });
            },
        };
        const creating = create({ ...context, client }, inputs("one", { adopt: true }));
        expect(await messageOf(creating)).toMatch(/puts a file of that name there and removes it/);
        expect(context.calls()).not.toContain("override");
    });
});

describe("what comes after an attempt without an answer", () => {
    it("is not deleted by the next attempt", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        context.emulator.once({ call: "delete" }, { kind: "resetAfter" });
        const second = another({ nth: 3, happens: () => put("somebody's only copy") });
        await expect(deleteFile(second, outs)).rejects.toThrow(DriftError);
        expect(await live()).toBe("somebody's only copy");
        expect(context.calls().filter((call) => call === "delete")).toHaveLength(1);
    });

    it("is looked for: a file that is gone is not deleted twice", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        context.emulator.once({ call: "delete" }, { kind: "resetAfter" });
        context.calls();
        await deleteFile(another(never), outs);
        expect(context.calls()).toEqual(["list", "delete", "list"]);
    });

    it("is not overwritten by the next attempt", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        context.emulator.once({ call: "upload" }, { kind: "resetBefore" });
        const second = another({ nth: 3, happens: () => put("somebody's only copy") });
        await expect(update(second, outs, context.inputs("two"))).rejects.toThrow(DriftError);
        expect(await live()).toBe("somebody's only copy");
    });

    it("may be the upload itself: where the list cannot be had then, its outcome is not known", async () => {
        open({ client: { retry: { attempts: 2 } } });
        const { outs } = await create(context, context.inputs("one"));
        context.emulator.once({ call: "upload" }, { kind: "resetAfter" });
        const failing = another({
            nth: 3,
            happens: () => {
                context.emulator.once({ call: "list" }, { kind: "answer", status: 403 });
            },
        });
        const updating = update(failing, outs, context.inputs("two"));
        expect(await messageOf(updating)).toMatch(/^Whether "Get.ps1" was uploaded .* not known/);
        expect(await live()).toBe("two");
    });

    it("needs no list where the answer was to wait", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        context.emulator.once({ call: "delete" }, { kind: "answer", status: 429 });
        context.calls();
        await deleteFile(another(never), outs);
        expect(context.calls()).toEqual(["list", "delete", "delete"]);
    });
});

describe("a delete that is answered with 404", () => {
    it("is no success where a new list shows the file", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        context.emulator.once({ call: "delete" }, { kind: "answer", status: 404 });
        const removed = deleteFile(another(never), outs);
        expect(await messageOf(removed)).toMatch(/"Get.ps1" was not deleted .* its list shows it/);
        expect(await live()).toBe("one");
    });

    it("is none for a name that the service reads otherwise, each time", async () => {
        open({
            emulator: { behaviour: { delete: { decoding: "raw" }, upload: { names: "any" } } },
        });
        const { outs } = await create(context, context.inputs("one", { fileName: "Get it.ps1" }));
        const refused = () => messageOf(deleteFile(another(never), outs));
        expect(await refused()).toContain("was not deleted");
        expect(await refused()).toContain("was not deleted");
        expect((await library().list()).map(({ fileName }) => fileName)).toEqual(["Get it.ps1"]);
    });

    it("is none where the list is not found either", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        const answer = { kind: "answer", status: 404 } as const;
        context.emulator.once({ call: "delete" }, answer);
        const second = another(never);
        await second.client.list();
        context.emulator.once({ call: "list" }, answer);
        expect(await messageOf(deleteFile(second, outs))).toContain("was not deleted");
    });

    it("is a success where the list shows that somebody has removed it", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        const second = another(never);
        await second.client.list();
        await library().remove("Get.ps1");
        context.calls();
        await deleteFile(second, outs);
        expect(context.calls()).toEqual(["delete", "list"]);
    });
});

describe("content that this stack has sent, and somebody else afterwards", () => {
    const made = (text: string) => context.inputs(text, { __resource: "r/s" });
    const sentLongAgo = (text: string) => {
        const sent = openSentUploads({ folder: context.folder, now: () => Date.now() - 3_600_000 });
        sent.sending({ ...made(text), resource: "r/s" }, made(text).sha256);
    };

    it("is theirs where a refresh has found the file gone", async () => {
        open();
        const { outs } = await create(context, made("one"));
        await library().remove("Get.ps1");
        expect(await read(another(never), outs)).toBeUndefined();
        await put("one", { description: "theirs" });
        const again = create(context.another(), made("two"));
        expect(await messageOf(again)).toMatch(/digest .* there, .*; description "theirs"/);
    });

    it("is theirs where it was changed long after it was sent", async () => {
        open();
        sentLongAgo("one");
        await put("one");
        await expect(create(context, made("two"))).rejects.toThrow(UnownedFileError);
    });

    it("is ours where it was sent just now, by a run that was killed", async () => {
        open();
        sentLongAgo("two");
        context.sent.sending({ ...made("one"), resource: "r/s" }, made("one").sha256);
        await put("one");
        await create(context, made("two"));
        expect(await live()).toBe("two");
    });
});

describe("what a person is told of", () => {
    it("an update that puts a file there again which somebody has removed", async () => {
        open();
        const { outs } = await create(context, context.inputs("one"));
        await library().remove("Get.ps1");
        await update(another(never), outs, context.inputs("two"));
        expect(context.logged).toEqual([expect.stringMatching(/^Get.ps1 was no longer in the /)]);
    });

    it("a failed upload after the delete of the same name in another case", async () => {
        const { inputs } = open();
        const { outs } = await create(context, inputs("one"));
        await deleteFile(another(never), outs);
        context.emulator.once({ call: "upload" }, { kind: "answer", status: 400 });
        const creating = create(context.another(), inputs("two", { fileName: "GET.ps1" }));
        expect(await messageOf(creating)).toMatch(
            /^"GET.ps1" was not uploaded .* Before that, this run has removed Get.ps1/,
        );
    });
});

it("makes content its own no longer that was gone when it was to be removed", async () => {
    open();
    const made = (text: string) => context.inputs(text, { __resource: "r/s" });
    const { outs } = await create(context, made("one"));
    await library().remove("Get.ps1");
    await deleteFile(another(never), outs);
    await put("one", { description: "theirs" });
    const again = create(context.another(), made("two"));
    await expect(again).rejects.toThrow(UnownedFileError);
});
