import { Request } from "undici";

import {
    clientId,
    entityIn,
    errorIn,
    otherTenantId,
    scope,
    sha256,
    tenantId,
    wireOf,
    type Entity,
    type List,
    type Send,
    type SignInErrorBody,
    type TokenBody,
    type Wire,
} from "../emulator/wire";

/** A fresh, empty emulator for each test. */
export interface Served {
    readonly send: Send;
    /** Scheme, host and port of the API and of the sign-in page. */
    readonly base: string;
    readonly close: () => Promise<void>;
}

const texts = {
    Description: "Collects triage data",
    ParametersDescription: "-Full",
    HasParameters: "true",
};

/** What is documented of the wire, or was seen in real answers, told by raw calls. */
export function contractSuite(name: string, serve: () => Promise<Served>): void {
    describe(name, () => {
        let served: Served;
        let wire: Wire;
        beforeEach(async () => {
            served = await serve();
            wire = wireOf(served.send, served.base);
            await wire.signIn();
        });
        afterEach(() => served.close());

        describe("the list", () => {
            it("is 200 and an empty value for an empty library", async () => {
                const response = await wire.list();
                expect(response.status).toBe(200);
                expect(response.headers.get("content-type")).toMatch(/^application\/json/);
                const list = (await response.json()) as List;
                expect(list.value).toEqual([]);
                expect(list["@odata.context"]).toMatch(/\/api\/\$metadata#LibraryFiles$/);
                expect(list).not.toHaveProperty("@odata.nextLink");
            });

            it("has the eight keys of a real list, in their order, without id and size", async () => {
                await wire.upload({ fields: texts });
                const [file] = await wire.files();
                expect(Object.keys(file!)).toEqual([
                    "fileName",
                    "sha256",
                    "description",
                    "creationTime",
                    "lastUpdatedTime",
                    "createdBy",
                    "hasParameters",
                    "parametersDescription",
                ]);
            });

            it("is ordered by file name and has no more pages", async () => {
                for (const fileName of ["c.sh", "A.ps1", "b.exe"]) await wire.upload({ fileName });
                const files = await wire.files();
                expect(files.map((file) => file.fileName)).toEqual(["A.ps1", "b.exe", "c.sh"]);
            });

            it("has null for texts that were not given", async () => {
                await wire.upload();
                const [file] = await wire.files();
                expect(file).toMatchObject({
                    description: null,
                    parametersDescription: null,
                    hasParameters: false,
                });
            });

            it("has times in UTC with at most six digits of a second's fraction", async () => {
                await wire.upload();
                const [file] = await wire.files();
                const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z$/;
                expect(file!.creationTime).toMatch(time);
                expect(file!.lastUpdatedTime).toBe(file!.creationTime);
            });

            it("shows a file right after its upload and no more after its delete", async () => {
                await wire.upload();
                expect(await wire.files()).toHaveLength(1);
                await wire.remove("A.ps1");
                expect(await wire.files()).toEqual([]);
            });
        });

        describe("an upload", () => {
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

        describe("a delete", () => {
            it("is 204 without a body", async () => {
                await wire.upload();
                const response = await wire.remove("A.ps1");
                expect(response.status).toBe(204);
                expect(await response.text()).toBe("");
            });

            it("is 404 for a file that is not there", async () => {
                const response = await wire.remove("A.ps1");
                expect(response.status).toBe(404);
                expect((await errorIn(response)).code).toBe("ResourceNotFound");
            });

            it("finds a name that is percent-encoded, and one in another case", async () => {
                await wire.upload({ fileName: "A-b_c.ps1" });
                expect((await wire.remove("a%2Db%5Fc%2EPS1")).status).toBe(204);
            });
        });

        describe("an error", () => {
            it("has code, message and a target that is a GUID, never twice the same", async () => {
                const errors = [
                    await errorIn(await wire.remove("A.ps1")),
                    await errorIn(await wire.remove("A.ps1")),
                ];
                for (const error of errors) {
                    expect(Object.keys(error)).toEqual(["code", "message", "target"]);
                    expect(error.target).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
                }
                expect(errors[0]!.target).not.toBe(errors[1]!.target);
            });

            it("is 401 without a token and with one that is none", async () => {
                for (const token of ["", "eyJhbGciOiJub25lIn0.e30."]) {
                    wire.useToken(token);
                    const response = await wire.list();
                    expect(response.status).toBe(401);
                    expect((await errorIn(response)).code).toBe("Unauthorized");
                }
            });

            it("is 403 for a token whose audience is the newer API host", async () => {
                await wire.signIn({ scope: "https://api.security.microsoft.com/.default" });
                const response = await wire.list();
                expect(response.status).toBe(403);
                expect((await errorIn(response)).code).toBe("Forbidden");
            });

            it("is 429 with Retry-After in seconds after a hundred calls of one kind", async () => {
                const answers = [];
                for (let call = 0; call <= 100; call++) answers.push(await wire.list());
                const last = answers.pop()!;
                expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
                expect(last.status).toBe(429);
                expect(last.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
                expect((await errorIn(last)).code).toBe("TooManyRequests");
                expect((await wire.upload()).status).toBe(200);
            });
        });

        it("keeps each tenant's library apart", async () => {
            await wire.upload();
            const { access_token: first } = await wire.signIn();
            await wire.signIn({ tenant: otherTenantId });
            expect(await wire.files()).toEqual([]);
            wire.useToken(first);
            expect(await wire.files()).toHaveLength(1);
        });

        it("answers under /api/v1.0 too", async () => {
            const { access_token: token } = await wire.signIn();
            const response = await served.send(
                new Request(`${served.base}/api/v1.0/libraryfiles`, {
                    headers: { authorization: `Bearer ${token}` },
                }),
            );
            expect(response.status).toBe(200);
        });

        describe("the token endpoint", () => {
            const form = {
                grant_type: "client_credentials",
                client_id: clientId,
                client_secret: "not a secret",
                scope,
            };

            it("answers a bearer token for about an hour", async () => {
                const response = await wire.requestToken(form);
                expect(response.status).toBe(200);
                const body = (await response.json()) as TokenBody;
                expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3599 });
                const payload = body.access_token.split(".")[1]!;
                const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<
                    string,
                    unknown
                >;
                expect(claims).toMatchObject({
                    tid: tenantId,
                    aud: "https://api.securitycenter.microsoft.com",
                    appid: clientId,
                    roles: ["Library.Manage"],
                });
                expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(3599);
            });

            it("takes id and secret from the Authorization header too", async () => {
                const basic = Buffer.from(`${clientId}:${encodeURIComponent("a b:c%")}`);
                const response = await wire.requestToken(
                    { grant_type: "client_credentials", scope },
                    { headers: { authorization: `Basic ${basic.toString("base64")}` } },
                );
                expect(response.status).toBe(200);
            });

            it.each([
                ["no tenant", { ...form }, "nowhere.example", 90002, 400],
                ["no grant", { client_id: clientId }, tenantId, 900144, 400],
                ["another grant", { ...form, grant_type: "password" }, tenantId, 70003, 400],
                [
                    "an inherited name as grant",
                    { ...form, grant_type: "constructor" },
                    tenantId,
                    70003,
                    400,
                ],
                ["no secret", { ...form, client_secret: "" }, tenantId, 7000216, 401],
                ["no scope", { ...form, scope: "" }, tenantId, 70011, 400],
                [
                    "a scope of one permission",
                    { ...form, scope: "https://api.securitycenter.microsoft.com/Library.Manage" },
                    tenantId,
                    1002012,
                    400,
                ],
                [
                    "an unknown resource",
                    { ...form, scope: "https://example.com/.default" },
                    tenantId,
                    500011,
                    400,
                ],
            ] as const)("answers %s as Entra ID does", async (_, fields, tenant, code, status) => {
                const response = await wire.requestToken(fields, { tenant });
                expect(response.status).toBe(status);
                const body = (await response.json()) as SignInErrorBody;
                expect(body.error_codes).toEqual([code]);
                expect(body.error_description).toMatch(
                    new RegExp(`^AADSTS${code}: .* Trace ID: .* Correlation ID: .* Timestamp: `),
                );
                expect(body.error_uri).toBe(`https://login.microsoftonline.com/error?code=${code}`);
            });
        });
    });
}
