import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { readDescribedFolder, textsToSend } from "../../library/describedFolder";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-described-"));
});
afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
});

function add(path: string, content: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
}

describe("readDescribedFolder", () => {
    it("reads each file once, with the sidecar's texts before those of its own help", () => {
        add("a.sh", "#!/bin/sh\n# From the script.\n");
        add("b/c.sh", "#!/bin/sh\n# From the script.\n");
        add("library.yaml", "files: { C.sh: { description: from the sidecar } }\n");
        const read: string[] = [];
        const found = readDescribedFolder({ path: folder }, ({ relativePath }, bytes) => {
            read.push(relativePath);
            return bytes.length;
        });
        expect(read).toEqual(["a.sh", "b/c.sh"]);
        expect(found).toMatchObject({ names: ["a.sh", "c.sh"], problems: [], unreadable: [] });
        expect(found.files.map(({ texts, facts }) => [texts, facts])).toEqual([
            [{ description: "From the script." }, 29],
            [{ description: "from the sidecar" }, 29],
        ]);
    });

    it("tells a file that cannot be read apart, and keeps its name", () => {
        add("a.sh", "");
        add("huge.exe", "");
        truncateSync(join(folder, "huge.exe"), 251 * 2 ** 20);
        add("library.yaml", "files: { x.sh: {} }\n");
        const { files, names, problems, unreadable } = readDescribedFolder(
            { path: folder },
            () => undefined,
        );
        expect(files.map(({ fileName }) => fileName)).toEqual(["a.sh"]);
        expect(names).toEqual(["a.sh", "huge.exe"]);
        expect(problems).toEqual([expect.stringContaining("library.yaml, line 1")]);
        expect(unreadable).toEqual([expect.stringContaining("huge.exe has 263192576 bytes")]);
    });
});

describe("textsToSend", () => {
    it("has parameters where they are described, unless it is said otherwise", () => {
        const none = { description: "", parametersDescription: "", hasParameters: false };
        expect(textsToSend({})).toEqual(none);
        const parametersDescription = "-x";
        expect(textsToSend({ parametersDescription }).hasParameters).toBe(true);
        expect(textsToSend({ parametersDescription, hasParameters: false }).hasParameters).toBe(
            false,
        );
        expect(textsToSend({ hasParameters: true })).toEqual({ ...none, hasParameters: true });
    });
});
