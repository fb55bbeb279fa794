import type { Fact, Language, Script, Stage } from "../syntax/script";

/** Whether a fact is one of those that are looked for. */
export type Test = (fact: Fact) => boolean;

/** What a script does, as the constructs ask for it. */
export class Reading {
    readonly facts: readonly Fact[];

    constructor(
        readonly language: Language,
        private readonly script: Script,
    ) {
        this.facts = script.facts;
    }

    /** The numbers of the facts that are so. */
    find(test: Test): number[] {
        return this.facts.flatMap((fact, index) => (test(fact) ? [index] : []));
    }

    /** The facts of this kind that have one that is so within them. */
    around(outer: Test, inner: Test): number[] {
        // The sums of what is before: each range is then counted in one step, however many overlap.
        const before = [0];
        for (const fact of this.facts) before.push((before.at(-1) ?? 0) + Number(inner(fact)));
        const within = (from: number, to: number) => (before[to] ?? 0) > (before[from] ?? 0);
        return this.facts.flatMap((fact, index) =>
            outer(fact) && within(index + 1, fact.end) ? [index] : [],
        );
    }

    /** Facts of this kind in a stage of a pipeline after one that has the other in it: the first few. */
    piped(from: Test, to: Test): number[] {
        const sources = this.find(from);
        const targets = this.find(to);
        // Pipelines may lie in each other as deep as the text is long: none is gone through twice.
        return this.script.pipelines.flatMap((stages) => {
            const first = stages.findIndex((stage) => inside(stage, sources, 1).length > 0);
            if (first === -1) return [];
            return stages.slice(first + 1).flatMap((stage) => inside(stage, targets, FEW));
        });
    }

    /** The variables that are set to something that has such a fact in it, without `$` and scope. */
    variables(inner: Test): ReadonlySet<string> {
        const set = this.around(({ kind }) => kind === "set", inner);
        return new Set(set.map((index) => variableOf(this.facts[index]?.name ?? "")));
    }

    /** A test: the fact's own text names one of these variables. */
    uses(variables: ReadonlySet<string>): Test {
        if (variables.size === 0) return () => false;
        return ({ text }) =>
            [...text.matchAll(/\$\{?(?:\w+:)?(\w+)/g)].some(([, name = ""]) =>
                variables.has(this.language === "powershell" ? name.toLowerCase() : name),
            );
    }
}

/** How many facts of one stage are told. */
const FEW = 3;

/** The first of these sorted numbers that lie in a stage. */
function inside([from, to]: Stage, numbers: readonly number[], most: number): number[] {
    let low = 0;
    for (let high = numbers.length; low < high;) {
        const middle = (low + high) >> 1;
        if ((numbers[middle] ?? from) < from) low = middle + 1;
        else high = middle;
    }
    return numbers.slice(low, low + most).filter((number) => number < to);
}

/** The name alone: `x` of `$script:x`, `${x}` and `x`. */
function variableOf(name: string): string {
    return name.replace(/^\$?\{?(?:\w+:)?/, "").replace(/\}$/, "");
}

/** A command of one of these names. */
export function call(...names: readonly string[]): Test {
    const set = new Set(names);
    return ({ kind, name }) => kind === "call" && set.has(name);
}

/** A member of one of these names. */
export function member(...names: readonly string[]): Test {
    const set = new Set(names);
    return ({ kind, name }) => kind === "member" && set.has(name);
}

/** Whether one of these is so. */
export function any(...tests: readonly Test[]): Test {
    return (fact) => tests.some((test) => test(fact));
}

/** Whether all of these are so. */
export function all(...tests: readonly Test[]): Test {
    return (fact) => tests.every((test) => test(fact));
}

/** Whether an argument matches. */
export function argument(pattern: RegExp): Test {
    return ({ args }) => args.some((word) => pattern.test(word));
}

/** Whether these arguments stand there in this order, others between them or not. */
export function words(...patterns: readonly RegExp[]): Test {
    return ({ args }) => {
        let at = 0;
        for (const word of args) if (patterns[at]?.test(word) === true) at++;
        return at === patterns.length;
    };
}

/** Whether a parameter of PowerShell is given, be it cut short to `-` and this many letters or more. */
export function parameter(name: string, atLeast: number): Test {
    const full = name.toLowerCase();
    return ({ args }) =>
        args.some((word) => {
            const given = /^[-/]([a-z]+)/i.exec(word)?.[1]?.toLowerCase();
            return given !== undefined && given.length >= atLeast && full.startsWith(given);
        });
}

/** The argument after a parameter of PowerShell; "" where it is not given or has none. */
export function valueOf({ args }: Fact, name: RegExp): string {
    const at = args.findIndex((word) => name.test(word));
    return at === -1 ? "" : (args[at + 1] ?? "");
}
