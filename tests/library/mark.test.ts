import fc from "fast-check";

import { isCutMark, isMark, markOf, splitMark, withMark } from "../../library/mark";

const name = fc.stringMatching(/^[\w.-]{1,100}$/);
const mark = fc.tuple(name, name).map(([project, stack]) => markOf(project, stack));
/** Among the texts those that look like marks, or like parts of one. */
const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
        .array(fc.constantFrom(" ", "a", "\n", "[", "]", "[pulumi: ", "p/s", "[pulumi: p/s]", "\\"))
        .map((parts) => parts.join("")),
);

describe("withMark", () => {
    it("ends the description with the mark, after one blank", () => {
        expect(withMark("Collects triage data", markOf("soc", "production"))).toBe(
            "Collects triage data [pulumi: soc/production]",
        );
    });

    it("is the mark alone where there is no text", () => {
        expect(withMark("", "soc/production")).toBe("[pulumi: soc/production]");
    });
});

describe("splitMark", () => {
    it("gives back what was put on, whatever the text is", () => {
        fc.assert(
            fc.property(text, mark, (before, put) => {
                expect(splitMark(withMark(before, put))).toEqual({ text: before, mark: put });
            }),
        );
    });

    it("loses nothing: what it takes off is a mark, a blank before it and white space after it", () => {
        fc.assert(
            fc.property(text, (description) => {
                const split = splitMark(description);
                if (split.mark === undefined) {
                    expect(split.text).toBe(description);
                    return;
                }
                const rest = description.slice(split.text.length);
                expect(rest.trim()).toBe(`[pulumi: ${split.mark}]`);
                expect(description.startsWith(split.text)).toBe(true);
            }),
        );
    });

    it("takes the last of several, so that a text that ends with another is not lost", () => {
        expect(splitMark("Old [pulumi: a/b] [pulumi: c/d]")).toEqual({
            text: "Old [pulumi: a/b]",
            mark: "c/d",
        });
    });

    it.each([
        ["white space behind it", "Text [pulumi: a/b] \n", "Text"],
        ["no blank before it", "Text[pulumi: a/b]", "Text"],
        ["two blanks before it", "Text  [pulumi: a/b]", "Text "],
        ["a line of its own", "Text\n[pulumi: a/b]", "Text\n"],
        ["nothing else", "[pulumi: a/b]", ""],
        ["a service that has trimmed the whole", "[pulumi: a/b] ".trim(), ""],
    ])("knows a mark with %s", (_what, description, expected) => {
        expect(splitMark(description)).toEqual({ text: expected, mark: "a/b" });
    });

    it.each([
        ["nothing", ""],
        ["a text", "Collects triage data"],
        ["brackets", "Collects [triage]"],
        ["a mark that was cut", "Text [pulumi: soc/producti"],
        ["a mark cut before its stack", "Text [pulumi: soc"],
        ["a mark within the text", "Text [pulumi: a/b] and more"],
        ["no stack", "Text [pulumi: a/]"],
        ["no project", "Text [pulumi: /b]"],
        ["three names", "Text [pulumi: a/b/c]"],
        ["a blank in a name", "Text [pulumi: a /b]"],
        ["an escape sequence", "Text [pulumi: a/\u001B[31mb]"],
        ["a character that turns the text round", "Text [pulumi: a/\u202Eb]"],
        ["a name that no stack can have", `Text [pulumi: a/${"b".repeat(101)}]`],
        ["a line break in it", "Text [pulumi: a/\nb]"],
        ["another case", "Text [Pulumi: a/b]"],
    ])("takes nothing off %s", (_what, description) => {
        expect(splitMark(description)).toEqual({ text: description, mark: undefined });
    });

    it("takes time in proportion to a hostile description", () => {
        const description = `${"[pulumi: ".repeat(200_000)}${" ".repeat(200_000)}]`;
        expect(splitMark(description).mark).toBeUndefined();
    });
});

describe("isMark", () => {
    it.each(["soc/production", "a.b-c_d/1"])("accepts %j", (value) => {
        expect(isMark(value)).toBe(true);
    });

    it.each(["", "soc", "soc/", "/dev", "org/soc/dev", " soc/dev", "soc/dev\n", "söc/dev"])(
        "refuses %j",
        (value) => {
            expect(isMark(value)).toBe(false);
        },
    );
});

describe("isCutMark", () => {
    it("knows what is left of a mark, wherever it was cut, and trimmed or not", () => {
        const whole = " [pulumi: soc/production]";
        for (let length = 2; length < whole.length; length++) {
            const rest = whole.slice(0, length);
            expect([rest, isCutMark(rest), isCutMark(rest.trim())]).toEqual([rest, true, true]);
        }
    });

    it.each([
        "",
        " ",
        " and more",
        " [see below]",
        " [pulumi: a/b]",
        " [pulumi: a/b c",
        " [pulumi: a/b/",
    ])("takes %j for no part of one", (rest) => {
        expect(isCutMark(rest)).toBe(false);
    });
});
