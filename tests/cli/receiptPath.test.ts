import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { receiptPath } from "../../cli/prune/receiptPath";

describe("receiptPath", () => {
    let project: string;
    beforeAll(() => {
        project = realpathSync(mkdtempSync(join(tmpdir(), "mde-receipt-")));
        writeFileSync(join(project, "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
        mkdirSync(join(project, "scripts", "linux"), { recursive: true });
    });
    afterAll(() => {
        rmSync(project, { recursive: true });
    });

    const pathOf = (
        given: string | undefined,
        libraryFolders: readonly string[],
        { program = project, folder = project, stack = true } = {},
    ) =>
        receiptPath(given === undefined ? undefined : join(project, given), {
            begun: "2026-12-01T01:02:03.456Z",
            folder,
            subject: {
                folder: program,
                stack: stack ? { name: "test", project: "p" } : undefined,
            },
            owners: { libraryFolders },
        });
    const byDefault = () => join(project, "prune-20261201T010203Z.json");

    it("is in the project's folder where nothing is said, above all that a Library reads", () => {
        const folders = ["scripts/linux", "scripts/windows"];
        expect(pathOf(undefined, folders)).toBe(byDefault());
        expect(pathOf("../r.json", folders)).toBe(join(project, "../r.json"));
        // The program may lie deeper than the project, and the scripts beside it.
        const program = join(project, "program");
        expect(pathOf(undefined, ["../scripts"], { program })).toBe(byDefault());
    });

    it.each(["other/r.json", "..x/r.json", "scripts-old/r.json"])("may be %s", (given) => {
        expect(pathOf(given, ["scripts/linux"])).toBe(join(project, given));
    });

    it.each([
        ["scripts/r.json", ["scripts"], "in scripts, which a Library reads, and be uploaded"],
        ["scripts/..x/r.json", ["scripts"], "in scripts, which"],
        ["scripts/linux/old/r.json", ["x", "scripts/linux"], "in scripts/linux, which"],
        ["scripts/r.json", ["scripts/linux", "scripts/windows"], "above scripts/linux, which"],
        ["r.json", ["."], "in ., which"],
    ])("is not %s with the library's files in %j", (given, folders, why) => {
        expect(() => pathOf(given, folders)).toThrow(why);
        expect(() => pathOf(given, folders)).toThrow(
            /^nothing was removed: the receipt .* script\./,
        );
    });

    it("sees the scripts from the project's folder where no stack is named", () => {
        const folder = join(project, "scripts");
        const from = { folder, program: folder, stack: false };
        expect(() => pathOf("scripts/linux/r.json", ["scripts/linux"], from)).toThrow("script");
        expect(pathOf(undefined, ["scripts/linux"], from)).toBe(byDefault());
    });
});
