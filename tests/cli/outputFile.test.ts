import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { refuseFile } from "../../cli/outputFile";

describe("a file that is to be written at the end", () => {
    let folder: string;
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "mde-output-"));
        mkdirSync(join(folder, "folder"));
        writeFileSync(join(folder, "file"), "");
    });
    afterAll(() => {
        rmSync(folder, { recursive: true });
    });
    const refusal = (name: string) => {
        try {
            refuseFile("the page", join(folder, name));
        } catch (error) {
            return (error as Error).message;
        }
        return undefined;
    };

    it.each(["new.html", "file", "folder/new.html"])("may be %s", (name) => {
        expect(refusal(name)).toBeUndefined();
    });

    it.each([
        ["none/new.html", "there is no folder"],
        ["file/new.html", "is no folder"],
        ["folder", "it is a folder"],
    ])("is refused as %s before anybody is asked", (name, why) => {
        const said = refusal(name);
        expect(said).toMatch(/^nobody was asked, for the page .* cannot be written: /);
        expect(said).toContain(why);
        expect(said).toContain(join(folder, name));
    });
});
