import fc from "fast-check";

import { readSidecar } from "../../library/sidecar";

const KNOWN = ["Collect-Triage.ps1", "isolate.sh"];
const read = (text: string) => {
    const { files, problems } = readSidecar(text, KNOWN);
    return { files: Object.fromEntries(files), problems };
};

describe("readSidecar", () => {
    it("reads the texts of each file, by name without case", () => {
        const text = `
# what the console shows
files:
  collect-triage.PS1:
    description: Collects triage data
    parametersDescription: -Full  collect everything
    hasParameters: true
  isolate.sh: { description: 'Isolates: now' }
`;
        expect(read(text)).toEqual({
            files: {
                "collect-triage.ps1": {
                    description: "Collects triage data",
                    parametersDescription: "-Full  collect everything",
                    hasParameters: true,
                },
                "isolate.sh": { description: "Isolates: now" },
            },
            problems: [],
        });
    });

    it.each(["", "\n", "# nothing\n", "files:\n", "files: {}", "---\n", "\uFEFFfiles: {}"])(
        "takes %j for an empty sidecar",
        (text) => {
            expect(read(text)).toEqual({ files: {}, problems: [] });
        },
    );

    it("keeps a text that is said to be none apart from one that is not said", () => {
        const text =
            "files:\n  isolate.sh:\n    description: null\n    parametersDescription: ''\n";
        expect(read(text).files).toEqual({
            "isolate.sh": { description: "", parametersDescription: "" },
        });
        expect(read("files: {isolate.sh: {description: x}}").files).toEqual({
            "isolate.sh": { description: "x" },
        });
        expect(read("files: {isolate.sh: }")).toEqual({ files: {}, problems: [] });
    });

    it("drops the line break that a block ends with, and keeps those within", () => {
        const text = "files:\n  isolate.sh:\n    description: |\n      one\n      two\n\n";
        expect(read(text).files).toEqual({ "isolate.sh": { description: "one\ntwo" } });
    });

    it("lets files share a text by an alias", () => {
        const text = "files:\n  isolate.sh: &same {description: x}\n  Collect-Triage.ps1: *same\n";
        expect(read(text)).toEqual({
            files: {
                "isolate.sh": { description: "x" },
                "collect-triage.ps1": { description: "x" },
            },
            problems: [],
        });
    });

    it.each<[string, string, RegExp]>([
        [
            "another key than files",
            "fils: {}",
            /line 1: "fils" is no known key \(did you mean files\?/,
        ],
        [
            "an unknown key of a file",
            "files:\n  isolate.sh:\n    descripton: x",
            /line 3: .*"isolate\.sh", "descripton" .*did you mean description\?.*parametersDescription and hasParameters/,
        ],
        [
            "a key in another case",
            "files: {isolate.sh: {hasparameters: true}}",
            /did you mean hasParameters\?/,
        ],
        [
            "a file that is not there",
            "files:\n\n  Colect-Triage.ps1: {}",
            /line 3: .*"Colect-Triage\.ps1".*did you mean "Collect-Triage\.ps1"\?/,
        ],
        [
            "a file like no other",
            "files: {zzzzzzzz: {}}",
            /"zzzzzzzz", and the folder has no such file\.$/,
        ],
        ["a list", "- a", /must be a map with the one key files, not a list/],
        ["a text", "hello", /not "hello"/],
        ["files as a list", "files: [isolate.sh]", /files must be a map by file name, not a list/],
        [
            "a file as a text",
            "files: {isolate.sh: Isolates}",
            /must be a map with the keys .*, not "Isolates"/,
        ],
        [
            "a number for a text",
            "files: {isolate.sh: {description: 3}}",
            /"isolate\.sh"\.description must be a text .*, not 3/,
        ],
        ["a list for a text", "files: {isolate.sh: {description: [a]}}", /not a list/],
        ["a map for a text", "files: {isolate.sh: {description: {a: b}}}", /not a map/],
        [
            "a word for a boolean",
            "files: {isolate.sh: {hasParameters: yes}}",
            /hasParameters must be true or false, not "yes"/,
        ],
        ["null for a boolean", "files: {isolate.sh: {hasParameters: }}", /true or false, not null/],
        [
            "a file twice",
            "files:\n  isolate.sh: {}\n  isolate.sh: {}",
            /line 3: files names "isolate\.sh" twice/,
        ],
        [
            "a file twice in two cases",
            "files: {isolate.sh: {}, Isolate.SH: {}}",
            /"isolate\.sh" and "Isolate\.SH".*without case/,
        ],
        [
            "a key twice",
            "files: {isolate.sh: {description: a, description: b}}",
            /description" is there twice/,
        ],
        ["files twice", "files: {}\nfiles: {}", /line 2: the key "files" is there twice/],
        ["broken YAML", "files: {", /line 1: this is no valid YAML/],
        ["two documents", "files: {}\n---\nfiles: {}", /multiple documents/],
        ["an unknown tag", "files: !env {}", /!env/],
        ["a binary tag", "files: {isolate.sh: {description: !!binary aGk=}}", /isolate|YAML|tag/],
        ["an alias to nothing", "files: *none", /alias \*none stands for nothing/],
        ["a merge key", "files: {isolate.sh: {<<: {description: x}}}", /"<<" is no known key/],
        ["a key that is a list", "files: {[a]: {}}", /keys must be strings/],
        ["a map within itself", "files: &all {isolate.sh: *all}", /"isolate\.sh" is no known key/],
    ])("refuses %s", (_, text, problem) => {
        const { problems } = read(text);
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.join("\n")).toMatch(problem);
        for (const sentence of problems) expect(sentence).toMatch(/^library\.yaml.*\.$/);
    });

    it("tells of everything at once, with the lines", () => {
        const { problems } = read(
            "file: 1\nfiles:\n  isolate.sh:\n    hasParameters: 1\n  no.sh: 2\n",
        );
        expect(problems.map((problem) => /line \d/.exec(problem)?.[0])).toEqual([
            "line 1",
            "line 4",
            "line 5",
            "line 5",
        ]);
    });

    it("is not misled by names of JavaScript's own", () => {
        const text = "files: {__proto__: {description: x, __proto__: {}}, constructor: {}}";
        const { files, problems } = read(text);
        expect(files).toEqual({});
        expect(problems).toHaveLength(3);
    });

    it("gives up on more problems than a person reads", () => {
        const text = Array.from({ length: 5_000 }, (_, at) => `key${at}: 1`).join("\n");
        const { problems } = read(text);
        expect(problems).toHaveLength(26);
        expect(problems.at(-1)).toBe("library.yaml has 4975 more problems.");
    });

    describe("hostile text", () => {
        const laughs = Array.from({ length: 40 }, (_, at) =>
            at === 0 ? "a0: &a0 {x: y}" : `a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}]`,
        );
        it.each<[string, string]>([
            ["aliases of aliases", laughs.join("\n")],
            [
                "a large map that many files share",
                `c: &c {${"a: 1, ".repeat(9_000)}}\nfiles: {${Array.from({ length: 9_000 }, (_, at) => `f${at}: *c`).join(", ")}}`,
            ],
            ["nested lists", "[".repeat(100_000)],
            ["nested maps", "{a: ".repeat(20_000)],
            ["nested dashes", "- ".repeat(50_000)],
            ["a very large file", "#".repeat(600_000)],
            [
                "a large number of keys",
                Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join("\n"),
            ],
            ["an open quotation mark", `files: "${"\\\\".repeat(100_000)}`],
        ])("is refused and not worked through: %s", (_, text) => {
            expect(read(text).problems.length).toBeGreaterThan(0);
        });
    });

    it("gives a result or problems for any text, never an error", () => {
        const piece = fc.constantFrom(
            "files",
            ":",
            " ",
            "\n",
            "  ",
            "isolate.sh",
            "description",
            "hasParameters",
            "true",
            "null",
            "{",
            "}",
            "[",
            "]",
            ",",
            "- ",
            "? ",
            "&a",
            "*a",
            "!!str",
            "!x",
            "|",
            ">",
            "'",
            '"',
            "#",
            "---",
            "...",
            "%YAML",
            "\t",
            "<<",
            "\\",
            "é",
            "\u0000",
            "\uD800",
        );
        fc.assert(
            fc.property(
                fc.oneof(fc.string({ unit: piece }), fc.string({ unit: "binary" })),
                (text) => {
                    const { files, problems } = readSidecar(text, KNOWN);
                    for (const problem of problems) expect(problem).toMatch(/^library\.yaml.*\.$/s);
                    for (const texts of files.values()) {
                        expect(typeof (texts.description ?? "")).toBe("string");
                        expect(typeof (texts.parametersDescription ?? "")).toBe("string");
                        expect(typeof (texts.hasParameters ?? true)).toBe("boolean");
                    }
                },
            ),
            { numRuns: 150 },
        );
    });

    it("reads back every text that is written as JSON, which is YAML too", () => {
        const words = fc.string({
            unit: fc.constantFrom(...Array.from("aé \"':#{}[],&*!|>%@`-?\\/\n")),
        });
        const texts = fc.record(
            { description: words, parametersDescription: words, hasParameters: fc.boolean() },
            { requiredKeys: [] },
        );
        fc.assert(
            fc.property(texts, (entry) => {
                const { files, problems } = read(
                    JSON.stringify({ files: { "isolate.sh": entry } }),
                );
                expect(problems).toEqual([]);
                const expected = Object.fromEntries(
                    Object.entries(entry).map(([key, value]) => [
                        key,
                        typeof value === "string" ? value.trimEnd() : value,
                    ]),
                );
                expect(files).toEqual({ "isolate.sh": expected });
            }),
            { numRuns: 150 },
        );
    });
});
