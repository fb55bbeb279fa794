import { readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { settingKeys } from "../defender/settings/settingsKeys";
import { libraryFileArgNames } from "../sdk/libraryFileArgs";
import { providerArgNames } from "../sdk/providerArgs";
import { Project, tenantId } from "./e2e/project";
import { contoso, fabrikam, namesIn, twoTenants } from "./e2e/tenants";

const root = join(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = (language: string) =>
    [...readme.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gm"))].map(
        ([, text]) => text!,
    );

describe("README.md", () => {
    /** Each command line, and what runs it. */
    const commands: Record<string, string> = {
        "npm ci && npm run quickstart": ".ci/run",
        "npm ci && npm test": ".ci/run",
        "npm install pulumi-mde @pulumi/pulumi": "tests/installed",
        "pulumi config set mde:cloud emulator": "tests/installed",
        "pulumi up": "tests/installed",
        "pulumi stack init production": "below",
        "pulumi config set mde:tenantId 00001111-aaaa-2222-bbbb-3333cccc4444": "below",
        "pulumi config set mde:clientId 11112222-bbbb-3333-cccc-4444dddd5555": "below",
        "pulumi config set --secret mde:clientSecret": "below",
        "pulumi preview": "below",
        "pulumi preview --policy-pack node_modules/pulumi-mde/policy-pack": "tests/installed",
        "npx pulumi-mde check scripts": "tests/cli/checkDocs.test.ts",
        "npx pulumi-mde adopt scripts --stack production --library response --import-file import.json":
            "tests/cli/adopt.test.ts",
        "npx pulumi-mde doctor --stack production": "tests/cli/doctorDocs.test.ts",
        "npx pulumi-mde emulator --port 0 --store ./library": "tests/cli/emulator.test.ts",
        "npx pulumi-mde emulator --port 0 --behaviour behaviour.json": "tests/cli/emulator.test.ts",
    };

    it("has no command line that no test runs", () => {
        const lines = blocks("sh").flatMap((block) =>
            block
                .split("\n")
                .map((line) => line.replace(/ +#.*$/, "").trim())
                .filter((line) => line !== ""),
        );
        expect(lines.sort()).toEqual(Object.keys(commands).sort());
    });

    it("names every argument and every configuration key in a table", () => {
        for (const name of libraryFileArgNames)
            expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\``, "m"));
        for (const [name, { environment }] of Object.entries(settingKeys)) {
            expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\``, "m"));
            for (const variable of environment) expect(readme).toContain(`\`${variable}\``);
        }
    });

    it("names every argument of a Provider in its own table", () => {
        const section = readme.slice(
            readme.indexOf("### `Provider`"),
            readme.indexOf("### `getLib"),
        );
        for (const name of providerArgNames)
            expect(section).toMatch(new RegExp(`^\\|.*\`${name}\``, "m"));
    });

    it("has no program that no test runs", () => {
        expect(blocks("ts")).toHaveLength(3);
    });

    it("has a .gitattributes line that git understands", () => {
        const [line] = blocks("gitattributes");
        expect(line).toMatch(/^scripts\/\*\* -text\n$/);
    });

    describe("with the real CLI", () => {
        let project: Project;
        beforeAll(async () => {
            project = await Project.create({ typescript: true });
        });
        afterAll(() => project.close());

        it("has a program that runs as it stands, with its sidecar", async () => {
            const [program] = blocks("ts");
            const [sidecar] = blocks("yaml");
            project.write("index.ts", program!);
            project.write("scripts/memdump.exe", Buffer.from([0x4d, 0x5a, 0]));
            project.write("scripts/Get.ps1", "Get-Process\n");
            project.write("scripts/Get.Tests.ps1", "Describe\n");
            project.write("scripts/library.yaml", sidecar!);
            project.write("triage/Collect-Triage.ps1", "Get-Service\n");
            const run = await project.up();
            expect(run.failure).toBeUndefined();
            const live = await project.live();
            expect(live.map(({ fileName, description }) => [fileName, description]).sort()).toEqual(
                [
                    ["Collect-Triage.ps1", "Collects triage data"],
                    ["Get.ps1", null],
                    ["memdump.exe", "Process memory dump"],
                ],
            );
        });

        it("has a program that looks at what is live, which runs as it stands", async () => {
            const program = blocks("ts").find((block) => block.includes("getLibrary"));
            const looking = await Project.create({ typescript: true });
            try {
                looking.write("index.ts", program!);
                looking.write("scripts/Get.ps1", "Get-Process\n");
                await looking.emulator.library(tenantId).put("theirs.ps1", "Get-Service\n");
                expect((await looking.up()).failure).toBeUndefined();
                const others = (await looking.outputs())["others"]?.value as object[];
                expect(others).toMatchObject([{ fileName: "theirs.ps1" }]);
            } finally {
                await looking.close();
            }
        });

        it("has a program for several tenants that previews as it stands, and goes up", async () => {
            const program = blocks("ts").find((block) => block.includes("mde.Provider"));
            const several = await Project.create({ typescript: true, emulator: twoTenants() });
            try {
                several.write("index.ts", program!);
                several.write("scripts/Get.ps1", "Get-Process\n");
                for (const [name, tenant] of Object.entries({ contoso, fabrikam })) {
                    await several.configureProject(`${name}TenantId`, tenant.tenantId);
                    await several.configureProject(`${name}ClientId`, tenant.clientId);
                    await several.configureProject(
                        `${name}ClientSecret`,
                        tenant.clientSecret,
                        true,
                    );
                }
                const preview = await several.preview();
                expect(preview.failure).toBeUndefined();
                expect(preview.changes).toEqual({ create: 9 });
                // It is for Microsoft's cloud: the emulator must be told to it.
                const { url } = several;
                const told = `{ apiUrl: "${url}", authorityUrl: "${url}",`;
                several.write(
                    "index.ts",
                    program!.replace("Provider(name, {", `Provider(name, ${told}`),
                );
                expect((await several.up()).failure).toBeUndefined();
                for (const tenant of [contoso, fabrikam])
                    expect(await namesIn(several, tenant)).toEqual(["Get.ps1"]);
            } finally {
                await several.close();
            }
        });

        it("configures a stack for a real tenant with the lines that it gives", () => {
            const real = blocks("sh").find((block) => block.includes("stack init"));
            const lines = real!
                .trim()
                .split("\n")
                .map((line) => line.trim());
            const asTyped = (line: string) =>
                execFileSync(line, {
                    cwd: project.folder,
                    shell: "/bin/sh",
                    input: "a-secret\n",
                    encoding: "utf8",
                    stdio: "pipe",
                    env: { ...process.env, ...project.environment },
                });
            for (const line of lines.filter((line) => line !== "pulumi preview")) asTyped(line);
            const preview = asTyped("pulumi preview");
            expect(preview).toMatch(/\+ \d+ to create/);
            expect(preview).not.toContain("a-secret");
        });
    });
});
