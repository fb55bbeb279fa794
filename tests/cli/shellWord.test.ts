import { execFileSync } from "node:child_process";

import { shellWord } from "../../cli/shellWord";

describe("shellWord", () => {
    it.each(["scripts", "org/project/prod", "../a_b.json", "--name=x", "C:"])(
        "leaves %s as it is",
        (text) => {
            expect(shellWord(text)).toBe(text);
        },
    );

    it.each([
        "my $(id) scripts",
        'a"b',
        "it's",
        "''",
        "`id`",
        "a\\b",
        "old-*.ps1",
        "~",
        "a;b&c|d",
        "!!",
        "=ls",
        "",
    ])("makes of %j one word that a shell takes as it stands", (text) => {
        const word = shellWord(text);
        expect(word).toMatch(/^'.*'$/);
        const script = `printf '<%s>' ${word}`;
        expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(`<${text}>`);
    });

    it("shows what is invisible as a code", () => {
        expect(shellWord("a\u202eb\n")).toBe("'a<U+202E>b<U+000A>'");
    });
});
