import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SidecarPlan } from "../../cli/adopt/adoption";
import type { ImportFile } from "../../cli/adopt/importFile";
import { refuseToWrite, writeAdoption } from "../../cli/adopt/writing";

let folder: string;
let sidecar: string;
let imported: { readonly path: string; readonly content: ImportFile };
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mde-adopt-"));
    sidecar = join(folder, "library.yaml");
    imported = {
        path: join(folder, "import.json"),
        content: { nameTable: {}, resources: [] },
    };
});
afterEach(() => {
    rmSync(folder, { recursive: true });
});

const plan = (change: Partial<SidecarPlan>): SidecarPlan => ({
    path: sidecar,
    changes: [],
    text: "files: {}\n",
    before: undefined,
    ...change,
});

describe("writeAdoption", () => {
    it.each([
        ["is other than it was read", "theirs\n", "ours\n"],
        ["is there by now", "theirs\n", undefined],
        ["is gone", undefined, "ours\n"],
    ])("writes nothing when the sidecar %s", (_, now, before) => {
        if (now !== undefined) writeFileSync(sidecar, now);
        const read = before === undefined ? undefined : Buffer.from(before);
        for (const text of ["new\n", undefined]) {
            const write = () => {
                writeAdoption(plan({ before: read, text }), imported);
            };
            expect(write).toThrow(/was changed while .* nothing was written/);
        }
        expect(existsSync(imported.path)).toBe(false);
        expect(existsSync(sidecar) ? readFileSync(sidecar, "utf8") : undefined).toBe(now);
    });

    it("writes the sidecar where it is as it was, and then the import file", () => {
        writeFileSync(sidecar, "ours\n");
        writeAdoption(plan({ before: Buffer.from("ours\n"), text: "new\n" }), imported);
        expect(readFileSync(sidecar, "utf8")).toBe("new\n");
        expect(JSON.parse(readFileSync(imported.path, "utf8"))).toEqual(imported.content);
    });

    it("says that the sidecar was written when the import file is there by now", () => {
        writeFileSync(imported.path, "kept");
        expect(() => {
            writeAdoption(plan({}), imported);
        }).toThrow(/import\.json cannot be written \(EEXIST\)\. .*library\.yaml was written/);
        expect(readFileSync(imported.path, "utf8")).toBe("kept");
    });
});

describe("refuseToWrite", () => {
    it("finds that there is no folder for the import file", () => {
        writeFileSync(join(folder, "file"), "");
        for (const [path, why] of [
            ["no/import.json", /no does not exist\. Nothing was written/],
            ["file/import.json", /file is no folder\./],
        ] as const)
            expect(() => {
                refuseToWrite(join(folder, path), join(folder, "scripts"));
            }).toThrow(why);
        refuseToWrite(imported.path, join(folder, "scripts"));
    });
});
