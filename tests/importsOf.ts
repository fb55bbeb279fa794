import * as ts from "typescript";

/** One module that a source text names. */
export interface Import {
    /** The module as the text names it; `undefined` where only a run could tell it. */
    readonly from: string | undefined;
    readonly typeOnly: boolean;
    /** Loaded when it is needed: `import()`. */
    readonly late: boolean;
}

/**
 * Every module that a source text names: import and export … from, import(), import = require(),
 * require() and require.resolve(), and both through another require that `createRequire` made.
 */
export function importsOf(text: string): Import[] {
    const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, true);
    const requires = requiresOf(file);
    const found: Import[] = [];
    const add = (named: ts.Node | undefined, how: { typeOnly?: boolean; late?: boolean } = {}) => {
        const from = named && ts.isStringLiteralLike(named) ? named.text : undefined;
        found.push({ from, typeOnly: false, late: false, ...how });
    };
    const visit = (node: ts.Node): void => {
        if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
            if (node.moduleSpecifier !== undefined)
                add(node.moduleSpecifier, { typeOnly: isTypeOnly(node) });
        } else if (ts.isExternalModuleReference(node)) {
            add(node.expression);
        } else if (ts.isImportTypeNode(node)) {
            const { argument } = node;
            add(ts.isLiteralTypeNode(argument) ? argument.literal : undefined, { typeOnly: true });
        } else if (ts.isCallExpression(node) && loads(node.expression, requires)) {
            const late = node.expression.kind === ts.SyntaxKind.ImportKeyword;
            add(node.arguments[0], { late });
        } else if (isRequire(node, requires) && !isAsked(node)) {
            add(undefined);
        }
        ts.forEachChild(node, visit);
    };
    visit(file);
    return found;
}

interface Requires {
    /** Names of functions that make a require. */
    readonly makers: ReadonlySet<string>;
    /** Names of functions that are one. */
    readonly names: ReadonlySet<string>;
}

function requiresOf(file: ts.SourceFile): Requires {
    const makers = new Set(["createRequire"]);
    const names = new Set(["require"]);
    const visit = (node: ts.Node): void => {
        if (ts.isImportSpecifier(node) && node.propertyName?.text === "createRequire")
            makers.add(node.name.text);
        if (
            ts.isVariableDeclaration(node) &&
            ts.isIdentifier(node.name) &&
            node.initializer !== undefined &&
            isMade(node.initializer, makers)
        )
            names.add(node.name.text);
        ts.forEachChild(node, visit);
    };
    visit(file);
    return { makers, names };
}

/** Whether an expression is `createRequire(…)` or `module.createRequire(…)`. */
function isMade(node: ts.Node, makers: ReadonlySet<string>): boolean {
    if (!ts.isCallExpression(node)) return false;
    const { expression } = node;
    if (ts.isPropertyAccessExpression(expression)) return expression.name.text === "createRequire";
    return ts.isIdentifier(expression) && makers.has(expression.text);
}

function loads(called: ts.Expression, requires: Requires): boolean {
    if (called.kind === ts.SyntaxKind.ImportKeyword) return true;
    if (ts.isPropertyAccessExpression(called) && called.name.text === "resolve")
        return isRequire(called.expression, requires);
    return isRequire(called, requires);
}

function isRequire(node: ts.Node, { makers, names }: Requires): boolean {
    return (ts.isIdentifier(node) && names.has(node.text)) || isMade(node, makers);
}

/** Whether a require is called, asked for a property, or given its name: else it goes who knows where. */
function isAsked(node: ts.Node): boolean {
    const { parent } = node;
    if (ts.isCallExpression(parent)) return parent.expression === node;
    if (ts.isPropertyAccessExpression(parent)) return true;
    if (ts.isVariableDeclaration(parent)) return parent.name === node || ts.isCallExpression(node);
    return ts.isPropertyAssignment(parent) && parent.name === node;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
    if (ts.isExportDeclaration(node)) return node.isTypeOnly;
    return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The package that a module is from: `@azure/msal-node` of `@azure/msal-node/x`. */
export function packageOf(module: string): string {
    return module
        .split("/")
        .slice(0, module.startsWith("@") ? 2 : 1)
        .join("/");
}
