import { Request } from "undici";

import { errorIn, otherTenantId, wireOf, type List, type Send, type Wire } from "../emulator/wire";
import { tokenContract } from "./tokenContract";
import { uploadContract } from "./uploadContract";

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

        uploadContract(() => wire);

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

        tokenContract(() => wire);
    });
}
