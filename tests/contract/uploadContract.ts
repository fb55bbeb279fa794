import { entityIn, errorIn, sha256, type Entity, type Wire } from "../emulator/wire";

const texts = {
    Description: "Collects triage data",
    ParametersDescription: "-Full",
    HasParameters: "true",
};

/** The upload call; `current` gives the wire of each test. */
export function uploadContract(current: () => Wire): void {
    describe("an upload", () => {
        let wire: Wire;
        beforeEach(() => {
            wire = current();
        });

        it("answers 200 and the entity, flat, with its context", async () => {
            const response = await wire.upload({ fields: texts });
            expect(response.status).toBe(200);
            const entity = (await response.json()) as Entity & { "@odata.context": string };
            expect(entity["@odata.context"]).toMatch(/#LibraryFiles\/\$entity$/);
            expect(entity).toMatchObject({
                fileName: "A.ps1",
                description: "Collects triage data",
                parametersDescription: "-Full",
                hasParameters: true,
            });
            expect(entity).not.toHaveProperty("value");
        });

        it.each([
            ["line feeds", Buffer.from("a\nb\n")],
            ["carriage returns", Buffer.from("a\r\nb\r\n")],
            ["a byte order mark", Buffer.from("\uFEFFGet-Date")],
            ["something like a boundary", Buffer.from("\r\n------formdata-undici-0\r\n")],
            ["all bytes", Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256))],
            ["nothing", Buffer.alloc(0)],
        ])("takes the digest of the exact bytes: %s", async (_, content) => {
            const entity = await entityIn(await wire.upload({ content }));
            expect(entity.sha256).toBe(sha256(content));
        });

        it("takes the name from the filename of the file part, not from a field", async () => {
            const entity = await entityIn(
                await wire.upload({ fileName: "file", fields: { FileName: "contain.ps1" } }),
            );
            expect(entity.fileName).toBe("file");
        });

        it.each(["file", "File"])("takes the part called %s", async (fieldName) => {
            expect((await wire.upload({ fieldName })).status).toBe(200);
        });

        it("keeps the text of parameters but says false where HasParameters is left out", async () => {
            const fields = { ParametersDescription: "Parameter Info Would Go Here" };
            expect(await entityIn(await wire.upload({ fields }))).toMatchObject({
                hasParameters: false,
                parametersDescription: "Parameter Info Would Go Here",
            });
        });

        it("keeps texts beyond ASCII as they are", async () => {
            const fields = { Description: 'Sammelt Daten für die Analyse – 収集 "x"' };
            const entity = await entityIn(await wire.upload({ fields }));
            expect(entity.description).toBe(fields.Description);
        });

        it.each([{}, { OverrideIfExists: "false" }, { OverrideIfExists: "" }])(
            "of a name that exists is 400 with %j, and changes nothing",
            async (fields) => {
                await wire.upload();
                const response = await wire.upload({ content: "other", fields });
                expect(response.status).toBe(400);
                expect(await errorIn(response)).toMatchObject({
                    code: "BadRequest",
                    message: expect.stringContaining("already exists") as string,
                });
                const [file] = await wire.files();
                expect(file!.sha256).toBe(sha256("Get-Date\n"));
            },
        );

        it.each(["true", "True"])("replaces with OverrideIfExists=%s", async (value) => {
            await wire.upload({ fields: texts });
            const fields = { OverrideIfExists: value };
            expect((await wire.upload({ content: "other", fields })).status).toBe(200);
            const files = await wire.files();
            expect(files).toHaveLength(1);
            expect(files[0]).toMatchObject({ sha256: sha256("other"), description: null });
        });

        it("of twenty times 1,048,576 bytes is taken, of one byte more it is not", async () => {
            const most = 20 * 1024 * 1024;
            const content = Buffer.alloc(most, "x");
            expect((await wire.upload({ content })).status).toBe(200);
            const larger = await wire.upload({
                fileName: "B.ps1",
                content: Buffer.alloc(most + 1),
            });
            expect(larger.status).toBe(400);
            expect(await wire.files()).toHaveLength(1);
        });

        it.each([
            ["no form at all", "{}", "application/json"],
            ["a form without a boundary", "--x\r\n", "multipart/form-data"],
            [
                "a form that breaks off",
                '--x\r\nContent-Disposition: form-data; name="file"; filename="A.ps1"\r\n\r\nabc',
                "multipart/form-data; boundary=x",
            ],
            ["a form of nothing", "", "multipart/form-data; boundary=x"],
        ])("with %s is 400 InvalidRequestBody", async (_, body, contentType) => {
            const response = await wire.post(body, contentType);
            expect(response.status).toBe(400);
            expect((await errorIn(response)).code).toBe("InvalidRequestBody");
            expect(await wire.files()).toEqual([]);
        });

        it("without a file part is 400 MissingRequiredParameter", async () => {
            const response = await wire.upload({ fieldName: "attachment" });
            expect(response.status).toBe(400);
            expect((await errorIn(response)).code).toBe("MissingRequiredParameter");
        });
    });
}
