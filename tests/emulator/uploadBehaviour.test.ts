import { memoryStore, type UploadBehaviour } from "../../emulator";
import { emulated } from "./emulated";
import { entityIn, errorIn, sha256, type UploadFields } from "./wire";

const withUpload = (upload: Partial<UploadBehaviour> = {}) => emulated({ behaviour: { upload } });
const override = { OverrideIfExists: "true" };

describe("UploadBehaviour", () => {
    describe("existing", () => {
        it.each([
            [undefined, 400, "BadRequest"],
            ["badRequest", 400, "BadRequest"],
            ["invalidInput", 400, "InvalidInput"],
            ["conflict", 409, "Conflict"],
        ] as const)("%s answers a name that exists with %d %s", async (existing, status, code) => {
            const { wire } = await withUpload(existing && { existing });
            await wire.upload();
            const response = await wire.upload({ content: "other" });
            expect(response.status).toBe(status);
            const error = await errorIn(response);
            expect(error.code).toBe(code);
            expect(error.message).toContain("already exists");
        });

        it("silent answers 200 with the file as it was", async () => {
            const { wire } = await withUpload({ existing: "silent" });
            await wire.upload({ content: "first" });
            const response = await wire.upload({ content: "other" });
            expect(response.status).toBe(200);
            expect((await entityIn(response)).sha256).toBe(sha256("first"));
        });
    });

    it.each([{}, { OverrideIfExists: "false" }])(
        "existing overwritten answers 200 and overwrites in spite of %j",
        async (fields) => {
            const { wire } = await withUpload({ existing: "overwritten" });
            await wire.upload({ content: "first" });
            const response = await wire.upload({ content: "other", fields });
            expect(response.status).toBe(200);
            expect((await entityIn(response)).sha256).toBe(sha256("other"));
            expect((await wire.files()).map((file) => file.sha256)).toEqual([sha256("other")]);
        },
    );

    it("fileFieldCase lower-only does not know the part called File", async () => {
        const { wire } = await withUpload({ fileFieldCase: "lower-only" });
        const response = await wire.upload({ fieldName: "File" });
        expect(response.status).toBe(400);
        expect((await errorIn(response)).code).toBe("MissingRequiredParameter");
        expect((await wire.upload({ fieldName: "file" })).status).toBe(200);
    });

    describe("otherFields", () => {
        const fields = { description: "text" };

        it("exact ignores a name in another case", async () => {
            const { wire } = await withUpload();
            expect((await entityIn(await wire.upload({ fields }))).description).toBeNull();
        });

        it("any-case takes it", async () => {
            const { wire } = await withUpload({ otherFields: "any-case" });
            expect((await entityIn(await wire.upload({ fields }))).description).toBe("text");
        });

        it("reject-unknown refuses it", async () => {
            const { wire } = await withUpload({ otherFields: "reject-unknown" });
            const response = await wire.upload({ fields });
            expect(response.status).toBe(400);
            expect((await errorIn(response)).code).toBe("InvalidRequestBody");
        });
    });

    describe("booleans", () => {
        it.each(["True", "TRUE", "false", ""])("lenient takes %j", async (HasParameters) => {
            const { wire } = await withUpload();
            const entity = await entityIn(await wire.upload({ fields: { HasParameters } }));
            expect(entity.hasParameters).toBe(HasParameters.toLowerCase() === "true");
        });

        it.each(["True", "", "1"])("strict refuses %j", async (OverrideIfExists) => {
            const { wire } = await withUpload({ booleans: "strict" });
            const response = await wire.upload({ fields: { OverrideIfExists } });
            expect(response.status).toBe(400);
            expect((await errorIn(response)).code).toBe("InvalidRequestBody");
        });

        it("neither takes 1", async () => {
            const { wire } = await withUpload();
            expect((await wire.upload({ fields: { HasParameters: "1" } })).status).toBe(400);
        });
    });

    it("descriptionRequired refuses an upload without Description", async () => {
        const { wire } = await withUpload({ descriptionRequired: true });
        expect((await errorIn(await wire.upload())).code).toBe("MissingRequiredParameter");
        expect((await wire.upload({ fields: { Description: "" } })).status).toBe(200);
        const { wire: usual } = await withUpload();
        expect((await usual.upload()).status).toBe(200);
    });

    it.each([
        ["null", null],
        ["empty", ""],
    ] as const)("emptyText %s stores an empty text as %j", async (emptyText, stored) => {
        const { wire } = await withUpload({ emptyText });
        const fields = { Description: "", ParametersDescription: "" };
        expect(await entityIn(await wire.upload({ fields }))).toMatchObject({
            description: stored,
            parametersDescription: stored,
        });
    });

    describe("storedTexts", () => {
        const sent = "  from the 1st \t";

        it.each([
            ["asSent", sent],
            ["trimmed", "from the 1st"],
            [{ cutAt: 6 }, "  from"],
            [{ cutAt: 100 }, sent],
            [{ cutAt: 0 }, null],
        ] as const)("%j stores both texts as %j", async (storedTexts, stored) => {
            const { wire } = await withUpload({ storedTexts });
            const fields = { Description: sent, ParametersDescription: sent };
            const texts = { description: stored, parametersDescription: stored };
            expect(await entityIn(await wire.upload({ fields }))).toMatchObject(texts);
            expect(await wire.files()).toMatchObject([texts]);
        });

        it.each(["null", "empty"] as const)(
            "trimmed leaves what emptyText %s says of a text of blanks, and no parameters",
            async (emptyText) => {
                const { wire } = await withUpload({
                    storedTexts: "trimmed",
                    emptyText,
                    hasParametersAbsent: "derived",
                });
                const fields = { ParametersDescription: " \t " };
                expect(await entityIn(await wire.upload({ fields }))).toMatchObject({
                    parametersDescription: emptyText === "null" ? null : "",
                    hasParameters: false,
                });
            },
        );
    });

    it.each([
        ["false", false],
        ["derived", true],
    ] as const)("hasParametersAbsent %s says %s", async (hasParametersAbsent, expected) => {
        const { wire } = await withUpload({ hasParametersAbsent });
        const entity = await entityIn(
            await wire.upload({ fields: { ParametersDescription: "-Full" } }),
        );
        expect(entity.hasParameters).toBe(expected);
    });

    it("hasParametersWithoutText decides whether parameters need a text", async () => {
        const fields = { HasParameters: "true" };
        const { wire } = await withUpload();
        expect(await entityIn(await wire.upload({ fields }))).toMatchObject({
            hasParameters: true,
            parametersDescription: null,
        });
        const { wire: strict } = await withUpload({ hasParametersWithoutText: "refused" });
        expect((await strict.upload({ fields })).status).toBe(400);
    });

    it("an override resets both times and createdBy, or keeps what it is told to keep", async () => {
        for (const kept of [false, true]) {
            const { emulator, wire, clock } = await withUpload(
                kept ? { overrideCreationTime: "kept", overrideCreatedBy: "kept" } : {},
            );
            await emulator.library("0f0f0f0f-1111-2222-3333-444444444444").put("A.ps1", "first");
            const [before] = await wire.files();
            clock.advance(60_000);
            const after = await entityIn(await wire.upload({ fields: override }));
            expect(after.creationTime === before!.creationTime).toBe(kept);
            expect(after.lastUpdatedTime).not.toBe(before!.lastUpdatedTime);
            expect(after.createdBy).toBe(kept ? "somebody else" : "pulumi-mde emulator");
        }
    });

    it.each([
        ["reset", null, false],
        ["kept", "text", true],
    ] as const)("overrideAbsentFields %s", async (overrideAbsentFields, text, hasParameters) => {
        const { wire } = await withUpload({ overrideAbsentFields });
        const fields = {
            Description: "text",
            ParametersDescription: "text",
            HasParameters: "true",
        };
        await wire.upload({ fields });
        expect(await entityIn(await wire.upload({ fields: override }))).toMatchObject({
            description: text,
            parametersDescription: text,
            hasParameters,
        });
    });

    describe("names", () => {
        it.each(["a b.ps1", "ä.ps1", "a/b.ps1", "a\\b.ps1", "a;b.ps1", ".", ".."])(
            "documented refuses %j",
            async (fileName) => {
                const { wire } = await withUpload();
                const response = await wire.upload({ fileName });
                expect(response.status).toBe(400);
                expect((await errorIn(response)).code).toBe("InvalidInput");
            },
        );

        it.each(["a b.ps1", "ä 収.ps1", "a/b.ps1", "..\\a", "100%.ps1", "CON"])(
            "any takes %j as it is",
            async (fileName) => {
                const { wire } = await withUpload({ names: "any" });
                expect((await entityIn(await wire.upload({ fileName }))).fileName).toBe(fileName);
                expect((await wire.remove(encodeURIComponent(fileName))).status).toBe(204);
            },
        );

        it("has a greatest length", async () => {
            const { wire } = await withUpload({ maxNameLength: 8 });
            expect((await wire.upload({ fileName: "1234.ps1" })).status).toBe(200);
            expect((await wire.upload({ fileName: "12345.ps1" })).status).toBe(400);
        });
    });

    it.each([
        ["entity", 200, /^\{"@odata.context"/],
        ["created", 201, /^\{"@odata.context"/],
        ["empty", 200, /^$/],
        ["notJson", 200, /^OK$/],
    ] as const)("answer %s is %d", async (answer, status, body) => {
        const { wire } = await withUpload({ answer });
        const response = await wire.upload();
        expect(response.status).toBe(status);
        expect(await response.text()).toMatch(body);
        expect(await wire.files()).toHaveLength(1);
    });

    describe("sizeLimit", () => {
        it("counts the bytes of the file, or of the whole body", async () => {
            const content = "x".repeat(1000);
            const limit = { bytes: 1000, status: 400 } as const;
            const { wire } = await withUpload({ sizeLimit: { ...limit, of: "file" } });
            expect((await wire.upload({ content })).status).toBe(200);
            expect((await wire.upload({ content: `${content}x`, fileName: "B" })).status).toBe(400);
            const { wire: strict } = await withUpload({ sizeLimit: { ...limit, of: "body" } });
            expect((await strict.upload({ content })).status).toBe(400);
            expect((await strict.upload({ content: "x" })).status).toBe(200);
        });

        it("may be refused with 413", async () => {
            const sizeLimit = { bytes: 10, of: "file", status: 413 } as const;
            const { wire } = await withUpload({ sizeLimit });
            expect((await wire.upload({ content: "x".repeat(11) })).status).toBe(413);
        });

        it("is 413 or 400 too where the body goes far beyond it", async () => {
            const sizeLimit = { bytes: 10, of: "file", status: 413 } as const;
            const { wire } = await withUpload({ sizeLimit });
            const content = Buffer.alloc(3 * 1024 * 1024);
            expect((await wire.upload({ content })).status).toBe(413);
            expect(await wire.files()).toEqual([]);
        });
    });

    it.each<[string, Partial<UploadBehaviour>, UploadFields]>([
        ["zeroBytes refused", { zeroBytes: "refused" }, { content: "" }],
        ["deniedExtensions", { deniedExtensions: [".exe"] }, { fileName: "A.EXE" }],
        [
            "refusesContent",
            { refusesContent: (bytes) => Buffer.from(bytes).includes("EICAR") },
            { content: "EICAR" },
        ],
    ])("%s refuses what the default takes", async (_, behaviour, upload) => {
        const { wire } = await withUpload();
        expect((await wire.upload(upload)).status).toBe(200);
        const { wire: strict } = await withUpload(behaviour);
        expect((await strict.upload(upload)).status).toBe(400);
    });

    it("maxFiles and maxTotalBytes close a full library, but not to an override", async () => {
        for (const behaviour of [{ maxFiles: 1 }, { maxTotalBytes: 15 }]) {
            const { wire } = await withUpload(behaviour);
            expect((await wire.upload({ content: "0123456789" })).status).toBe(200);
            const second = { fileName: "B", content: "0123456789" };
            expect((await wire.upload(second)).status).toBe(400);
            expect((await wire.upload({ content: "new", fields: override })).status).toBe(200);
        }
    });

    it.each([
        ["lastWins", [200, 200]],
        ["conflict", [200, 409]],
        ["serverError", [200, 500]],
    ] as const)("concurrentWrites %s", async (concurrentWrites, statuses) => {
        // The first upload is held inside the store until the second one was answered.
        const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
        const { promise: first, resolve: entered } = Promise.withResolvers<undefined>();
        const store = memoryStore();
        let calls = 0;
        const { wire } = await emulated({
            behaviour: { upload: { concurrentWrites } },
            store: {
                ...store,
                async change(tenant, decide) {
                    if (calls++ === 0) {
                        entered(undefined);
                        await held;
                    }
                    return store.change(tenant, decide);
                },
            },
        });
        const one = wire.upload({ fields: override });
        await first;
        const other = await wire.upload({ fields: override });
        release(undefined);
        expect([(await one).status, other.status]).toEqual(statuses);
    });

    it.each([
        ["stored", 1],
        ["notStored", 0],
    ] as const)("lostAnswer %s leaves %d file", async (lostAnswer, count) => {
        const { emulator, wire } = await withUpload({ lostAnswer });
        emulator.once({ call: "upload" }, { kind: "reset" });
        await expect(wire.upload()).rejects.toThrow("fetch failed");
        expect(await wire.files()).toHaveLength(count);
    });

    it("lostAnswer says nothing of a delete, which took effect", async () => {
        const { emulator, wire } = await withUpload({ lostAnswer: "notStored" });
        await wire.upload();
        emulator.once({ call: "delete" }, { kind: "reset" });
        await expect(wire.remove("A.ps1")).rejects.toThrow("fetch failed");
        expect(await wire.files()).toEqual([]);
    });
});
