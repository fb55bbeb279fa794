import type { Node, Tree } from "web-tree-sitter";

import type { Fact, Script, Stage, SyntaxProblem } from "./script";

/** What is told of a node; its place and what lies within it are the walk's. */
export type Told = Pick<Fact, "kind" | "name" | "args">;

/** The parts of a grammar that tell what a script does. */
export interface Nodes {
    /** By the kind of a node, what is told of it. */
    readonly tells: ReadonlyMap<string, (node: Node, text: string) => readonly Told[]>;
    /** The kind of a node whose children are the stages of a pipeline. */
    readonly pipeline: string;
    /** What stands between the stages. */
    readonly pipes: ReadonlySet<string>;
}

const MAX_PROBLEMS = 10;
/** How much of its text a fact keeps. */
const MAX_TEXT: Readonly<Record<Fact["kind"], number>> = {
    call: 400,
    member: 80,
    set: 0,
    write: 0,
};

type OpenFact = Omit<Fact, "end"> & { end: number };

interface OpenPipeline {
    readonly depth: number;
    readonly stages: Stage[];
    from: number;
}

/**
 * Walks a whole tree with a cursor: it may be as deep as the text is long, so nothing here calls
 * itself, and nothing is asked of the tree by a query (their time is not linear).
 */
export function walkTree(tree: Tree, text: string, nodes: Nodes): Script {
    const facts: OpenFact[] = [];
    const problems: SyntaxProblem[] = [];
    const pipelines: Stage[][] = [];
    const openFacts: { readonly depth: number; readonly fact: OpenFact }[] = [];
    const openPipelines: OpenPipeline[] = [];
    const broken = tree.rootNode.hasError;
    const cursor = tree.walk();
    let depth = 0;

    function enter(): void {
        const type = cursor.nodeType;
        if (broken && problems.length < MAX_PROBLEMS) {
            const missing = cursor.nodeIsMissing;
            if (missing || type === "ERROR") {
                const { row, column } = cursor.startPosition;
                const message = missing
                    ? `lacks ${shown(type, cursor.nodeIsNamed)} here`
                    : "has something here that cannot be read";
                problems.push({ message, line: row + 1, column: column + 1 });
            }
        }
        const open = openPipelines.at(-1);
        if (open !== undefined && depth === open.depth + 1 && nodes.pipes.has(type)) {
            open.stages.push([open.from, facts.length]);
            open.from = facts.length;
        }
        if (type === nodes.pipeline) openPipelines.push({ depth, stages: [], from: facts.length });
        const tell = nodes.tells.get(type);
        if (tell === undefined) return;
        const node = cursor.currentNode;
        const { row, column } = node.startPosition;
        for (const told of tell(node, text)) {
            const end = Math.min(node.endIndex, node.startIndex + MAX_TEXT[told.kind]);
            const fact: OpenFact = {
                ...told,
                line: row + 1,
                column: column + 1,
                text: text.slice(node.startIndex, end),
                end: facts.length + 1,
            };
            facts.push(fact);
            openFacts.push({ depth, fact });
        }
    }

    function leave(): void {
        for (let last = openFacts.at(-1); last?.depth === depth; last = openFacts.at(-1)) {
            last.fact.end = facts.length;
            openFacts.pop();
        }
        const open = openPipelines.at(-1);
        if (open?.depth !== depth) return;
        openPipelines.pop();
        if (open.stages.length > 0) pipelines.push([...open.stages, [open.from, facts.length]]);
    }

    try {
        for (;;) {
            enter();
            if (cursor.gotoFirstChild()) {
                depth++;
                continue;
            }
            leave();
            while (!cursor.gotoNextSibling()) {
                if (!cursor.gotoParent()) return { problems, facts, pipelines, skipped: undefined };
                depth--;
                leave();
            }
        }
    } finally {
        cursor.delete();
    }
}

/** Without words of the script: one of them might be a secret. */
function shown(type: string, named: boolean): string {
    return named ? `a ${type.replaceAll("_", " ")}` : `"${type}"`;
}
