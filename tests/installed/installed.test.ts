import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    realpathSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { minVersion } from "semver";

import { pathForPolicies } from "../e2e/project";

const root = join(__dirname, "..", "..");
const { devDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
) as Record<"devDependencies" | "peerDependencies", Record<string, string>>;
const ours = (...names: string[]) => names.map((name) => `${name}@${devDependencies[name]!}`);
const oldestPulumi = minVersion(peerDependencies["@pulumi/pulumi"]!)!.version;

let base: string;
let tarball: string;
beforeAll(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), "mde-installed-")));
    execFileSync("npm", ["pack", "--pack-destination", base], { cwd: root, stdio: "pipe" });
    tarball = join(
        base,
        readdirSync(base).find((name) => name.endsWith(".tgz"))!,
    );
});
afterAll(() => {
    rmSync(base, { recursive: true, force: true });
});

/** An empty Pulumi project, as a user has it, with the packed tarball installed. */
function project(
    name: string,
    options: {
        program: string;
        typescript?: boolean;
        /** The program is an ES module. */
        module?: boolean;
        pnpm?: boolean;
        /** Instead of ours: the oldest Pulumi that the package says it works with. */
        oldest?: boolean;
        /** More packages of ours. */
        packages?: readonly string[];
    },
): string {
    const folder = join(base, name);
    mkdirSync(join(folder, "scripts"), { recursive: true });
    const main = options.typescript === true ? "index.ts" : "index.js";
    const type = options.module === true ? "module" : "commonjs";
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main, type }));
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    writeFileSync(join(folder, main), options.program);
    writeFileSync(join(folder, "scripts", "Get.ps1"), "<#\n.SYNOPSIS\nGets it\n#>\n");
    // The oldest Pulumi takes older compilers than ours only, and has one of its own.
    const others =
        options.oldest === true
            ? [`@pulumi/pulumi@${oldestPulumi}`]
            : ours("@pulumi/pulumi", "typescript", "ts-node", "@types/node");
    const packages = [tarball, ...others, ...ours(...(options.packages ?? []))];
    const [command, ...args] =
        options.pnpm === true ? ["npx", "--yes", "pnpm@10", "add"] : ["npm", "install"];
    execFileSync(command, [...args, ...packages], { cwd: folder, stdio: "pipe", env: outside() });
    return folder;
}

/**
 * The environment of a user: nothing of the npm run that this test is part of, but the certificate
 * authority that npm is configured with, which another Node would not find.
 */
function outside(): NodeJS.ProcessEnv {
    const environment = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/i.test(name)),
    );
    return { NODE_EXTRA_CA_CERTS: authority, ...environment };
}

const cafile = execFileSync("npm", ["config", "get", "cafile"], {
    encoding: "utf8",
    stdio: "pipe",
});
const authority = cafile.trim() === "null" ? undefined : cafile.trim();

/** What a command prints. @throws Error with all that it printed, on both ways, where it fails. */
function run(folder: string, command: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, {
        cwd: folder,
        encoding: "utf8",
        env: {
            ...outside(),
            PULUMI_BACKEND_URL: `file://${folder}`,
            PULUMI_CONFIG_PASSPHRASE: "installed",
            PULUMI_HOME: join(folder, ".home"),
            PULUMI_MDE_HOME: join(folder, ".mde"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PATH: pathForPolicies(),
        },
    });
    if (status === 0) return stdout;
    throw new Error(`${[command, ...args].join(" ")} failed:\n${stdout}\n${stderr}`);
}

/** The one file of a stack, as the state has it. */
function stateOfFile(folder: string): object {
    const { deployment } = JSON.parse(run(folder, "pulumi", "stack", "export")) as {
        deployment: { resources: { type: string }[] };
    };
    const files = deployment.resources.filter(({ type }) => type.endsWith(":LibraryFile"));
    expect(files).toHaveLength(1);
    return files[0]!;
}

/** What looks like a token, and is nobody's. */
const token = `ghp_${"aB1cD2eF3gH4".repeat(3)}`;

const typescript = `
import * as mde from "pulumi-mde";
const library = new mde.Library("response", { path: "scripts" });
export const digest = library.digest;
export const release = library.release;
`;
const javascript = `
const mde = require("pulumi-mde");
new mde.LibraryFile("get", { source: "scripts/Get.ps1" });
`;
const esModule = `
import { LibraryFile } from "pulumi-mde";
new LibraryFile("get", { source: "scripts/Get.ps1" });
`;

const names = `
import * as mde from "pulumi-mde";
import { createEmulator, serveEmulator } from "pulumi-mde/emulator";
import { hasDescription, policies, withExemptions } from "pulumi-mde/policy";
import { provider } from "pulumi-mde/provider";
export const ours = [...policies, ...withExemptions([hasDescription])];
export const file: mde.LibraryFile = new mde.LibraryFile("get", { source: "scripts/Get.ps1" });
export const emulator = createEmulator({ behaviour: { upload: { existing: "conflict" } } });
export const all = [provider.create, serveEmulator];
`;
/** As a user writes it: https://www.pulumi.com/docs/iac/guides/testing/unit/. */
const unitTest = `
const pulumi = require("@pulumi/pulumi");

const made = [];
const newResource = ({ type, name, inputs }) => {
    made.push({ type, name, inputs });
    return { id: name, state: inputs };
};
pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs }, "project", "test", false);
pulumi.runtime.setAllConfig({ "mde:cloud": "emulator" });

describe("the program", () => {
    beforeAll(async () => {
        require("./program.js");
        await pulumi.runtime.disconnect();
    });

    it("registers the script", () => {
        const files = made.filter(({ type }) => type.endsWith(":LibraryFile"));
        expect(files.map(({ inputs }) => inputs.fileName)).toEqual(["Get.ps1"]);
        expect(files[0].inputs.sha256).toMatch(/^[0-9a-f]{64}$/);
    });

    it("has a credential, which a policy finds", async () => {
        const { noSecrets } = require("pulumi-mde/policy");
        const { type, inputs } = made.find(({ type }) => type.endsWith(":LibraryFile"));
        const args = { type, props: inputs, urn: "urn:pulumi:test::project::x::y", getConfig: () => ({}) };
        const found = [];
        await noSecrets.validateResource(args, (message) => found.push(message));
        expect(found).toEqual([expect.stringContaining("a GitHub token")]);
    });

    it("takes no misspelt argument", () => {
        const { LibraryFile } = require("pulumi-mde");
        expect(() => new LibraryFile("x", { fileNmae: "y" })).toThrow("did you mean fileName?");
    });
});
`;

describe.each([
    ["a TypeScript project with npm", { program: typescript, typescript: true }],
    ["a JavaScript project with npm", { program: javascript }],
    ["a project of ES modules", { program: esModule, module: true }],
    ["a project with the oldest Pulumi", { program: javascript, oldest: true }],
    ["a TypeScript project with pnpm", { program: typescript, typescript: true, pnpm: true }],
])("%s", (title, options) => {
    it("brings a file up on the emulator, does nothing again, refreshes and destroys", () => {
        const folder = project(title.replaceAll(" ", "-").toLowerCase(), options);
        run(folder, "pulumi", "stack", "init", "test");
        run(folder, "pulumi", "config", "set", "mde:cloud", "emulator");
        expect(run(folder, "pulumi", "preview")).toContain("LibraryFile");
        expect(run(folder, "pulumi", "up", "--yes")).toContain("nothing of this is live");
        const emulated = join(folder, ".pulumi-mde");
        const tenant = readdirSync(emulated).find((name) => /^[0-9a-f-]{36}$/.test(name))!;
        expect(readdirSync(join(emulated, tenant, "files"))).toEqual(["Get.ps1"]);
        const file = stateOfFile(folder);
        expect(JSON.stringify(file).length).toBeLessThan(2048);
        expect(JSON.stringify(file)).not.toMatch(/stackTrace|sourcePosition|file:\/\//);
        expect(run(folder, "pulumi", "up", "--yes")).toMatch(/\d unchanged/);
        expect(run(folder, "pulumi", "refresh", "--yes")).toMatch(/\d unchanged/);
        run(folder, "pulumi", "destroy", "--yes");
        expect(readdirSync(join(emulated, tenant, "files"))).toEqual([]);
    });
});

describe.each([
    ["npm", {}],
    ["pnpm", { pnpm: true }],
    ["the oldest Pulumi", { oldest: true }],
])("the ready policy pack with %s", (title, options) => {
    /** What docs/policies/README.md gives to type. */
    const typed = (verb: string) => {
        const page = readFileSync(join(root, "docs", "policies", "README.md"), "utf8");
        const [, words = ""] = new RegExp(`^pulumi (${verb} --policy-pack .*)$`, "m").exec(page)!;
        return words.split(" ");
    };

    it("stops what is wrong and lets the rest go, with nothing else to install", () => {
        const folder = project(`policies-${title.replaceAll(" ", "-").toLowerCase()}`, {
            program: javascript,
            ...options,
        });
        run(folder, "pulumi", "stack", "init", "test");
        run(folder, "pulumi", "config", "set", "mde:cloud", "emulator");
        expect(() => run(folder, "pulumi", ...typed("preview"))).toThrow(
            /mandatory\].*mde-has-description[^]*has no description/,
        );
        const levels = JSON.stringify({ "mde-has-description": "advisory" });
        writeFileSync(join(folder, "policies.json"), levels);
        const up = run(folder, "pulumi", ...typed("up"), "--yes");
        expect(up).toMatch(/advisory\].*mde-has-description/);
        expect(stateOfFile(folder)).toMatchObject({ outputs: { fileName: "Get.ps1" } });
        // What it finds it finds with ES modules, in Pulumi's host.
        writeFileSync(join(folder, "scripts", "Get.ps1"), `$token = "${token}"\n`);
        expect(() => run(folder, "pulumi", ...typed("up"), "--yes")).toThrow(
            /mandatory\].*mde-no-secrets[^]*Get\.ps1:1:11[^]*a GitHub token/,
        );
    });
});

describe("the installed package", () => {
    let folder: string;
    beforeAll(() => {
        folder = project("commands", {
            program: typescript,
            typescript: true,
            packages: ["jest"],
        });
    });

    describe.each([
        ["nodenext", ["--module", "nodenext"]],
        ["bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
        [
            "node10",
            ["--module", "commonjs", "--moduleResolution", "node10", "--ignoreDeprecations", "6.0"],
        ],
    ])("with the module resolution %s", (_, resolution) => {
        const strict = ["--strict", "--noEmit", "--target", "es2022", "--types", "node"];
        const check = (file: string) => run(folder, "npx", "tsc", ...strict, ...resolution, file);

        it("has declarations that hold without skipLibCheck, by each of its names", () => {
            check("index.ts");
            writeFileSync(join(folder, "names.ts"), names);
            check("names.ts");
        });

        it("lets no misspelt argument pass", () => {
            writeFileSync(
                join(folder, "wrong.ts"),
                `import * as mde from "pulumi-mde";\nnew mde.LibraryFile("x", { fileNmae: "y" });\n`,
            );
            expect(() => check("wrong.ts")).toThrow("fileNmae");
        });
    });

    it("lets jest, as it comes, test a program with Pulumi's mocks", () => {
        writeFileSync(join(folder, "program.js"), `${javascript}\nexports.made = true;\n`);
        writeFileSync(join(folder, "program.test.js"), unitTest);
        writeFileSync(join(folder, "scripts", "Get.ps1"), `$token = "${token}"\n`);
        const report = JSON.parse(run(folder, "npx", "jest", "--json", "--silent")) as object;
        expect(report).toMatchObject({ success: true, numPassedTests: 3 });
    });

    it("has a command that tells its version, helps, and hints at a misspelt option", () => {
        expect(run(folder, "npx", "pulumi-mde", "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
        expect(run(folder, "npx", "pulumi-mde", "emulator", "--help")).toContain("Example:");
        expect(() => run(folder, "npx", "pulumi-mde", "emulator", "--prot", "0")).toThrow(/--port/);
    });

    it("checks a folder by the policies that it brings, with their pages", () => {
        mkdirSync(join(folder, "checked"));
        writeFileSync(join(folder, "checked", "a.sh"), "#!/bin/sh\n# Says what it is for.\n");
        const check = ["pulumi-mde", "check", "checked"];
        expect(run(folder, "npx", ...check)).toContain("1 file: nothing is wrong.");
        const log = run(folder, "npx", ...check, "--format", "sarif");
        expect(log).toContain('"markdown": "# mde-file-name');
        writeFileSync(join(folder, "checked", "a.sh"), "");
        expect(() => run(folder, "npx", ...check)).toThrow(/mandatory +mde-text-encoding/);
    });

    it("serves the emulator on a port, and says where in one line", async () => {
        const child = spawn(
            process.execPath,
            [
                "node_modules/pulumi-mde/dist/cli/main.js",
                "emulator",
                "--port",
                "0",
                "--store",
                "store",
            ],
            { cwd: folder, stdio: ["ignore", "pipe", "inherit"] },
        );
        const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
        const url = /api (http:\/\/127\.0\.0\.1:\d+) /.exec(line)?.[1];
        const response = await fetch(`${url!}/api/libraryfiles`);
        expect(response.status).toBe(401);
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        expect(await ended).toEqual([0, null]);
    });
});
