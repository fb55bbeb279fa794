import type { Fact, Language } from "../syntax/script";
import { all, any, argument, call, member, valueOf, type Reading, type Test } from "./reading";

/** How the files of a language are got and run. */
interface Ways {
    /** What downloads into a file, with the words that name it. */
    readonly got: readonly {
        readonly by: Test;
        readonly into: (fact: Fact) => readonly string[];
    }[];
    /** What runs a file, with the words that name it. */
    readonly run: readonly {
        readonly by: Test;
        readonly file: (fact: Fact) => readonly string[];
    }[];
}

const everything = ({ args }: Fact) => args.flatMap(words);
const last = ({ args }: Fact) => args.slice(-1);
const second = ({ args }: Fact) => args.slice(1, 2);
const script = ({ args }: Fact) => args.filter((word) => !word.startsWith("-")).slice(0, 1);
/** What is called: by its path, and by its text where only a run can tell it. */
const called = ({ name, text }: Fact) =>
    name === "" ? (/^(?:[&.]\s+)?("[^"]+"|'[^']+'|\S+)/.exec(text)?.slice(1) ?? []) : [name];

const interpreters = /^(?:(?:ba|da|z|k|a)?sh|python[23]?|perl|ruby|node|php|source|\.)$/;

const WAYS: Readonly<Record<Language, Ways>> = {
    powershell: {
        got: [
            {
                by: call("invoke-webrequest", "iwr", "invoke-restmethod", "irm", "curl", "wget"),
                into: (fact) => [valueOf(fact, /^-(?:o|out[a-z]*|-output(?:-document)?)$/i)],
            },
            {
                by: call("start-bitstransfer"),
                into: (fact) => [
                    valueOf(fact, /^-d[a-z]*$/i) ||
                        (fact.args.every((word) => !word.startsWith("-")) && fact.args[1]) ||
                        "",
                ],
            },
            {
                by: member("downloadfile", "downloadfileasync", "downloadfiletaskasync"),
                into: second,
            },
            { by: all(call("certutil"), argument(/^[-/]urlcache$/i)), into: last },
            { by: all(call("bitsadmin"), argument(/^\/transfer$/i)), into: last },
        ],
        run: [
            { by: ({ kind }) => kind === "call", file: called },
            {
                by: call("start-process", "saps", "start"),
                file: (fact) => [valueOf(fact, /^-f[a-z]*$/i), ...script(fact)],
            },
            {
                by: call("powershell", "pwsh"),
                file: (fact) => [valueOf(fact, /^[-/]f(?:ile|il|i)?$/i), ...script(fact)],
            },
            { by: ({ kind, name }) => kind === "call" && interpreters.test(name), file: script },
            { by: call("invoke-item", "ii", "import-module", "ipmo"), file: everything },
            {
                by: call("msiexec", "rundll32", "regsvr32", "mshta", "cscript", "wscript"),
                file: everything,
            },
            { by: member("start"), file: everything },
        ],
    },
    shell: {
        got: [
            { by: call("curl"), into: ofCurl },
            { by: call("wget"), into: ofWget },
        ],
        run: [
            { by: ({ kind }) => kind === "call", file: called },
            { by: ({ kind, name }) => kind === "call" && interpreters.test(name), file: script },
            { by: call("dpkg", "rpm", "installer"), file: everything },
        ],
    },
};

/** The facts that run a file which the same script has downloaded before. */
export function runsOfDownloadedFiles(reading: Reading): readonly number[] {
    const { language, facts } = reading;
    const { got, run } = WAYS[language];
    const files = new Map<string, number>();
    const add = (word: string, index: number) => {
        for (const name of namesOf(word, language)) if (!files.has(name)) files.set(name, index);
    };
    facts.forEach((fact, index) => {
        for (const { by, into } of got)
            if (by(fact)) for (const word of into(fact)) add(word, index);
        const before = facts[index - 1];
        // A redirection stands behind the command whose output it takes.
        if (fact.kind !== "write" || before?.line !== fact.line) return;
        if (got.some(({ by }) => by(before))) add(fact.name, index);
    });
    for (const index of reading.piped(any(...got.map(({ by }) => by)), call("tee")))
        for (const word of facts[index]?.args ?? []) add(word, index);
    if (files.size === 0) return [];
    const isGotBefore = (word: string, index: number) =>
        namesOf(word, language).some((name) => (files.get(name) ?? index) < index);
    return facts.flatMap((fact, index) =>
        run.some(({ by, file }) => by(fact) && file(fact).some((word) => isGotBefore(word, index)))
            ? [index]
            : [],
    );
}

/** The file of `-o`, alone or behind other letters, or the one that the address names. */
function ofCurl({ args }: Fact): string[] {
    const isNamed = args.some(
        (word) => /^(?:-[a-zA-Z#]+|--remote-name(?:-all)?)$/.test(word) && /O|^--/.test(word),
    );
    const given = args.flatMap((word, at) => {
        if (/^(?:-[a-zA-Z#]*o|--output)$/.test(word)) return args[at + 1] ?? [];
        return /^(?:-o.|--output=)/.test(word) ? word.replace(/^(?:-o|--output=)/, "") : [];
    });
    return isNamed ? [...given, ...args.filter(isAddress)] : given;
}

function ofWget({ args }: Fact): string[] {
    const given = args.flatMap((word, at) => {
        if (/^(?:-[a-zA-Z]*O|--output-document)$/.test(word)) return args[at + 1] ?? [];
        return /^--output-document=|^-O./.test(word)
            ? word.replace(/^(?:-O|--output-document=)/, "")
            : [];
    });
    return given.length > 0 ? given : args.filter(isAddress);
}

function isAddress(word: string): boolean {
    return /^["']?(?:https?|ftp):\/\/|^["']?\$/.test(word);
}

/** The words of an argument that is several: `"a.dll,Main"`, `'/i', $x`. */
function words(argument: string): string[] {
    return [argument, ...argument.split(/[\s,]+/).slice(0, 20)];
}

/** A file by its whole path, and by its own name: a script may go to its folder before it runs it. */
function namesOf(word: string, language: Language): string[] {
    const [address = ""] = word.split(/[?#]/, 1);
    const path = address
        .replaceAll(/["']/g, "")
        .replaceAll("\\", "/")
        .replaceAll(/\$\{(\w+)\}/g, "$$$1")
        .replace(/^(?:\.\/)+/, "");
    if (/^(?:|-|\/dev\/.*)$/.test(path)) return [];
    const own = path.slice(path.lastIndexOf("/") + 1).replace(/\.exe$/i, "");
    const names = /^[\w.-]+$/.test(own) ? [path, own] : [path];
    return language === "powershell" ? names.map((name) => name.toLowerCase()) : names;
}
