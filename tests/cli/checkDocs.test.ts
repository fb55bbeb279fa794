import { readFileSync } from "node:fs";
import { join } from "node:path";

import { folderWith, runCheck } from "./checkProcess";

const text = readFileSync(join(__dirname, "..", "..", "docs", "check.md"), "utf8");
const blocks = (language: string) =>
    [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!,
    );

describe("docs/check.md", () => {
    const exemption = {
        policy: "mde-has-description",
        file: "legacy.sh",
        reason: "INC-7: the vendor describes it in the next release",
        owner: "Ann Example",
        expires: "2999-12-31",
    };
    const files = {
        "scripts/Get-Size.ps1":
            "<#\n.SYNOPSIS\nTells the size of the memory\n#>\nWrite-Output 'Größe'\n",
        "scripts/linux/legacy.sh": "#!/bin/sh\necho legacy\n",
        // The policies that it shows, whatever others find by now.
        "policies.json": JSON.stringify({
            all: "disabled",
            "mde-exemptions": { enforcementLevel: "mandatory", exemptions: [exemption] },
            "mde-has-description": "mandatory",
            "mde-text-encoding": "mandatory",
            "mde-allowed-destinations": { clouds: ["commercial"], enforcementLevel: "mandatory" },
        }),
    };
    const configured = ["--policy-pack-config", "policies.json"];

    it("shows true output, as text and as JSON", async () => {
        const cwd = folderWith(files);
        const printed = await runCheck(["scripts", ...configured], cwd);
        expect(printed).toEqual({ code: 1, stdout: blocks("text")[0], stderr: "" });
        const json = await runCheck(["scripts", "--format", "json", ...configured], cwd);
        expect(JSON.parse(json.stdout)).toEqual(JSON.parse(blocks("json")[0]!));
    });

    it("explains each key of the JSON", () => {
        const keys = (value: unknown): string[] => {
            if (typeof value !== "object" || value === null) return [];
            const own = Array.isArray(value) ? [] : Object.keys(value);
            return [...own, ...Object.values(value).flatMap(keys)];
        };
        const [, table = ""] = /^\| key .*\n((?:\|.*\n)+)/m.exec(text)!;
        for (const key of new Set(keys(JSON.parse(blocks("json")[0]!))))
            expect(table).toContain(`\`${key}\``);
    });

    it("names each option, and commands that run", async () => {
        const { stdout: help } = await runCheck(["--help"], folderWith({}));
        const options = [...help.matchAll(/^ +(?:-h, )?(--[a-z-]+)/gm)].map(
            ([, option]) => option!,
        );
        expect(options.length).toBeGreaterThan(5);
        for (const option of options.filter((name) => name !== "--help"))
            expect(text).toContain(`\`${option}`);
        const commands = blocks("sh").flatMap((block) => block.trim().split("\n"));
        expect(commands).toHaveLength(3);
        const cwd = folderWith({ "scripts/a.sh": "#!/bin/sh\n# Says what it is for.\n" });
        for (const command of commands) {
            const [npx, name, check, ...words] = command.split(" ");
            expect([npx, name, check]).toEqual(["npx", "pulumi-mde", "check"]);
            expect(await runCheck(words, cwd)).toMatchObject({ code: 0, stderr: "" });
        }
    });
});
