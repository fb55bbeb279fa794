import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

import type { Parser } from "web-tree-sitter";

import { innerCode, type InnerCode } from "./innerCode";
import { powerShellNodes } from "./powerShellNodes";
import { MAX_ARGUMENT, type Fact, type Language, type Script, type SkippedCode } from "./script";
import { withoutShellGaps } from "./shellGaps";
import { shellNodes } from "./shellNodes";
import { walkTree, type Nodes } from "./treeWalk";

/** The built package has the grammars beside its rooms; its sources use the built ones. */
const folders = [
    join(__dirname, "..", "..", "grammars"),
    join(__dirname, "..", "..", "dist", "grammars"),
];

const FILES: Readonly<Record<Language, string>> = { powershell: "powershell", shell: "bash" };
const NODES: Readonly<Record<Language, Nodes>> = { powershell: powerShellNodes, shell: shellNodes };

const parsers = new Map<Language, Promise<Parser>>();

/** How deep, and how often, code is looked for in the texts of code. */
const MAX_DEPTH = 3;
const MAX_INNER = 100;

/**
 * What the grammar of a language says of a text, and of the code that stands in it as a text
 * (`bash -c '…'`): that one's facts follow at the place of its command, its problems are none.
 *
 * It takes as long as the text wants, be it for ever: `readScript` has it done where it can be ended.
 */
export async function readByGrammar(language: Language, text: string): Promise<Script> {
    const script = await parsed(language, text);
    const facts = [...script.facts];
    const pipelines = [...script.pipelines];
    const scripts: Inside[] = [{ language, facts: script.facts, depth: 0 }];
    let inner = 0;
    let skipped: SkippedCode | undefined;
    for (const { language: outer, facts: outerFacts, depth } of scripts) {
        for (const fact of outerFacts) {
            const found = innerCode(outer, fact);
            if (found === undefined) continue;
            const { line, column } = fact;
            const why = whySkipped(found, { outer, depth, inner });
            if (why !== undefined || found.isCut) skipped ??= { why: why ?? CUT, line, column };
            if (why !== undefined) continue;
            inner++;
            const read = await parsed(found.language, found.text);
            const from = facts.length;
            const moved = read.facts.map((one) => ({ ...one, line, column, end: one.end + from }));
            facts.push(...moved);
            for (const stages of read.pipelines)
                pipelines.push(stages.map(([start, end]) => [start + from, end + from]));
            scripts.push({ language: found.language, facts: moved, depth: depth + 1 });
        }
    }
    return { problems: script.problems, facts: facts.map(shortened), pipelines, skipped };
}

const CUT = `has variables in it and goes on after ${MAX_ARGUMENT} characters`;

/** Why code is not looked at at all. */
function whySkipped(
    { language }: InnerCode,
    { outer, depth, inner }: { outer: Language; depth: number; inner: number },
): string | undefined {
    if (language !== outer) return "is of another language than the script";
    if (depth >= MAX_DEPTH) return `lies in the code of ${MAX_DEPTH} others`;
    return inner >= MAX_INNER ? `comes after ${MAX_INNER} others` : undefined;
}

function shortened(fact: Fact): Fact {
    if (fact.args.every(({ length }) => length <= MAX_ARGUMENT)) return fact;
    return { ...fact, args: fact.args.map((word) => word.slice(0, MAX_ARGUMENT)) };
}

interface Inside {
    readonly language: Language;
    readonly facts: readonly Fact[];
    readonly depth: number;
}

async function parsed(language: Language, text: string): Promise<Script> {
    const parser = await (parsers.get(language) ?? load(language));
    const scriptOf = (readable: string) => {
        const tree = parser.parse(readable);
        if (tree === null) throw new Error(`The grammar of ${language} gives no tree.`);
        try {
            return walkTree(tree, text, NODES[language]);
        } finally {
            tree.delete();
        }
    };
    const script = scriptOf(text);
    if (language !== "shell" || script.problems.length === 0) return script;
    const readable = withoutShellGaps(text);
    if (readable === text) return script;
    const again = scriptOf(readable);
    return again.problems.length < script.problems.length ? again : script;
}

function load(language: Language): Promise<Parser> {
    const loading = parserOf(language);
    parsers.set(language, loading);
    return loading;
}

async function parserOf(language: Language): Promise<Parser> {
    const { Language: Grammar, Parser } = await import("web-tree-sitter");
    await Parser.init();
    const folder = folders.find((one) => existsSync(one)) ?? ".";
    const file = join(folder, `${FILES[language]}.wasm.br`);
    const parser = new Parser();
    parser.setLanguage(await Grammar.load(brotliDecompressSync(readFileSync(file))));
    return parser;
}
