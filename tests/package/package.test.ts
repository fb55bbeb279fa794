import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { minVersion, satisfies, subset } from "semver";

const root = join(__dirname, "..", "..");
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(root, name), "utf8"));

interface LockedPackage {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly hasInstallScript?: boolean;
    readonly engines?: { readonly node?: string };
}

describe("the package", () => {
    const manifest = readJson("package.json") as {
        dependencies: Record<string, string>;
        peerDependencies: Record<string, string>;
        peerDependenciesMeta: Record<string, { optional?: boolean }>;
        scripts: Record<string, string>;
        engines: { node: string };
        exports: Record<string, string | { types: string }>;
        typesVersions: Record<string, Record<string, string[]>>;
    };

    it("holds only what a user needs, under 2.5 MB unpacked", () => {
        const { unpackedSize, files } = packed();
        expect(unpackedSize).toBeLessThan(2_500_000);
        const odd = files
            .map(({ path }) => path)
            .filter((path) => !/^(dist\/.*\.(js|d\.ts)|docs\/policies\/[\w-]+\.md)$/.test(path));
        expect(odd.sort()).toEqual([
            "CHANGELOG.md",
            "CONTRIBUTING.md",
            "LICENSE",
            "README.md",
            "SECURITY.md",
            "dist/cli/status/page/page.css",
            "dist/cli/status/page/page.html",
            "dist/grammars/bash.LICENSE",
            "dist/grammars/bash.wasm.br",
            "dist/grammars/powershell.LICENSE",
            "dist/grammars/powershell.wasm.br",
            "docs/adopt.md",
            "docs/authentication.md",
            "docs/benchmarks.md",
            "docs/check.md",
            "docs/ci.md",
            "docs/diff.md",
            "docs/doctor.md",
            "docs/emulator.md",
            "docs/list.md",
            "docs/login.md",
            "docs/ownership.md",
            "docs/promotion.md",
            "docs/prune.md",
            "docs/reliability.md",
            "docs/scale.md",
            "docs/status.md",
            "docs/tenant-pin.md",
            "examples/ci/azure-pipelines.yml",
            "examples/ci/github-actions.yml",
            "examples/ci/github-fleet.yml",
            "examples/ci/github-promotion.yml",
            "examples/fleet/Pulumi.yaml",
            "examples/fleet/deploy.mjs",
            "examples/fleet/fleet.mjs",
            "examples/fleet/index.ts",
            "examples/fleet/package.json",
            "examples/fleet/plan.mjs",
            "examples/fleet/report.mjs",
            "examples/fleet/rollOut.mjs",
            "examples/fleet/tenants.yaml",
            "examples/policy-pack/PulumiPolicy.yaml",
            "examples/policy-pack/index.cjs",
            "examples/policy-pack/leavesRunning.cjs",
            "examples/policy-pack/package.json",
            "package.json",
            "policy-pack/PulumiPolicy.yaml",
            "policy-pack/index.cjs",
            "policy-pack/package.json",
        ]);
    });

    it("holds every page that one of its pages leads to", () => {
        const paths = packed().files.map(({ path }) => path);
        const links = paths
            .filter((path) => path.endsWith(".md"))
            .flatMap((path) => linksIn(path).map((to) => `${path} -> ${to}`));
        expect(links).toContain("README.md -> docs/reliability.md");
        const isHeld = (to: string) =>
            paths.some((path) => path === to || path.startsWith(`${to}/`));
        expect(links.filter((link) => !isHeld(link.split(" -> ")[1]!))).toEqual([]);
    });

    it("runs no install script, and brings none", () => {
        for (const script of ["preinstall", "install", "postinstall"])
            expect(manifest.scripts).not.toHaveProperty(script);
        const { packages, brought } = whatItBrings(Object.keys(manifest.dependencies));
        expect(brought.length).toBeGreaterThan(10);
        expect(brought.filter((path) => packages[path]!.hasInstallScript)).toEqual([]);
    });

    it("brings nothing that needs a newer Node than it says itself", () => {
        const { packages, brought } = whatItBrings(Object.keys(manifest.dependencies));
        const oldest = minVersion(manifest.engines.node)!;
        expect(
            brought.filter((path) => !satisfies(oldest, packages[path]!.engines?.node ?? "*")),
        ).toEqual([]);
    });

    it("has a lock file for every platform, that names no registry", () => {
        const lock = readFileSync(join(root, "package-lock.json"), "utf8");
        const { packages } = JSON.parse(lock) as { packages: Record<string, LockedPackage> };
        const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
            Object.keys(optionalDependencies).filter(
                (name) => resolve(packages, name, path) === undefined,
            ),
        );
        expect(missing).toEqual([]);
        expect(lock).not.toMatch(/"resolved": "https?:/);
    });

    it("brings no package that is built natively, even where it would use one", () => {
        const { peerDependenciesMeta, dependencies } = manifest;
        expect(peerDependenciesMeta).toEqual({ "@azure/msal-node-extensions": { optional: true } });
        expect(dependencies).not.toHaveProperty("@azure/msal-node-extensions");
        expect(manifest).not.toHaveProperty("optionalDependencies");
    });

    it("leaves @pulumi/pulumi to the project, so that there is one", () => {
        const optional = Object.keys(manifest.peerDependenciesMeta);
        const needed = Object.keys(manifest.peerDependencies);
        expect(needed.filter((name) => !optional.includes(name))).toEqual(["@pulumi/pulumi"]);
        expect(manifest.dependencies).not.toHaveProperty("@pulumi/pulumi");
    });

    it("works with a Pulumi that @pulumi/policy works with too", () => {
        const { packages } = readJson("package-lock.json") as {
            packages: Record<string, LockedPackage>;
        };
        const wanted = packages["node_modules/@pulumi/policy"]!.dependencies!["@pulumi/pulumi"]!;
        expect(subset(manifest.peerDependencies["@pulumi/pulumi"]!, wanted)).toBe(true);
    });

    it("has a ready pack of its own version", () => {
        const { version } = readJson("package.json") as { version: string };
        expect(readJson("policy-pack/package.json")).toMatchObject({ version, main: "index.cjs" });
    });

    it("pins what it brings", () => {
        for (const version of Object.values(manifest.dependencies))
            expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    });

    it("can be asked for by each of its names", () => {
        const names = Object.keys(manifest.exports).filter((name) => !name.endsWith(".json"));
        expect(names).toEqual([".", "./provider", "./emulator", "./policy"]);
        const found = names.map((name) =>
            Object.keys(
                JSON.parse(
                    execFileSync(process.execPath, [
                        "-p",
                        `JSON.stringify(require(${JSON.stringify(join("pulumi-mde", name).replaceAll("\\", "/"))}), (k, v) => typeof v === "function" ? "function" : v)`,
                    ]).toString(),
                ) as object,
            ),
        );
        expect(found[0]).toEqual(["LibraryFile", "Library", "Provider", "getLibrary"]);
        expect(found[1]).toEqual(["provider"]);
        expect(found[2]).toEqual(expect.arrayContaining(["createEmulator", "serveEmulator"]));
        expect(found[3]).toEqual(
            expect.arrayContaining(["policies", "policyOf", "withExemptions"]),
        );
    });

    it("tells compilers that read no exports where its names are declared", () => {
        const declared = Object.entries(manifest.exports).flatMap(([name, at]) =>
            typeof at === "string" || name === "." ? [] : [[name.slice("./".length), [at.types]]],
        );
        expect(manifest.typesVersions).toEqual({
            "*": Object.fromEntries(declared) as object,
        });
    });

    it.each(["pulumi-mde", "pulumi-mde/provider", "pulumi-mde/emulator", "pulumi-mde/policy"])(
        "loads no ES module with %s, for jest and others that cannot require one",
        (name) => {
            const strict = "--no-experimental-require-module";
            const program = `require(${JSON.stringify(name)}); console.log("loaded")`;
            const loaded = execFileSync(process.execPath, [strict, "-e", program], { cwd: root });
            expect(loaded.toString()).toBe("loaded\n");
        },
    );
});

/** What a package would hold. */
function packed(): { unpackedSize: number; files: { path: string }[] } {
    const report = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
        cwd: root,
        encoding: "utf8",
    });
    return (JSON.parse(report) as [ReturnType<typeof packed>])[0];
}

/** The files of the repository that a page leads to. */
function linksIn(page: string): string[] {
    const text = readFileSync(join(root, page), "utf8");
    return [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to]) =>
        posix.join(posix.dirname(page), to!),
    );
}

/**
 * The packages that an installation brings, by their place in the lock file. What the project has in
 * any case, for Pulumi brings it, is not among them: @pulumi/policy asks for Pulumi too.
 */
function whatItBrings(names: readonly string[]) {
    const { packages } = readJson("package-lock.json") as {
        packages: Record<string, LockedPackage>;
    };
    const inAnyCase = closure(packages, ["@pulumi/pulumi"]);
    const brought = [...closure(packages, names)].filter((path) => !inAnyCase.has(path));
    return { packages, brought };
}

/** These packages and all that they ask for. */
function closure(packages: Readonly<Record<string, LockedPackage>>, names: readonly string[]) {
    const found = new Set<string>();
    const visit = (name: string, from: string): void => {
        const path = resolve(packages, name, from);
        if (path === undefined || found.has(path)) return;
        found.add(path);
        const { dependencies, optionalDependencies } = packages[path]!;
        for (const other of Object.keys({ ...dependencies, ...optionalDependencies }))
            visit(other, path);
    };
    for (const name of names) visit(name, "");
    return found;
}

/** Where Node finds a package: as near to who asks as possible. */
function resolve(
    packages: Readonly<Record<string, LockedPackage>>,
    name: string,
    from: string,
): string | undefined {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
        const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
        if (path in packages) return path;
        if (at === "") return undefined;
    }
}
