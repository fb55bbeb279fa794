import { readFileSync } from "node:fs";
import { join } from "node:path";

import { isMark, splitMark } from "../../library/mark";
import { unmanagedModes } from "../../sdk/unmanaged";
import { Project, tenantId } from "../e2e/project";

const page = readFileSync(join(__dirname, "..", "..", "docs", "ownership.md"), "utf8");
const blocks = (language: string) =>
    [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
        ([, block]) => block!.trim(),
    );

describe("docs/ownership.md", () => {
    it("explains each way with unmanaged files, and shows a mark as it is", () => {
        for (const mode of unmanagedModes)
            expect(page).toMatch(new RegExp(`^\\| \`"${mode}"\``, "m"));
        const [shown = ""] = blocks("text");
        expect(splitMark(shown)).toEqual({ text: "Collects triage data", mark: "soc/production" });
    });

    it("has a program and commands that work as they stand: on, renamed, and with an old mark", async () => {
        const [program = "", ...others] = blocks("ts");
        expect(others).toEqual([]);
        const [on = "", renamed = "", ...more] = blocks("sh").map((block) => block.split("\n"));
        expect(more).toEqual([]);
        const project = await Project.create({ typescript: true });
        try {
            const library = project.emulator.library(tenantId);
            const described = async () =>
                Object.fromEntries(
                    (await project.live()).map(({ fileName, description }) => [
                        fileName,
                        description,
                    ]),
                );
            const up = async () => {
                const run = await project.up();
                expect(run.failure).toBeUndefined();
                return run;
            };
            await library.put("theirs.sh", "ls\n", { createdBy: "Ann Example" });
            project.write("index.ts", program);
            project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\n");
            expect((await up()).output).toMatch(/warning: In tenant .*theirs\.sh +Ann Example/s);

            const configuring = /^pulumi config set mde:(\w+) (\S+)$/;
            const [, key = "", value = ""] = configuring.exec(on[0]!) ?? [];
            expect(on.slice(1)).toEqual(["pulumi up"]);
            await project.configure({ [key]: value });
            project.calls();
            await up();
            expect(project.calls().filter((call) => call.startsWith("upload"))).toEqual([]);
            project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\nls\n");
            await up();
            expect(await described()).toMatchObject({ "a.sh": "Collects it. [pulumi: e2e/test]" });

            const [, name = ""] = /^pulumi stack rename (\S+)$/.exec(renamed[0]!) ?? [];
            await project.rename(name);
            project.write("scripts/a.sh", "#!/bin/sh\n# Collects it.\nls -l\n");
            await up();
            expect(await described()).toMatchObject({
                "a.sh": `Collects it. [pulumi: e2e/${name}]`,
            });

            // A file that the state does not know, by what the page's stack was called before.
            const [, also = "", mark = ""] = configuring.exec(renamed[1]!) ?? [];
            expect([also, isMark(mark), renamed[2]]).toEqual(["markAlso", true, "pulumi up"]);
            await library.put("b.sh", "#!/bin/sh\n", { description: `[pulumi: ${mark}]` });
            project.write("scripts/b.sh", "#!/bin/sh\n");
            const { failure, output } = await project.up();
            expect(failure).toBeDefined();
            expect(output).toContain(`is the file of another stack, ${mark}`);
            expect(output).toContain("name it in mde:markAlso");
            await project.configure({ [also]: mark });
            await up();
            expect((await project.destroy()).failure).toBeUndefined();
            expect(await project.names()).toEqual(["theirs.sh"]);
        } finally {
            await project.close();
        }
    });
});
