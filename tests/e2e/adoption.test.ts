import { readFileSync } from "node:fs";
import { join } from "node:path";

import { runCommand } from "../cli/commandProcess";
import { Project, tenantId } from "./project";

const MANY = 50;
const quiet = ["--non-interactive", "--color", "never"];

describe("a library that grew by hand", () => {
    let project: Project;
    beforeAll(async () => {
        project = await Project.create();
        const { library } = project.emulator;
        const put = (name: string, content: string, texts = {}) =>
            library(tenantId).put(name, content, texts);
        // Same content; each with texts of its own, as somebody has typed them into the portal.
        await put("Collect.ps1", "<#\n.SYNOPSIS\nCollects it.\n#>\n", {
            description: 'Collects: "it" # all\nof it',
            parametersDescription: "-Full  everything",
            hasParameters: true,
        });
        await put("silent.sh", "#!/bin/sh\n# Its own help.\n");
        await put("asks.sh", "#!/bin/sh\necho asks\n", { hasParameters: true });
        await put("plain.sh", "#!/bin/sh\n# Plain.\n", { description: "Plain." });
        await put("Case.sh", "#!/bin/sh\necho case\n", { description: "trailing  " });
        await put("Ünïcode-名前.ps1", "Get-Process\n", { description: "名前" });
        for (let at = 0; at < MANY; at++) await put(`many-${at}.sh`, `echo ${at}\n`);
        await put("theirs.ps1", "Get-Process # theirs\n");
        for (let at = 0; at < MANY; at++)
            project.write(`scripts/many/many-${at}.sh`, `echo ${at}\n`);
        project.write("scripts/Collect.ps1", "<#\n.SYNOPSIS\nCollects it.\n#>\n");
        project.write("scripts/silent.sh", "#!/bin/sh\n# Its own help.\n");
        project.write("scripts/asks.sh", "#!/bin/sh\necho asks\n");
        project.write("scripts/plain.sh", "#!/bin/sh\n# Plain.\n");
        project.write("scripts/sub/case.sh", "#!/bin/sh\necho case\n");
        project.write("scripts/Ünïcode-名前.ps1", "Get-Process\n");
        project.program(`new mde.Library("response", { path: "scripts" });`);
        project.calls();
    });
    afterAll(() => project.close());

    it("comes under management as it is, with no call that writes and an empty preview", async () => {
        const { folder: cwd, environment } = project;
        const before = await project.live();
        const take = async (file: string, ...words: readonly string[]) => {
            const to = ["--stack", "test", "--library", "response", "--import-file", file];
            const adopted = await runCommand(["adopt", "scripts", ...to, ...words], {
                cwd,
                environment,
            });
            expect(adopted).toMatchObject({ code: 0, stderr: "" });
            expect(project.calls()).toEqual(["token", "list"]);
            const [, importing] = /^ {2}pulumi (import .*) --stack test$/m.exec(adopted.stdout)!;
            const imported = await project.command(...importing!.split(" "), ...quiet);
            expect(imported).toMatchObject({ failed: false });
        };
        // In two steps, as somebody does who has to decide about some files first.
        await take("first.json", "--exclude", "many/**");
        await take("second.json");
        const expectNoChanges = () =>
            project.command("preview", "--diff", "--expect-no-changes", ...quiet);
        expect(await expectNoChanges()).toMatchObject({ failed: false });
        // No import has called anybody, and no preview.
        expect(project.calls()).toEqual([]);
        const whole = await project.resources();
        expect(whole.filter(({ type }) => type.endsWith(":LibraryFile"))).toHaveLength(MANY + 6);

        const refreshed = await project.refresh();
        expect(refreshed.failure).toBeUndefined();
        expect(refreshed.changes).toEqual({ same: whole.length - 1 });
        expect(project.calls()).toEqual(["token", "list"]);
        const up = await project.up();
        expect(up.failure).toBeUndefined();
        expect(up.changes).toEqual({ same: whole.length - 1 });
        expect(await expectNoChanges()).toMatchObject({ failed: false });
        expect(project.calls()).toEqual([]);
        expect(await project.live()).toEqual(before);

        // What the import has told of each file is what a program's own run would have left.
        const state = await project.resources();
        await project.editState((text) => {
            const exported = JSON.parse(text) as { deployment: { resources: unknown[] } };
            exported.deployment.resources = [];
            return JSON.stringify(exported);
        });
        const own = await project.up();
        expect(own.failure).toBeUndefined();
        expect(project.calls()).toEqual(["token", "list", "upload Case.sh"]);
        // Of a text that ends in white space the run has sent again what the folder can say of it.
        const facts = (resources: typeof state) =>
            Object.fromEntries(
                resources
                    .filter(({ type, urn }) => type.includes("/mde:") && !urn.endsWith("case.sh"))
                    .map(({ urn, id, inputs, outputs }) => [urn, { id, inputs, outputs }]),
            );
        expect(facts(state)).toEqual(facts(await project.resources()));

        const destroyed = await project.destroy();
        expect(destroyed.failure).toBeUndefined();
        expect(await project.names()).toEqual(["theirs.ps1"]);
        expect(readFileSync(join(cwd, "scripts/library.yaml"), "utf8")).toContain("名前");
    });
});
