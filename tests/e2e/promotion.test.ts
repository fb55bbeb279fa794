import { readFileSync } from "node:fs";
import { join } from "node:path";

import { sha256Of } from "../../library/digest";
import { releaseOf, type Release } from "../../library/release";
import { Project } from "./project";
import { argsOf, callsByTenant, contoso, fabrikam, namesIn, twoTenants } from "./tenants";

describe("a library that is promoted from one tenant to the next", () => {
    let project: Project;
    const write = (program: string) => {
        project.program(`
            const contoso = new mde.Provider("contoso", ${argsOf(project, contoso)});
            ${program}`);
    };
    const staging = `const staging = new mde.Library("staging", { path: "scripts" }, { provider: contoso });`;
    // By the stack's own configuration, whose pin all that is registered looks at.
    const production = (args: string) =>
        `new mde.Library("production", { path: "production", ${args} });`;
    beforeAll(async () => {
        project = await Project.create({ emulator: twoTenants() });
        const { url } = project;
        await project.configure({ ...fabrikam, apiUrl: url, authorityUrl: url });
        for (const folder of ["scripts", "production"]) {
            project.write(`${folder}/a.sh`, "#!/bin/sh\n# Collects it.\n");
            project.write(`${folder}/b.sh`, "#!/bin/sh\necho b\n");
        }
    });
    afterAll(() => project.close());

    it("passes a preview that does not know the release yet, with a warning, and goes up after it", async () => {
        write(
            `${staging}\n${production("promotedFrom: staging.release")}\nexports.release = staging.release;`,
        );
        const preview = await project.preview();
        expect(preview.failure).toBeUndefined();
        expect(preview.output).toMatch(
            /warning: Library "production" was not compared with its release: this preview does not know the release yet/,
        );
        const up = await project.up();
        expect(up.output).not.toMatch(/warning: Library|error:/);
        expect(await namesIn(project, fabrikam)).toEqual(["a.sh", "b.sh"]);
        project.write("release.json", JSON.stringify((await project.outputs())["release"]?.value));
        await project.destroy();
        callsByTenant(project);
    });

    it.each(["preview", "up"] as const)(
        "stops a %s of a file that was tampered with on the way, and calls nobody",
        async (operation) => {
            project.write("production/b.sh", "#!/bin/sh\necho B\n");
            write(production(`promotedFrom: "release.json"`));
            const { failure, output: whole } = await project[operation]();
            expect(failure).toBeDefined();
            const output = whole.slice(whole.indexOf("Diagnostics:"));
            expect(output.match(/error:/g)).toHaveLength(1);
            expect(output).toContain("was stopped before any file of it was uploaded");
            expect(output).toMatch(/b\.sh +sha256 \w{12}… +sha256 \w{12}…/);
            expect(output).not.toMatch(/a\.sh|^\s+at /m);
            expect(callsByTenant(project)).toEqual({});
            expect(
                (await project.resources()).filter(({ type }) =>
                    /LibraryFile|TenantPin/.test(type),
                ),
            ).toEqual([]);
        },
    );

    it("stops where the variable of the release is not set", async () => {
        write(production("promotedFrom: process.env.NO_SUCH_VARIABLE"));
        const { failure, output } = await project.up();
        expect(failure).toBeDefined();
        expect(output).toContain("There is none: the stack that it is to come from has no such");
        expect(callsByTenant(project)).toEqual({});
        write(production(`promotedFrom: "release.json"`));
    });

    it("stops where a transformation changes a file after it was compared", async () => {
        project.write("production/b.sh", "#!/bin/sh\necho b\n");
        write(`
            const others = { "production-b.sh": { fileName: "c.sh", description: "Other" } };
            pulumi.runtime.registerStackTransformation(({ name, props, opts }) =>
                ({ props: { ...props, ...others[name] }, opts }));
            ${production(`promotedFrom: "release.json"`)}`);
        const { failure, output } = await project.preview();
        expect(failure).toBeDefined();
        for (const changed of ["c.sh", "Other"])
            expect(output).toContain(`"${changed}" is not what was compared with the release`);
    });

    it("goes up as it was tested", async () => {
        write(production(`promotedFrom: "release.json"`));

        project.write("production/b.sh", "#!/bin/sh\necho b\n");
        const { failure } = await project.up();
        expect(failure).toBeUndefined();
        expect(await namesIn(project, fabrikam)).toEqual(["a.sh", "b.sh"]);
        const again = await project.up();
        expect(Object.keys(again.changes)).toEqual(["same"]);
    });

    it.each<[string, string[], ("preview" | "up")[], RegExp]>([
        [
            "the content",
            ["sha256", "size"],
            ["preview", "up"],
            /"\w{64}" is not what was compared with the release/,
        ],
        // A preview does not know what the files come to be.
        [
            "all",
            ["*"],
            ["up"],
            /Library "production" has passed .*, and b\.sh did not come to be what has/,
        ],
    ])(
        "stops where ignoreChanges would leave what was there before: %s",
        async (_, keys, operations, told) => {
            write(`
            pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
                type.endsWith(":LibraryFile")
                    ? { props, opts: { ...opts, ignoreChanges: ${JSON.stringify(keys)} } }
                    : undefined);
            exports.digest = ${production(`promotedFrom: "next.json"`).replace(";", ".digest;")}`);
            const before = sha256Of(Buffer.from("#!/bin/sh\necho b\n"));
            const after = sha256Of(Buffer.from("#!/bin/sh\necho C\n"));
            const { __files: files, ...release } = JSON.parse(
                readFileSync(join(project.folder, "release.json"), "utf8"),
            ) as Release;
            const changed = files.map((file) =>
                file.sha256 === before ? { ...file, sha256: after } : file,
            );
            project.write("next.json", JSON.stringify(releaseOf({ ...release, files: changed })));
            project.write("production/b.sh", "#!/bin/sh\necho C\n");
            for (const operation of operations) {
                const { failure, output } = await project[operation]();
                expect(failure).toBeDefined();
                expect(output).toMatch(told);
                expect(output.slice(output.indexOf("Diagnostics:"))).not.toMatch(/^\s+at /m);
            }
        },
    );
});
