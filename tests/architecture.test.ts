import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

import * as ts from "typescript";

import { importsOf, packageOf } from "./importsOf";

/**
 * Each room and the rooms, or single files of one, that it may import; "type:" allows only
 * `import type`. Anything else is an error.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
    library: [],
    defender: ["library"],
    provider: ["library", "defender", "emulator"],
    policy: ["library", "sdk/fileType"],
    sdk: ["library", "defender", "type:provider"],
    cli: ["library", "defender", "provider", "policy", "sdk", "emulator"],
    emulator: [],
};

/**
 * Single files whose values another room may load by `import()` when it needs them. `getLibrary`
 * calls the API in the program itself, and `provider/client` is the one place that puts a client
 * together; a program that does not call it loads nothing of it.
 */
const lent: Readonly<Record<string, string>> = { "sdk/getLibrary.ts": "provider/client" };

/** A package's values come in through one door, so that another one can take its place. */
const doors: Readonly<Record<string, RegExp>> = {
    "@azure/msal-node": /^defender\/signIn\/loadMsal\.ts$/,
    "@grpc/grpc-js": /^provider\/engine\.ts$/,
    // A policy is a value; who constructs a pack is policy-pack/ alone.
    "@pulumi/policy": /^policy-pack\//,
    "@pulumi/pulumi": /^(sdk\/|cli\/stackConfiguration\.ts$|provider\/engine\.ts$)/,
    "@peculiar/asn1-schema": /^policy\/authenticode\/asn1\.ts$/,
    "@peculiar/asn1-x509": /^policy\/authenticode\/asn1\.ts$/,
    asn1js: /^policy\/authenticode\/asn1\.ts$/,
    "@secretlint/core": /^policy\/secrets\/secretlint\.ts$/,
    "@secretlint/secretlint-rule-preset-recommend": /^policy\/secrets\/secretlint\.ts$/,
    "@fastify/busboy": /^emulator\//,
    "cli-table3": /^library\/textTable\.ts$/,
    commander: /^cli\//,
    diff: /^cli\/diff\/contentDiff\.ts$/,
    jsonwebtoken: /^(emulator\/|defender\/signIn\/certificateAssertion\.ts)/,
    "node-forge": /^defender\/signIn\/pfx\.ts$/,
    open: /^cli\//,
    "string-width": /^library\/textTable\.ts$/,
    re2js: /^policy\/secrets\/allowed\.ts$/,
    undici: /^(defender|emulator)\//,
    "web-tree-sitter": /^policy\/syntax\/grammars\.ts$/,
    yaml: /^library\/(yamlText|sidecarEdit)\.ts$/,
    zod: /^(cli\/(stackState|diff\/fileStep)|library\/(sidecar|readRelease)|emulator\/(control|readBehaviour|readTenants)|defender\/(wire|settings\/(settings|markSettings|signInSettings)|signIn\/(msalNetwork|signInError|tokenClaims|federatedToken|metadataAnswer|azureCliCredential))|policy\/(claim|configuration|exemptions|claims\/[a-zA-Z]+|parsers\/pwsh|risks\/ownConstruct)|provider\/(inputs|state))\.ts$/,
};

/** Files that make a `require` of their own, and why. */
const ownRequires: Readonly<Record<string, string>> = {
    "provider/engine.ts": "Pulumi's own copy of gRPC, which is no dependency of ours",
};

/** Files that load a module whose name only a run can tell, and why. */
const unnamedModules: Readonly<Record<string, string>> = {
    "defender/signIn/encryptingKeeper.ts": "a package that need not be there, nor its types",
};

const root = join(__dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const unix = (path: string) => path.split(sep).join("/");

function filesIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(path);
        return entry.name.endsWith(".ts") ? [unix(relative(root, path))] : [];
    });
}

/** What a file of this path and text does against the rules. */
function violations(file: string, text: string): string[] {
    const room = file.split("/")[0]!;
    const allowed = rooms[room];
    if (allowed === undefined) return [`${file} is in no room`];
    return importsOf(text).flatMap(({ from, typeOnly, late }) => {
        if (from === undefined) {
            if (file in unnamedModules) return [];
            return [`${file} loads a module that it does not name`];
        }
        if (/^(node:)?module$/.test(from)) {
            if (file in ownRequires) return [];
            return [`${file} imports ${from}: it could load anything unseen`];
        }
        if (!from.startsWith(".")) {
            const door = doors[packageOf(from)];
            if (door === undefined || typeOnly || door.test(file)) return [];
            return [`${file} imports ${from}`];
        }
        const path = posix.join(dirname(file), from);
        const to = path.split("/")[0]!;
        const toFile = path.replace(/\.js$/, "");
        if (to === room || allowed.includes(to) || allowed.includes(toFile)) return [];
        if (typeOnly && allowed.includes(`type:${to}`)) return [];
        if (late && lent[file] === toFile) return [];
        return [`${file} imports ${from}: ${room} may not import ${to}`];
    });
}

/** The files that the build compiles for users, without those that they import. */
function built(): string[] {
    const config = join(root, "tsconfig.build.json");
    const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path)) as {
        config: unknown;
    };
    const { fileNames } = ts.parseJsonConfigFileContent(json, ts.sys, root);
    return fileNames.map((file) => unix(relative(root, file)));
}

/** The circles among a room's own files, types included: each as the files that it goes through. */
function circles(files: ReadonlyMap<string, string>): string[] {
    const found: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]) => {
        if (trail.includes(file)) {
            found.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
            return;
        }
        if (done.has(file)) return;
        for (const { from } of importsOf(files.get(file)!)) {
            if (from === undefined || !from.startsWith(".")) continue;
            const to = `${posix.join(dirname(file), from).replace(/\.js$/, "")}.ts`;
            if (files.has(to)) visit(to, [...trail, file]);
        }
        done.add(file);
    };
    for (const file of files.keys()) visit(file, []);
    return found;
}

describe("the house", () => {
    it("lets a room import only from the rooms that it points at", () => {
        const found = Object.keys(rooms).flatMap((room) =>
            filesIn(join(root, room)).flatMap((file) => violations(file, read(file))),
        );
        expect(found).toEqual([]);
    });

    it.each([
        ["library/a.ts", 'import { x } from "../defender/b";'],
        ["emulator/a.ts", 'import type { x } from "../library/b";'],
        ["sdk/a.ts", 'import { x } from "../provider/b";'],
        ["sdk/a.ts", 'export { x } from "../provider/b";'],
        ["sdk/a.ts", 'const x = await import("../provider/client.js");'],
        ["sdk/getLibrary.ts", 'import { x } from "../provider/client";'],
        ["sdk/getLibrary.ts", 'const x = await import("../provider/runtime.js");'],
        ["provider/a.ts", 'const x = require("../sdk/b");'],
        ["provider/a.ts", 'import * as pulumi from "@pulumi/pulumi";'],
        ["cli/a.ts", 'await import("@pulumi/pulumi/automation/index.js");'],
        ["library/a.ts", 'const x = await import("undici");'],
        ["defender/a.ts", 'import { x } from "../tests/b";'],
        ["policy/a.ts", 'import { LibraryFile } from "../sdk/libraryFile";'],
        ["policy/a.ts", 'import { PolicyPack } from "@pulumi/policy";'],
        ["policy/findings.ts", 'import * as z from "zod";'],
        ["policy/claims/powershellSigned.ts", 'import { fromBER } from "asn1js";'],
        ["tests/a.ts", ""],
        ["sdk/a.ts", 'type X = import("../emulator").X;'],
        ["provider/a.ts", 'import pulumi = require("@pulumi/pulumi");'],
        ["provider/a.ts", 'require.resolve("@pulumi/pulumi");'],
        ["provider/a.ts", "await import(name);"],
        ["provider/a.ts", "const load = require;"],
        ["provider/a.ts", "load(require);"],
        ["provider/a.ts", 'import { createRequire } from "node:module";'],
        ["provider/a.ts", 'import * as nodes from "module";'],
        ["provider/engine.ts", 'const own = createRequire(__filename); own("undici");'],
        ["provider/engine.ts", 'const own = nodes.createRequire(x); own.resolve("undici");'],
        ["provider/engine.ts", 'createRequire(__filename)("undici");'],
        ["provider/engine.ts", 'import { createRequire as r } from "module"; r(x)("undici");'],
        ["provider/engine.ts", "const own = createRequire(__filename); load(own);"],
        ["provider/engine.ts", "load(createRequire(__filename));"],
    ])("finds the fault in %s: %s", (file, text) => {
        expect(violations(file, text)).toHaveLength(1);
    });

    it.each([
        ["sdk/a.ts", 'import type { x } from "../provider/b";'],
        ["provider/a.ts", 'import type { dynamic } from "@pulumi/pulumi";'],
        ["cli/a.ts", 'import { x } from "../emulator";'],
        ["policy/a.ts", 'import { fileType } from "../sdk/fileType";'],
        ["policy/a.ts", 'import type { ResourceValidationPolicy } from "@pulumi/policy";'],
        ["sdk/getLibrary.ts", 'const x = await import("../provider/client.js");'],
        ["provider/engine.ts", 'const own = createRequire(x); own("@pulumi/pulumi/proto/b");'],
        ["provider/engine.ts", 'createRequire(own.resolve("a"))("@grpc/grpc-js");'],
    ])("lets %s pass: %s", (file, text) => {
        expect(violations(file, text)).toEqual([]);
    });

    it.each(Object.keys(rooms))("has no files in %s that import each other in a circle", (room) => {
        const files = filesIn(join(root, room));
        expect(circles(new Map(files.map((file) => [file, read(file)])))).toEqual([]);
    });

    it("finds a circle, be it of types alone", () => {
        const files = new Map([
            ["library/a.ts", 'import { b } from "./b";'],
            ["library/b.ts", 'import type { C } from "./c";'],
            ["library/c.ts", 'export { x } from "./b.js"; import { y } from "../defender/y";'],
        ]);
        expect(circles(files)).toEqual(["library/b.ts -> library/c.ts -> library/b.ts"]);
    });

    it("has an exception for no file that does not need it", () => {
        for (const file of Object.keys(ownRequires))
            expect(importsOf(read(file)).map(({ from }) => from)).toContain("node:module");
        for (const file of Object.keys(unnamedModules))
            expect(importsOf(read(file)).map(({ from }) => from)).toContain(undefined);
    });

    it("sends nothing to users that imports tests", () => {
        const files = built();
        expect(files).toEqual(expect.arrayContaining(["sdk/index.ts", "cli/main.ts"]));
        // What a room imports is in a room, by the rules above: so is all that the build adds.
        expect(files.flatMap((file) => violations(file, read(file)))).toEqual([]);
    });
});
