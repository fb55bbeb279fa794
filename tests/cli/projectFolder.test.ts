import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { programFolderOf, projectFolderOf } from "../../cli/projectFolder";
import { temporaryFolder } from "../emulator/temporaryFolder";

describe("projectFolderOf", () => {
    it.each(["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"])("finds %s, here or above", (name) => {
        const folder = temporaryFolder();
        mkdirSync(join(folder, "a", "b"), { recursive: true });
        expect(projectFolderOf(join(folder, "a", "b"))).toBeUndefined();
        writeFileSync(join(folder, name), "");
        expect(projectFolderOf(folder)).toBe(folder);
        expect(projectFolderOf(join(folder, "a", "b"))).toBe(folder);
    });
});

describe("programFolderOf", () => {
    it("is where the program runs", () => {
        const folder = temporaryFolder();
        mkdirSync(join(folder, "program"));
        expect(programFolderOf(folder, undefined)).toBe(folder);
        expect(programFolderOf(folder, "program")).toBe(join(folder, "program"));
        expect(programFolderOf(folder, "program/index.js")).toBe(join(folder, "program"));
        expect(programFolderOf(folder, "index.js")).toBe(folder);
    });
});
