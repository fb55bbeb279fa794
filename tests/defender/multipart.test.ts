import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import * as fc from "fast-check";

import { multipart } from "../../defender/multipart";
import { readRegularFile, readRegularFileAsync } from "../../library/digest";
import { errorFrom } from "./answers";

const boundary = "b0undary";

async function sent(body: ReadableStream<Uint8Array>): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of body) pieces.push(Uint8Array.from(piece));
    return Buffer.concat(pieces);
}

const formOf = (bytes: Uint8Array, fields: Record<string, string> = {}) =>
    multipart(fields, { field: "file", fileName: "a.ps1", bytes }, { boundary });

describe("multipart", () => {
    it("writes the fields and then the file, as RFC 7578 has it", async () => {
        const form = formOf(Buffer.from("\r\n--\0ÿ"), { Description: "one\ntwo", Other: "" });
        expect(form.contentType).toBe("multipart/form-data; boundary=b0undary");
        expect(String(await sent(form.body))).toBe(
            '--b0undary\r\nContent-Disposition: form-data; name="Description"\r\n\r\none\ntwo\r\n' +
                '--b0undary\r\nContent-Disposition: form-data; name="Other"\r\n\r\n\r\n' +
                '--b0undary\r\nContent-Disposition: form-data; name="file"; filename="a.ps1"\r\n' +
                "Content-Type: application/octet-stream\r\n\r\n\r\n--\0ÿ\r\n--b0undary--\r\n",
        );
    });

    it("knows its length and sends every byte, whatever the size", async () => {
        const sizes = fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 200_000);
        await fc.assert(
            fc.asyncProperty(sizes, fc.nat(255), async (size, byte) => {
                const bytes = Buffer.alloc(size, byte);
                const form = formOf(Buffer.from(bytes));
                const body = await sent(form.body);
                expect(body.byteLength).toBe(form.contentLength);
                expect(body.includes(bytes)).toBe(true);
            }),
            { numRuns: 30 },
        );
    });

    it("gives the file's memory back at once", () => {
        const bytes = Buffer.alloc(1_000_000);
        const form = formOf(bytes);
        form.release();
        form.release();
        expect(bytes.byteLength).toBe(0);
    });

    it("gives the memory of a file back that was read", async () => {
        const path = join(mkdtempSync(join(tmpdir(), "mde-form-")), "tool");
        writeFileSync(path, Buffer.alloc(1_000_000));
        for (const bytes of [readRegularFile(path), await readRegularFileAsync(path)]) {
            formOf(bytes).release();
            expect(bytes.byteLength).toBe(0);
        }
        rmSync(dirname(path), { recursive: true });
    });

    it("leaves memory alone that a small file shares with others", () => {
        const bytes = Buffer.from("small");
        formOf(bytes).release();
        expect(String(bytes)).toBe("small");
    });

    it("sends nothing that looks whole once the memory was given back", async () => {
        const form = formOf(Buffer.alloc(1_000_000));
        form.release();
        expect((await errorFrom(sent(form.body))).message).toContain("given back");
    });
});
