import type { LibraryClientOptions } from "../../defender";
import { stackKeyOf, withMark } from "../../library/mark";
import { unchanged } from "../../provider/compare";
import { create } from "../../provider/create";
import { deleteFile } from "../../provider/delete";
import { DriftError, UnownedFileError } from "../../provider/errors";
import { read } from "../../provider/read";
import { update } from "../../provider/update";
import { clock, context, late, library, messageOf, open, put } from "./openStep";

const mark = "soc/dev";
const others = "soc/production";
/** As the program says which resource of which stack it is. */
const __resource = `0123456789ab/${stackKeyOf(mark)}`;

const described = async () => (await library().list()).map(({ description }) => description);
const markedBy = (whose: string, text = "") => ({ description: withMark(text, whose) });
const withoutProgram = (from = context) => ({
    ...from.another(),
    hasProgram: () => Promise.resolve(false),
});

describe("create, with marks", () => {
    it("marks what it uploads, and keeps the text without it", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { description: "Text" }));
        expect(await described()).toEqual(["Text [pulumi: soc/dev]"]);
        expect(outs.description).toBe("Text");
        expect(JSON.stringify(outs)).not.toContain("pulumi:");
        expect(outs).not.toHaveProperty("__reported");
        expect(context.calls()).toEqual(["list", "upload"]);
    });

    it.each([
        ["the same content", "one", {}],
        ["the same content, and adopt", "one", { adopt: true }],
        ["other content", "two", {}],
        ["other content, and adopt", "two", { adopt: true }],
    ])("refuses what another stack has marked: %s", async (_, text, more) => {
        const { inputs } = open({ mark });
        await put(text, markedBy(others));
        const refused = create(context, inputs("one", more));
        await expect(refused).rejects.toThrow(UnownedFileError);
        const message = await messageOf(refused);
        expect(message).toContain("is the file of another stack, soc/production, by the mark");
        expect(message).toContain("uploaded by Somebody");
        expect(message).toContain("mde:markAlso");
        expect(context.calls()).toEqual(["list"]);
        expect(await described()).toEqual(["[pulumi: soc/production]"]);
    });

    it("marks what it takes over unmarked, by one upload of the same content", async () => {
        const { inputs } = open({ mark });
        await put("one", { description: "Text" });
        await create(context, inputs("one", { description: "Text" }));
        expect(context.calls()).toEqual(["list", "override"]);
        expect(await described()).toEqual(["Text [pulumi: soc/dev]"]);
        expect(context.logged).toEqual([expect.stringMatching(/takes it over and marks it/)]);
    });

    it.each([
        ["its own mark", mark, {}],
        ["one of markAlso", "soc/old", { markAlso: "a/b,soc/old" }],
    ])("takes over without an upload what bears %s", async (_, whose, configuration) => {
        const { inputs } = open({ mark, configuration });
        await put("one", markedBy(whose, "Text"));
        await create(context, inputs("one", { description: "Text" }));
        expect(context.calls()).toEqual(["list"]);
        expect(context.logged).toEqual([expect.stringMatching(/without an upload/)]);
    });

    it("leaves what another stack puts there with the same content while it waits", async () => {
        const { inputs } = open({ mark, client: { clock } });
        const turn = late(context);
        const making = create(turn.context, inputs("one"));
        await turn.waits;
        await put("one", markedBy(others));
        clock.pass(60_001);
        turn.comes();
        await expect(making).rejects.toThrow(UnownedFileError);
        expect(context.calls()).toEqual(["list", "list"]);
        expect(await described()).toEqual(["[pulumi: soc/production]"]);
    });

    it("leaves another stack's file that it is to mark, when that comes while it waits", async () => {
        const { inputs } = open({ mark, client: { clock } });
        await put("one");
        const turn = late(context);
        const making = create(turn.context, inputs("one"));
        await turn.waits;
        await put("one", markedBy(others));
        clock.pass(60_001);
        turn.comes();
        await expect(making).rejects.toThrow(UnownedFileError);
        expect(await described()).toEqual(["[pulumi: soc/production]"]);
    });

    it("counts no upload as its own that the service has not carried out over another stack's", async () => {
        const { inputs } = open({
            mark,
            client: { clock },
            emulator: {
                behaviour: {
                    upload: { existing: "silent" },
                    list: { visibleAfterMs: { upload: 90_000, override: 0, delete: 0 } },
                },
            },
        });
        await put("one", markedBy(others));
        const { sent } = context;
        const own = inputs("one", { __resource });
        await expect(create(context, own)).rejects.toThrow(UnownedFileError);
        expect(sent.digests({ ...own, resource: __resource })).toEqual([]);
        expect(await described()).toEqual(["[pulumi: soc/production]"]);
    });

    it("finds its own upload behind a mark that the service cuts, and tells nobody of it", async () => {
        const cutAt = "A text [pulumi: so".length;
        const { inputs } = open({
            mark,
            emulator: { behaviour: { upload: { storedTexts: { cutAt } } } },
        });
        const wanted = inputs("one", { description: "A text", __resource });
        const { outs } = await create(context, wanted);
        expect(await described()).toEqual(["A text [pulumi: so"]);
        const found = await read(context.another(), outs);
        expect(found?.inputs.description).toBe("A text");
        // A run that was killed after its upload, on another machine: it comes here again.
        const elsewhere = { ...context.another(), sent: { ...context.sent, digests: () => [] } };
        await create(elsewhere, wanted);
        const again = inputs("two", { description: "A text", __resource });
        await update(context.another(), outs, again);
        await deleteFile(withoutProgram(), { ...outs, sha256: again.sha256 });
        expect(context.logged).toEqual([]);
    });
});

describe("update, with marks", () => {
    it("marks an unmarked file with the upload that it makes anyway, and never for that alone", async () => {
        const { inputs } = open({ mark });
        const unmarked = { ...context, mark: undefined };
        const { outs } = await create(unmarked, inputs("one"));
        context.calls();
        await update(context.another(), outs, inputs("one"));
        expect(context.calls()).toEqual(["list"]);
        expect(await described()).toEqual([null]);
        await update(context, outs, inputs("two"));
        expect(await described()).toEqual(["[pulumi: soc/dev]"]);
    });

    it.each(["fail", "overwrite"])(
        "stops at a file that another stack has marked since, with onDrift %s",
        async (onDrift) => {
            const { inputs } = open({ mark, configuration: { onDrift } });
            const { outs } = await create(context, inputs("one", { __resource }));
            await put("one", markedBy(others));
            context.calls();
            const refused = update(context.another(), outs, inputs("two", { __resource }));
            await expect(refused).rejects.toThrow(DriftError);
            const message = await messageOf(refused);
            expect(message).toContain("is the file of another stack, soc/production");
            expect(message).toContain("whatever mde:onDrift says");
            expect(context.calls()).toEqual(["list"]);
            expect((await library().read("Get.ps1"))?.toString()).toBe("one");
        },
    );

    it("stops at one that is marked with the wanted content and texts: it is not this stack's", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { __resource }));
        await put("two", markedBy(others));
        const wanted = inputs("two", { __resource });
        await expect(update(context.another(), outs, wanted)).rejects.toThrow(DriftError);
    });

    it("stops when the mark comes while it waits for its turn", async () => {
        const { inputs } = open({ mark, client: { clock } });
        const { outs } = await create(context, inputs("one", { __resource }));
        const turn = late(context.another());
        const updating = update(turn.context, outs, inputs("two", { __resource }));
        await turn.waits;
        await put("one", markedBy(others));
        clock.pass(60_001);
        turn.comes();
        await expect(updating).rejects.toThrow(DriftError);
        expect(await described()).toEqual(["[pulumi: soc/production]"]);
    });

    it("goes on under a new name of the stack, and marks the file with that", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { __resource }));
        const renamed = { ...context.another(), mark: "soc/renamed" };
        const resource = { __resource: `0123456789ab/${stackKeyOf("soc/renamed")}` };
        await update(renamed, outs, inputs("two", resource));
        expect(await described()).toEqual(["[pulumi: soc/renamed]"]);
    });
});

describe("update, where the upload's answer says nothing and the list lags", () => {
    const slow = () => {
        const upload = { answer: "empty" } as const;
        const list = { visibleAfterMs: { upload: 0, override: 90_000, delete: 0 } };
        return open({
            mark,
            client: { clock },
            emulator: { clock: clock.now, behaviour: { upload, list } },
        });
    };

    it("takes the mark of the stack's former name for its own, and sends the file once", async () => {
        const { inputs } = slow();
        const { outs } = await create(context, inputs("one", { description: "Text", __resource }));
        const renamed = { ...context.another(), mark: "soc/renamed" };
        const resource = { __resource: `0123456789ab/${stackKeyOf("soc/renamed")}` };
        context.calls();
        await update(renamed, outs, inputs("one", { description: "Other", ...resource }));
        expect(context.calls().filter((call) => call !== "list")).toEqual(["override"]);
        clock.pass(90_000);
        expect(await described()).toEqual(["Other [pulumi: soc/renamed]"]);
    });

    it("stops at what another stack puts over it, and still knows that its own was stored", async () => {
        let comesAfter = false;
        const transport: LibraryClientOptions["transport"] = async (request) => {
            const answer = await context.emulator.handle(request);
            if (comesAfter && request.method === "POST" && request.url.endsWith("libraryfiles"))
                await put("two", markedBy(others));
            return answer;
        };
        const behaviour = { upload: { answer: "empty" } } as const;
        const { inputs } = open({ mark, client: { clock, transport }, emulator: { behaviour } });
        const { outs } = await create(context, inputs("one", { __resource }));
        comesAfter = true;
        const wanted = inputs("two", { __resource });
        await expect(update(context.another(), outs, wanted)).rejects.toThrow(DriftError);
        const sent = context.sent.digests({ ...wanted, resource: __resource });
        expect(sent).toContain(wanted.sha256);
    });
});

describe("deleteFile, with marks", () => {
    it("removes its own, by its name of today and by that of the state, without a program", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { __resource }));
        // Nobody says in such a run which stack it is.
        await deleteFile({ ...withoutProgram(), mark: undefined }, outs);
        expect(await library().list()).toEqual([]);
    });

    it("stops at a file that another stack has marked since", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { __resource }));
        await put("one", markedBy(others));
        const refused = deleteFile(withoutProgram(), outs);
        await expect(refused).rejects.toThrow(DriftError);
        expect(await messageOf(refused)).toMatch(/It was not removed\. If soc\/production is what/);
        expect(await library().list()).toHaveLength(1);
    });

    it("leaves it to that stack where onDrift is overwrite, and says so", async () => {
        const { inputs } = open({ mark, configuration: { onDrift: "overwrite" } });
        const { outs } = await create(context, inputs("one", { __resource }));
        await put("one", markedBy(others));
        context.calls();
        await deleteFile(withoutProgram(), outs);
        expect(context.calls()).toEqual(["list"]);
        expect(context.logged).toEqual([expect.stringMatching(/soc\/production.*it stays there/)]);
    });

    it("removes it where markAlso names that stack", async () => {
        const { inputs } = open({ mark, configuration: { markAlso: others } });
        const { outs } = await create(context, inputs("one", { __resource }));
        await put("one", markedBy(others));
        await deleteFile(withoutProgram(), outs);
        expect(await library().list()).toEqual([]);
    });

    it("decides again when the mark comes while it waits for its turn", async () => {
        const { inputs } = open({
            mark,
            client: { clock },
            configuration: { onDrift: "overwrite" },
            hasProgram: false,
        });
        const { outs } = await create(context, inputs("one", { __resource }));
        const turn = late(context.another());
        const deleting = deleteFile(turn.context, outs);
        await turn.waits;
        await put("one", markedBy(others));
        clock.pass(60_001);
        turn.comes();
        await deleting;
        expect(await described()).toEqual(["[pulumi: soc/production]"]);
        // Nor does a later refusal say that there is no file.
        const note = { tenantId: outs.tenantId, fileName: "get.ps1", resource: undefined };
        expect(context.notes.removedName(note)).toBeUndefined();
    });
});

describe("read", () => {
    it("shows no mark as a text or as drift, with marks on and off", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { description: "Text", __resource }));
        const off = { ...context.another(), settings: { ...context.settings, mark: false } };
        for (const reading of [context.another(), { ...off, mark: undefined }]) {
            const found = await read(reading, outs);
            expect(found?.props).toEqual({ ...outs, size: 3 });
            expect(found?.inputs.description).toBe("Text");
        }
        expect(context.logged).toEqual([]);
    });

    it("tells of another stack's mark, which the next change would stop at", async () => {
        const { inputs } = open({ mark });
        const { outs } = await create(context, inputs("one", { __resource }));
        await put("one", markedBy(others));
        const reading = { ...context.another(), mark: undefined };
        await read(reading, { ...outs, __resource: undefined });
        expect(context.logged).toEqual([]);
        await read(reading, outs);
        expect(context.logged).toEqual([
            expect.stringMatching(/another stack, soc\/production.*neither change nor remove it/),
        ]);
    });
});

describe("unchanged", () => {
    it("is not a file that another stack has marked, however coarse the service's times are", () => {
        const live = {
            fileName: "Get.ps1",
            sha256: "00",
            description: "",
            parametersDescription: "",
            hasParameters: false,
            createdBy: "Somebody",
            creationTime: "2026-01-31T12:00:00Z",
            lastUpdatedTime: "2026-01-31T12:00:00Z",
        };
        expect(unchanged({ ...live }, live)).toBe(true);
        expect(unchanged({ ...live, mark: others }, live)).toBe(false);
    });
});

describe("with marks off", () => {
    it("refuses nothing by a mark, and names it where it says whose a file is", async () => {
        const { inputs } = open();
        await put("one", markedBy(others));
        const { outs } = await create(context, inputs("one"));
        expect(context.logged).toEqual([
            expect.stringMatching(/uploaded by Somebody on [^,]*, marked soc\/production\)/),
        ]);
        await update(context, outs, inputs("two"));
        expect(await described()).toEqual([null]);
        await deleteFile(withoutProgram(), { ...outs, sha256: inputs("two").sha256 });
        expect(await library().list()).toEqual([]);
        expect(context.calls()).toEqual(["list", "override", "list", "delete"]);
    });
});
