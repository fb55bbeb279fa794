import fc from "fast-check";

import { fileNameKey, fileNameProblem, quoteName } from "../../library/fileName";

describe("fileNameProblem", () => {
    it.each([
        "Collect-Triage.ps1",
        "a",
        ".profile",
        "name with spaces.sh",
        "100%.ps1",
        "%2e%2e",
        "it's;a'name.ps1",
        "résumé.ps1",
        "診断.sh",
        "x".repeat(300),
        "a..b",
        "🔎.py",
    ])("accepts %j", (name) => {
        expect(fileNameProblem(name)).toBeUndefined();
    });

    it.each([
        ["", "must not be empty"],
        [".", "must not be a folder's name"],
        ["..", "must not be a folder's name"],
        ["a/b", 'must not contain "/"'],
        ["../b", 'must not contain "/"'],
        ["a\\b", 'must not contain "\\"'],
        ['a"b', "double quotation mark"],
        ["a\r\nX: y", "control character U+000D"],
        ["a\u0000", "control character U+0000"],
        ["a\u007f", "control character U+007F"],
        ["a\u0085b", "control character U+0085"],
        ["a\u202Egnp.1sp", "invisible character U+202E"],
        ["a\u2066b", "invisible character U+2066"],
        ["a\u200Bb", "invisible character U+200B"],
        ["a\u2028b", "invisible character U+2028"],
        ["\uFEFFa", "invisible character U+FEFF"],
        ["a\uD800b", "half a character (U+D800)"],
        ["a\uFFFDb", "U+FFFD"],
        [" a", "white space"],
        ["a\u00A0", "white space"],
        [" ", "white space"],
        ["...", "must not end with a dot"],
        ["trailing.", "must not end with a dot"],
    ])("refuses %j", (name, phrase) => {
        expect(fileNameProblem(name)).toContain(phrase);
    });

    it("accepts only names that stay one path segment and one quoted parameter", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary", maxLength: 20 }), (name) => {
                fc.pre(fileNameProblem(name) === undefined);
                expect(name).not.toMatch(/["\r\n/\\]/);
                expect(name.isWellFormed()).toBe(true);
                const url = new URL(`https://host/api/libraryfiles/${encodeURIComponent(name)}`);
                expect(url.pathname.split("/")).toHaveLength(4);
                expect(decodeURIComponent(url.pathname.split("/")[3]!)).toBe(name);
            }),
            { numRuns: 300 },
        );
    });

    it("answers with one line for any text", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (name) => {
                expect(fileNameProblem(name) ?? "").not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
            }),
            { numRuns: 200 },
        );
    });
});

describe("fileNameKey", () => {
    it.each([
        ["Collect-TRIAGE.PS1", "collect-triage.ps1"],
        ["ÄÖÜ.ps1", "äöü.ps1"],
        ["ΟΔΟΣ.ps1", "οδος.ps1"],
        ["οδοσ.ps1", "οδος.ps1"],
    ])("takes %j and %j for one name", (one, other) => {
        expect(fileNameKey(one)).toBe(fileNameKey(other));
    });

    it.each([
        ["a.ps1", "b.ps1"],
        ["ß.ps1", "ss.ps1"],
        ["e.ps1", "é.ps1"],
    ])("keeps %j and %j apart", (one, other) => {
        expect(fileNameKey(one)).not.toBe(fileNameKey(other));
    });

    it("is the lower case of an ASCII name", () => {
        fc.assert(
            fc.property(fc.string(), (name) => {
                expect(fileNameKey(name)).toBe(name.toLowerCase());
            }),
            { numRuns: 100 },
        );
    });

    it("is its own key, for any text", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (name) => {
                const key = fileNameKey(name);
                expect(fileNameKey(key)).toBe(key);
            }),
            { numRuns: 300 },
        );
    });
});

describe("quoteName", () => {
    it("writes what a person could not see as a code", () => {
        expect(quoteName("a\u202Eb\n")).toBe('"a<U+202E>b<U+000A>"');
    });
});
