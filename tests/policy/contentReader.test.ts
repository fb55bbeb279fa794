import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openContentIndex, type ContentIndex } from "../../library/contentIndex";
import { sha256Of } from "../../library/digest";
import { ContentUnavailableError } from "../../policy/claim";
import { contentReader } from "../../policy/contentReader";

describe("contentReader", () => {
    let folder: string;
    let index: ContentIndex;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "mde-policy-"));
        index = openContentIndex({ folder: join(folder, "mde"), now: Date.now });
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    /** Writes a file and notes it, as a program does. */
    function noted(name: string, text: string) {
        const path = join(folder, name);
        writeFileSync(path, text);
        const sha256 = sha256Of(Buffer.from(text));
        index.notePlace(sha256, path);
        return { path, sha256, size: text.length };
    }

    it("reads the bytes of a digest, once for all that look at them", async () => {
        const { sha256, size } = noted("a.ps1", "a");
        let reads = 0;
        const open = () => ({
            read: (digest: string, bytes?: number) => {
                reads++;
                return index.read(digest, bytes);
            },
        });
        const read = contentReader({ open });
        expect((await read(sha256, size)).text).toBe("a");
        expect((await read(sha256, size)).text).toBe("a");
        expect(reads).toBe(1);
    });

    it("keeps no more than 32 MiB", async () => {
        const read = jest.fn(() => Promise.resolve(Buffer.from("a")));
        const contents = contentReader({ open: () => ({ read }) });
        for (const sha256 of ["a", "b", "c", "a"]) await contents(sha256, 15 * 2 ** 20);
        expect(read).toHaveBeenCalledTimes(4);
        await contents("c", 15 * 2 ** 20);
        expect(read).toHaveBeenCalledTimes(4);
    });

    it("gives no bytes of another digest, and reads again what was put back", async () => {
        const { path, sha256, size } = noted("a.ps1", "a");
        writeFileSync(path, "b");
        const read = contentReader({ open: () => index });
        await expect(read(sha256, size)).rejects.toThrow(ContentUnavailableError);
        await expect(read(sha256, size)).rejects.toThrow(`${path} now has`);
        writeFileSync(path, "a");
        expect((await read(sha256, size)).text).toBe("a");
    });

    it("takes an index that cannot be opened for content that cannot be had", async () => {
        const open = () => {
            throw new Error("The folder is somebody else's.");
        };
        const failed = contentReader({ open })("0".repeat(64), 1);
        await expect(failed).rejects.toThrow(
            "The content cannot be had: The folder is somebody else's.",
        );
    });
});
