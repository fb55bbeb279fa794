import { Busboy } from "@fastify/busboy";
import * as fc from "fast-check";
import type { Request } from "undici";

import {
    deleteRequest,
    listRequest,
    listUrl,
    nameProblem,
    parsePage,
    parseUploaded,
    uploadRequest,
    wordsOf,
} from "../../defender/wire";
import { answerOf } from "./answers";

const apiUrl = "https://api.security.microsoft.com";
const texts = { description: "", parametersDescription: "", hasParameters: false };

const real = {
    fileName: "Get-BrowserArtifacts.ps1",
    sha256: "3413f1bdf2a576c6cbc93711b522e9013ec9bb4619c3751ecf42adb2e6ab9765",
    description: "testdescription",
    creationTime: "2022-09-19T18:14:21.383264Z",
    lastUpdatedTime: "2022-09-19T18:14:21.383264Z",
    createdBy: "LiveResponseUploader",
    hasParameters: true,
    parametersDescription: "test",
};

const filesOf = (...value: unknown[]) => {
    const page = parsePage({ value });
    return "files" in page ? page.files : page.problem;
};

describe("parsePage", () => {
    it("reads a real entry", () => {
        expect(filesOf(real)).toEqual([real]);
    });

    it("takes null, absent and empty texts as the same thing", () => {
        const { description, parametersDescription, ...bare } = real;
        expect([description, parametersDescription]).toEqual(["testdescription", "test"]);
        const nothing = { ...real, description: "", parametersDescription: "" };
        const forms = [bare, { ...real, description: null, parametersDescription: null }, nothing];
        expect(filesOf(...forms)).toEqual([nothing, nothing, nothing]);
    });

    it("takes a digest in upper case for the same, and none for none", () => {
        const upper = { ...real, sha256: real.sha256.toUpperCase() };
        expect(filesOf(upper)).toEqual([real]);
        expect(filesOf({ ...real, sha256: null })).toEqual([{ ...real, sha256: undefined }]);
        for (const sha256 of ["\u001b[2J", real.sha256.slice(1), `${real.sha256}0`])
            expect(filesOf({ ...real, sha256 })).toEqual([{ ...real, sha256: undefined }]);
    });

    it("ignores keys that it does not know", () => {
        expect(filesOf({ ...real, id: 7, size: 3 })).toEqual([real]);
    });

    it("gives the link to the next page", () => {
        expect(parsePage({ value: [], "@odata.nextLink": "https://x/y" })).toEqual({
            files: [],
            next: "https://x/y",
        });
        expect(parsePage({ value: [], "@odata.nextLink": null })).toEqual({ files: [] });
    });

    it.each([
        [undefined],
        [null],
        [[]],
        [{}],
        [{ value: {} }],
        [{ value: [{}] }],
        [{ value: [{ ...real, fileName: "" }] }],
        [{ value: [{ ...real, description: 7 }] }],
        [{ value: [real, null] }],
        [{ value: [], "@odata.nextLink": 7 }],
    ])("finds a problem in %j, and leaves nothing out", (json) => {
        expect(parsePage(json)).toHaveProperty("problem");
    });
});

describe("parseUploaded", () => {
    it("reads a real answer, which has no value around it", () => {
        expect(parseUploaded({ "@odata.context": "x", ...real })).toEqual(real);
    });

    it.each([[undefined], [null], [{}], ["ok"], [{ ...real, sha256: null }], [{ value: [real] }]])(
        "makes nothing of %j",
        (json) => {
            expect(parseUploaded(json)).toBeUndefined();
        },
    );
});

describe("wordsOf", () => {
    it("reads the documented error body", () => {
        const json = { error: { code: "ResourceNotFound", message: "not found", target: "43f4" } };
        expect(wordsOf(answerOf(404, { json }))).toEqual({
            status: 404,
            code: "ResourceNotFound",
            message: "not found",
            requestId: "43f4",
        });
    });

    it("takes the id from a header where there is no body", () => {
        const headers = { "x-ms-request-id": "77" };
        expect(wordsOf(answerOf(502, { headers }))).toEqual({ status: 502, requestId: "77" });
    });

    it.each([[{ error: "SKIPPED" }], [{ error: { code: 7 } }], [[]]])("survives %j", (json) => {
        expect(wordsOf(answerOf(400, { json }))).toEqual({ status: 400 });
    });
});

describe("requests", () => {
    it("ask for the list, and never follow redirects", async () => {
        const request = await listRequest(listUrl(apiUrl));
        expect(request.url).toBe(`${apiUrl}/api/libraryfiles`);
        expect([request.method, request.redirect]).toEqual(["GET", "manual"]);
    });

    it("delete by name, in one segment", async () => {
        const request = await deleteRequest(apiUrl, "a b#1.ps1");
        expect(request.url).toBe(`${apiUrl}/api/libraryfiles/a%20b%231.ps1`);
        expect([request.method, request.redirect]).toEqual(["DELETE", "manual"]);
    });

    it("upload all five fields, in the case that is proven, with the bytes as they are", async () => {
        const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x0d, 0x0a, 0x00, 0xff, 0x0a]);
        const { request } = await uploadRequest(apiUrl, {
            fileName: "Collect-Ü.ps1",
            bytes,
            texts: { ...texts, description: "line\nline", hasParameters: true },
            overrideIfExists: false,
        });
        expect(request.redirect).toBe("manual");
        const { fields, file } = await parse(request);
        expect(fields).toEqual({
            Description: "line\nline",
            HasParameters: "true",
            OverrideIfExists: "false",
            ParametersDescription: "",
        });
        expect(file).toEqual({
            field: "file",
            fileName: "Collect-Ü.ps1",
            type: "application/octet-stream",
            bytes,
        });
    });
});

describe("nameProblem", () => {
    it.each(["a.ps1", "Collect-Ü (1)%20#.ps1", "file", "..a", "\u202eabc"])(
        "has nothing against %j",
        (name) => {
            expect(nameProblem(name)).toBeUndefined();
        },
    );

    it.each(["", ".", "..", "a/b", "a\\b", 'a"b', "a\r\nb", "a\0b", "a\u2028b", "\uDC00"])(
        "refuses %j",
        (name) => {
            expect(nameProblem(name)).toBeDefined();
        },
    );

    it("lets through only names that reach the wire as one part of exactly that name", async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
                async (fileName) => {
                    fc.pre(nameProblem(fileName) === undefined);
                    const upload = {
                        fileName,
                        bytes: Buffer.from("x"),
                        texts,
                        overrideIfExists: false,
                    };
                    const body = await bodyOf((await uploadRequest(apiUrl, upload)).request);
                    const headers = body.match(/^Content-Disposition:.*$/gim) ?? [];
                    expect(headers).toHaveLength(5);
                    expect(headers.at(-1)).toBe(
                        `Content-Disposition: form-data; name="file"; filename="${fileName}"`,
                    );
                },
            ),
            { numRuns: 200 },
        );
    });
});

async function bodyOf(request: Request): Promise<string> {
    return Buffer.from(await request.arrayBuffer()).toString("utf8");
}

/** The form as a parser of other hands reads it. */
async function parse(request: Request) {
    const headers = Object.fromEntries(request.headers) as { "content-type": string };
    const fields: Record<string, string> = {};
    let file: object | undefined;
    const busboy = new Busboy({ headers });
    busboy.on("field", (name, value) => {
        fields[name] = value;
    });
    busboy.on("file", (field, stream, ...about) => {
        const [fileName, , type] = about;
        const pieces: Buffer[] = [];
        stream.on("data", (piece: Buffer) => pieces.push(piece));
        stream.on("end", () => (file = { field, fileName, type, bytes: Buffer.concat(pieces) }));
    });
    const body = Buffer.from(await request.arrayBuffer());
    await new Promise<void>((resolve, reject) => {
        busboy.on("finish", resolve);
        busboy.on("error", reject);
        busboy.end(body);
    });
    return { fields, file };
}
