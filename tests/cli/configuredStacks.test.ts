import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { configuredStacks } from "../../cli/configuredStacks";

describe("the stacks that a project has files of", () => {
    let folder: string;
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "mde-stacks-"));
        mkdirSync(join(folder, "stacks"));
        for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.eu.prod.yml", "Other.yaml"])
            writeFileSync(join(folder, name), "");
        // No stack can have such a name, and a terminal would obey the first one.
        for (const name of ["\u001B[31mx", "a b", "ünï", "x\ny"])
            writeFileSync(join(folder, `Pulumi.${name}.yaml`), "");
        writeFileSync(join(folder, "stacks", "Pulumi.lab.yaml"), "");
    });
    afterAll(() => {
        rmSync(folder, { recursive: true });
    });

    it.each([
        [{}, ["dev", "eu.prod"]],
        [{ stackConfigDir: "stacks" }, ["lab"]],
        [{ config: "stacks" }, ["lab"]],
        [{ config: { "mde:cloud": "emulator" } }, ["dev", "eu.prod"]],
        [{ stackConfigDir: "none" }, []],
    ])("of %j are %j", (settings, stacks) => {
        expect(configuredStacks(folder, settings)).toEqual(stacks);
    });
});
