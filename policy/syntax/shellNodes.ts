import type { Node } from "web-tree-sitter";

import { runsItsInput } from "./innerCode";
import { MAX_ARGUMENT } from "./script";
import type { Nodes, Told } from "./treeWalk";

/** A longer `${x:-…}` or `$(…)` may have a here-document in it. */
const MAX_EXPANSION = 100;

/** What the nodes of `tree-sitter-bash` tell. */
export const shellNodes: Nodes = {
    pipeline: "pipeline",
    pipes: new Set(["|", "|&"]),
    tells: new Map([
        ["command", command],
        ["unset_command", unset],
        ["variable_assignment", assignment],
        ["file_redirect", redirection],
        ["heredoc_redirect", input],
        ["herestring_redirect", input],
    ]),
};

/** Commands that run the command in their arguments, with their options that take a value. */
const WRAPPERS: ReadonlyMap<string, RegExp> = new Map([
    ["sudo", /^-(?:[a-zA-Z]*[CDghpRrTtUu]|-user|-group|-host|-prompt)$/],
    ["doas", /^-[uC]$/],
    ["env", /^-[uCS]$/],
    ["timeout", /^-[ks]$/],
    ["nice", /^-n$/],
    ["ionice", /^-[cn]$/],
    ["xargs", /^-[EILnPs]$/],
    ...["nohup", "exec", "command", "builtin", "time", "setsid", "stdbuf"].map(
        (name) => [name, /^$/] as const,
    ),
]);

function command(node: Node, text: string): Told[] {
    const words: string[] = [];
    let named = false;
    for (const child of node.namedChildren) {
        if (child.type === "command_name") {
            named = true;
            words.push(commandName(constantOf(child, text)));
        } else if (named && !/redirect|variable_assignment/.test(child.type)) {
            words.push(constantOf(child, text) ?? slice(child, text));
        }
    }
    const [name = "", ...args] = words;
    const told: Told[] = [{ kind: "call", name, args }];
    // What a wrapper runs is told too, as if it stood alone; a wrapper of a wrapper is enough.
    for (let wrapped = inner(name, args); wrapped !== undefined && told.length < 4;) {
        const [next = "", ...rest] = wrapped;
        const own = commandName(next);
        told.push({ kind: "call", name: own, args: rest });
        wrapped = inner(own, rest);
    }
    return told;
}

function inner(name: string, args: readonly string[]): readonly string[] | undefined {
    const takesValue = WRAPPERS.get(name);
    if (takesValue === undefined) return undefined;
    let at = 0;
    // A wrapper's own options, settings and numbers stand before its command.
    while (at < args.length && /^(?:-|\d+[smhd]?$|\w+=)/.test(args[at] ?? ""))
        at += takesValue.test(args[at] ?? "") ? 2 : 1;
    return at < args.length ? args.slice(at) : undefined;
}

/** Without its folder. */
function commandName(name: string | undefined): string {
    return name?.slice(name.lastIndexOf("/") + 1) ?? "";
}

function unset(node: Node, text: string): Told[] {
    return [
        {
            kind: "call",
            name: "unset",
            args: node.namedChildren.map((child) => slice(child, text)),
        },
    ];
}

function assignment(node: Node, text: string): Told[] {
    const [name, value] = node.namedChildren;
    if (name === undefined) return [];
    const given = value === undefined ? "" : (constantOf(value, text) ?? slice(value, text));
    return [{ kind: "set", name: slice(name, text), args: [given] }];
}

/** A file that is written; the first argument is `>` where it is emptied before, `>>` where not. */
function redirection(node: Node, text: string): Told[] {
    const operator = node.children.map(({ type }) => type).find((type) => type.includes(">"));
    const file = node.namedChildren.at(-1);
    if (operator === undefined || operator.startsWith("<") || file === undefined) return [];
    if (/^(?:number|file_descriptor)$/.test(file.type)) return [];
    const name = constantOf(file, text) ?? slice(file, text);
    return [{ kind: "write", name, args: [operator.includes(">>") ? ">>" : ">"] }];
}

/** A here-document that a shell runs, told as what it is the same as: `bash -c '…'`. */
function input(node: Node, text: string): Told[] {
    const isDocument = node.type === "heredoc_redirect";
    const document = isDocument
        ? node.namedChildren.find(({ type }) => type === "heredoc_body")
        : node.lastNamedChild;
    if (document === null || document === undefined) return [];
    // It stands beside the command that reads it; cat <<END | bash has the rest of its line within it.
    const reader = isDocument ? node.parent?.namedChildren[0] : node.parent;
    const readers = node.namedChildren
        .filter(({ type }) => type === "pipeline")
        .flatMap(({ namedChildren }) => namedChildren);
    const value = isDocument ? flatText(document, text) : constantOf(document, text);
    return [...(reader === undefined || reader === null ? [] : [reader]), ...readers]
        .filter(({ type }) => type === "command")
        .flatMap((one) => command(one, text))
        .filter(({ name, args }) => runsItsInput(name, args))
        .map(({ kind, name }) => ({ kind, name, args: ["-c", value ?? slice(document, text)] }));
}

/** The text of a here-document, unless one may lie in another: as often, all of them are too much. */
function flatText(document: Node, text: string): string | undefined {
    const isFlat = document.namedChildren.every(
        ({ type, startIndex, endIndex }) =>
            /^(?:heredoc_content|simple_expansion)$/.test(type) ||
            endIndex - startIndex <= MAX_EXPANSION,
    );
    return isFlat ? whole(document, text) : undefined;
}

/** The value of a word that has nothing in it that only a run can tell. */
function constantOf(node: Node, text: string): string | undefined {
    switch (node.type) {
        case "word":
        case "number":
            return whole(node, text).replace(/\\(?:\n|([^]))/g, "$1");
        case "raw_string":
            return whole(node, text).slice(1, -1);
        case "ansi_c_string":
            return whole(node, text).slice(2, -1);
        case "string":
            if (node.namedChildren.some(({ type }) => type !== "string_content")) return undefined;
            return whole(node, text)
                .slice(1, -1)
                .replace(/\\([$`"\\])/g, "$1");
        case "command_name":
        case "concatenation": {
            let value = "";
            for (const child of node.namedChildren) {
                // A concatenation holds words and strings, never another one.
                const part =
                    child.type === "concatenation" && node.type === "concatenation"
                        ? undefined
                        : constantOf(child, text);
                if (part === undefined) return undefined;
                value += part;
            }
            return value;
        }
        default:
            return undefined;
    }
}

function whole(node: Node, text: string): string {
    return text.slice(node.startIndex, node.endIndex);
}

function slice(node: Node, text: string): string {
    return text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + MAX_ARGUMENT));
}
