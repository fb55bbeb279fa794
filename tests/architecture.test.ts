import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";

import * as ts from "typescript";

/** Each room and the rooms it may import; "type:" allows only `import type`. Anything else is an error. */
const rooms: Readonly<Record<string, readonly string[]>> = {
    library: [],
    defender: ["library"],
    provider: ["library", "defender", "emulator"],
    sdk: ["library", "defender", "type:provider"],
    cli: ["library", "defender", "provider", "sdk", "emulator"],
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
    "@azure/msal-node": /^defender\/([a-zA-Z]*[cC]redential|publicClient)\.ts$/,
    "@pulumi/pulumi": /^(sdk\/|cli\/stackConfiguration\.ts$)/,
    "@fastify/busboy": /^emulator\//,
    commander: /^cli\//,
    jsonwebtoken: /^(emulator\/|defender\/certificateAssertion\.ts)/,
    "node-forge": /^defender\/pfx\.ts$/,
    open: /^cli\//,
    undici: /^(defender|emulator)\//,
    yaml: /^library\/yamlText\.ts$/,
    zod: /^(library\/sidecar|emulator\/(control|readTenants)|defender\/(settings|signInSettings|wire|signInError|tokenClaims|federatedToken|metadataAnswer|azureCliCredential)|provider\/(inputs|state))\.ts$/,
};

const root = join(__dirname, "..");
const unix = (path: string) => path.split(sep).join("/");

function filesIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(path);
        return entry.name.endsWith(".ts") ? [unix(relative(root, path))] : [];
    });
}

interface Import {
    readonly from: string;
    readonly typeOnly: boolean;
    /** Loaded when it is needed: `import()`. */
    readonly late: boolean;
}

/** Every module that a source text names: import and export … from, import(), require(). */
function importsOf(text: string): Import[] {
    const found: Import[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
            const specifier = node.moduleSpecifier;
            if (specifier !== undefined && ts.isStringLiteral(specifier))
                found.push({ from: specifier.text, typeOnly: isTypeOnly(node), late: false });
        } else if (ts.isCallExpression(node)) {
            const [argument] = node.arguments;
            const late = node.expression.kind === ts.SyntaxKind.ImportKeyword;
            const called =
                late || (ts.isIdentifier(node.expression) && node.expression.text === "require");
            if (called && argument !== undefined && ts.isStringLiteral(argument))
                found.push({ from: argument.text, typeOnly: false, late });
        }
        ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true));
    return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
    if (ts.isExportDeclaration(node)) return node.isTypeOnly;
    const clause = node.importClause;
    return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** What a file of this path and text does against the rules. */
function violations(file: string, text: string): string[] {
    const room = file.split("/")[0]!;
    const allowed = rooms[room]!;
    return importsOf(text).flatMap(({ from, typeOnly, late }) => {
        if (!from.startsWith(".")) {
            const door = Object.entries(doors).find(
                ([name]) => from === name || from.startsWith(`${name}/`),
            );
            if (door === undefined || typeOnly || door[1].test(file)) return [];
            return [`${file} imports ${from}`];
        }
        const path = posix.join(dirname(file), from);
        const to = path.split("/")[0]!;
        if (to === room || allowed.includes(to)) return [];
        if (typeOnly && allowed.includes(`type:${to}`)) return [];
        if (late && lent[file] === path.replace(/\.js$/, "")) return [];
        return [`${file} imports ${from}: ${room} may not import ${to}`];
    });
}

describe("the house", () => {
    it("lets a room import only from the rooms that it points at", () => {
        const found = Object.keys(rooms).flatMap((room) =>
            filesIn(join(root, room)).flatMap((file) =>
                violations(file, readFileSync(join(root, file), "utf8")),
            ),
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
    ])("finds the fault in %s: %s", (file, text) => {
        expect(violations(file, text)).toHaveLength(1);
    });

    it.each([
        ["sdk/a.ts", 'import type { x } from "../provider/b";'],
        ["provider/a.ts", 'import type { dynamic } from "@pulumi/pulumi";'],
        ["cli/a.ts", 'import { x } from "../emulator";'],
        ["sdk/getLibrary.ts", 'const x = await import("../provider/client.js");'],
    ])("lets %s pass: %s", (file, text) => {
        expect(violations(file, text)).toEqual([]);
    });

    it("sends nothing to users that imports tests", () => {
        const found = Object.keys(rooms).flatMap((room) => filesIn(join(root, room)));
        expect(found.length).toBeGreaterThan(40);
    });
});
