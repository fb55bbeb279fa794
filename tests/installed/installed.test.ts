import { execFileSync, spawn } from "node:child_process";
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

const root = join(__dirname, "..", "..");
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
};
const pulumi = `@pulumi/pulumi@${devDependencies["@pulumi/pulumi"]!}`;

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
    options: { program: string; typescript?: boolean; pnpm?: boolean },
): string {
    const folder = join(base, name);
    mkdirSync(join(folder, "scripts"), { recursive: true });
    const main = options.typescript === true ? "index.ts" : "index.js";
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, main }));
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    writeFileSync(join(folder, main), options.program);
    writeFileSync(join(folder, "scripts", "Get.ps1"), "<#\n.SYNOPSIS\nGets it\n#>\n");
    const packages = [
        tarball,
        pulumi,
        `typescript@${devDependencies["typescript"]!}`,
        `ts-node@${devDependencies["ts-node"]!}`,
        `@types/node@${devDependencies["@types/node"]!}`,
    ];
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

function run(folder: string, command: string, ...args: string[]): string {
    return execFileSync(command, args, {
        cwd: folder,
        encoding: "utf8",
        stdio: "pipe",
        env: {
            ...outside(),
            PULUMI_BACKEND_URL: `file://${folder}`,
            PULUMI_CONFIG_PASSPHRASE: "installed",
            PULUMI_HOME: join(folder, ".home"),
            PULUMI_MDE_HOME: join(folder, ".mde"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        },
    });
}

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

describe.each([
    ["a TypeScript project with npm", { program: typescript, typescript: true }],
    ["a JavaScript project with npm", { program: javascript }],
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
        expect(run(folder, "pulumi", "up", "--yes")).toMatch(/\d unchanged/);
        expect(run(folder, "pulumi", "refresh", "--yes")).toMatch(/\d unchanged/);
        run(folder, "pulumi", "destroy", "--yes");
        expect(readdirSync(join(emulated, tenant, "files"))).toEqual([]);
    });
});

describe("the installed package", () => {
    let folder: string;
    beforeAll(() => {
        folder = project("commands", { program: typescript, typescript: true });
    });

    it("has declarations that a strict program compiles against", () => {
        const strict = [
            "--strict",
            "--noEmit",
            "--module",
            "nodenext",
            "--target",
            "es2022",
            "--types",
            "node",
        ];
        run(folder, "npx", "tsc", ...strict, "--skipLibCheck", "index.ts");
        writeFileSync(
            join(folder, "wrong.ts"),
            `import * as mde from "pulumi-mde";\nnew mde.LibraryFile("x", { fileNmae: "y" });\n`,
        );
        expect(() => run(folder, "npx", "tsc", ...strict, "--skipLibCheck", "wrong.ts")).toThrow();
    });

    it("has a command that tells its version, helps, and hints at a misspelt option", () => {
        expect(run(folder, "npx", "pulumi-mde", "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
        expect(run(folder, "npx", "pulumi-mde", "emulator", "--help")).toContain("Example:");
        expect(() => run(folder, "npx", "pulumi-mde", "emulator", "--prot", "0")).toThrow(/--port/);
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
