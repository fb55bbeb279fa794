import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";

import { importsOf, packageOf } from "../importsOf";

const root = join(__dirname, "..", "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
    "dependencies" | "devDependencies" | "peerDependencies",
    Record<string, string>
>;

/** The packages that the sources in these folders name, but for Node and ours; "" is the root alone. */
function packagesIn(...folders: string[]): string[] {
    const named = folders
        .flatMap((folder) =>
            readdirSync(join(root, folder), { recursive: folder !== "", encoding: "utf8" })
                .filter((file) => /\.[cm]?[jt]s$/.test(file) && !/\bnode_modules\b/.test(file))
                .map((file) => join(root, folder, file)),
        )
        .flatMap((file) => importsOf(readFileSync(file, "utf8")))
        .flatMap(({ from }) => (from === undefined || /^(\.|$)/.test(from) ? [] : [from]))
        .filter((from) => !isBuiltin(from))
        .map(packageOf);
    return [...new Set(named)].filter((name) => name !== "pulumi-mde").sort();
}

const rooms = ["library", "defender", "provider", "policy", "sdk", "cli", "emulator"];
const brought = Object.keys(manifest.dependencies);
const users = Object.keys(manifest.peerDependencies);

describe("package.json", () => {
    it("brings all that the rooms import, or leaves it to the project", () => {
        // Pulumi's own copy, found beside it.
        const pulumis = ["@grpc/grpc-js"];
        const missing = packagesIn(...rooms).filter(
            (name) => ![...brought, ...users, ...pulumis].includes(name),
        );
        expect(missing).toEqual([]);
    });

    it("brings nothing that no room imports", () => {
        const used = packagesIn(...rooms);
        expect(brought.filter((name) => !used.includes(name))).toEqual([]);
    });

    it("brings the one package that the ready pack imports", () => {
        expect(packagesIn("policy-pack")).toEqual(["@pulumi/policy"]);
        expect(brought).toContain("@pulumi/policy");
    });

    it("names all that tests, tools, examples and configurations import", () => {
        const named = [...brought, ...Object.keys(manifest.devDependencies)];
        const found = packagesIn("", "tests", "tools", "examples");
        expect(found).toEqual(expect.arrayContaining(["@grpc/grpc-js", "typescript-eslint"]));
        expect(found.filter((name) => !named.includes(name))).toEqual([]);
    });

    it("tests with the gRPC and the messages that Pulumi brings, and with no others", () => {
        const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
            packages: Record<string, { version?: string }>;
        };
        for (const name of ["@grpc/grpc-js", "google-protobuf"]) {
            const end = `node_modules/${name}`;
            expect(Object.keys(packages).filter((path) => path.endsWith(end))).toEqual([end]);
        }
    });
});
