import type { Node } from "web-tree-sitter";

import { MAX_ARGUMENT } from "./script";
import type { Nodes, Told } from "./treeWalk";

/** How deep a constant may be put together: `("i" + "ex")`. */
const MAX_DEPTH = 8;

/** What the nodes of `tree-sitter-pwsh` tell. */
export const powerShellNodes: Nodes = {
    pipeline: "pipeline_chain",
    pipes: new Set(["|"]),
    tells: new Map([
        ["command", command],
        ["invocation_expression", member],
        ["member_access", memberInArgument],
        ["assignment_expression", assignment],
    ]),
};

function command(node: Node, text: string): Told[] {
    let name = "";
    let args: string[] = [];
    for (const child of node.namedChildren) {
        if (child.type === "command_name") name = bareword(slice(child, text));
        else if (child.type === "command_name_expr") name = constantOf(child, text) ?? "";
        else if (child.type === "command_elements") args = elements(child, text);
    }
    return [{ kind: "call", name: commandName(name), args }];
}

/** Without its folder or module, and without `.exe`. */
function commandName(name: string): string {
    return name
        .slice(Math.max(name.lastIndexOf("\\"), name.lastIndexOf("/")) + 1)
        .toLowerCase()
        .replace(/\.exe$/, "");
}

function elements(node: Node, text: string): string[] {
    return node.namedChildren.flatMap((child) => {
        switch (child.type) {
            case "command_argument_sep":
            case "redirection":
                return [];
            case "command_parameter":
            case "generic_token":
                return [bareword(slice(child, text))];
            case "stop_parsing":
                return slice(child, text).split(/\s+/).slice(1);
            // Several values: each is an argument.
            case "bareword_argument_list":
                return child.namedChildren.map((item) => argument(item, text));
            default:
                return [argument(child, text)];
        }
    });
}

/** `Object.Member(…)` and `[Type]::Member(…)`; one that is only read does nothing. */
function member(node: Node, text: string): Told[] {
    const list = node.lastNamedChild;
    if (list?.type !== "argument_list") return [];
    const named = node.namedChild(node.namedChildCount - 2);
    return named?.type === "member_name" ? memberOf(named, list, text) : [];
}

/** Of `Command Object.Member(…)` the grammar puts the arguments beside the member. */
function memberInArgument(node: Node, text: string): Told[] {
    const list = node.nextNamedSibling;
    if (list?.type !== "argument_list") return [];
    const named = node.lastNamedChild;
    return named?.type === "member_name" ? memberOf(named, list, text) : [];
}

function memberOf(named: Node, list: Node, text: string): Told[] {
    const word = slice(named, text);
    const name = WORD.test(word) ? word : (constantOf(named, text) ?? bareword(word));
    const args = list.namedChildren[0]?.namedChildren.map((item) => argument(item, text)) ?? [];
    return [{ kind: "member", name: name.toLowerCase(), args }];
}

function assignment(node: Node, text: string): Told[] {
    const left = node.namedChildren[0];
    if (left?.type !== "left_assignment_expression") return [];
    const name = slice(left, text).replace(/\s+/g, "").toLowerCase();
    return [{ kind: "set", name, args: [] }];
}

function argument(node: Node, text: string): string {
    const word = slice(node, text);
    // Most are one of these, and need no walk through the tree.
    if (VARIABLE.test(word)) return word;
    return QUOTED.exec(word)?.[1] ?? constantOf(node, text) ?? word;
}

const WORD = /^\w+$/;
const VARIABLE = /^\$\w+$/;
const QUOTED = /^'([^'\n]*)'$/;

/** The value of an expression of constants, with what only wraps it taken away. */
function constantOf(node: Node, text: string, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const children = node.namedChildren;
    switch (node.type) {
        case "generic_token":
        case "simple_name":
        case "command_name":
            return bareword(slice(node, text));
        case "decimal_integer_literal":
            return slice(node, text);
        case "verbatim_string_characters":
            return whole(node, text).slice(1, -1).replaceAll("''", "'");
        case "verbatim_here_string_characters":
            return whole(node, text).replace(/^@'\s*\n|\r?\n'@$/g, "");
        case "expandable_string_literal":
            return children.length > 0 ? undefined : unescaped(whole(node, text).slice(1, -1));
        case "expandable_here_string_literal":
            if (children.length > 0) return undefined;
            return unescaped(whole(node, text).replace(/^@"\s*\n|\r?\n"@$/g, ""));
        case "additive_expression":
        case "additive_argument_expression": {
            const [left, right] = children;
            if (left === undefined || right === undefined || children.length > 2) return undefined;
            if (!text.slice(left.endIndex, right.startIndex).includes("+")) return undefined;
            const before = constantOf(left, text, depth + 1);
            const after = constantOf(right, text, depth + 1);
            return before === undefined || after === undefined ? undefined : before + after;
        }
        case "unary_expression":
        case "string_literal":
        case "integer_literal":
        case "parenthesized_expression":
        case "pipeline":
        case "pipeline_chain":
        case "argument_expression":
        case "command_name_expr":
        case "member_name": {
            const [only] = children;
            if (only === undefined || children.length > 1) return undefined;
            // A sign or a cast before it makes it another value.
            if (node.type === "unary_expression" && only.startIndex !== node.startIndex)
                return undefined;
            return constantOf(only, text, depth + 1);
        }
        default:
            return undefined;
    }
}

/** A word without quotes inside of it and without the backticks that escape nothing. */
function bareword(word: string): string {
    return unescaped(word.replace(/["']/g, ""));
}

function unescaped(text: string): string {
    return text.replace(/`(\r?\n|[^])/g, "$1").replaceAll('""', '"');
}

function slice(node: Node, text: string): string {
    return text.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + MAX_ARGUMENT));
}

function whole(node: Node, text: string): string {
    return text.slice(node.startIndex, node.endIndex);
}
