import { nearestWord } from "../../library/nearest";

describe("nearestWord", () => {
    it.each([
        ["descripton", "description"],
        ["DESCRIPTION", "description"],
        ["hasparameter", "hasParameters"],
    ])("finds what %s was meant to be", (word, expected) => {
        expect(nearestWord(word, ["description", "hasParameters"])).toBe(expected);
    });

    it.each(["zzz", "", "descr"])("finds nothing for %j", (word) => {
        expect(nearestWord(word, ["description", "hasParameters"])).toBeUndefined();
    });

    it.each([
        ["sorce", ["search", "source"], "source"],
        ["sorce", ["source", "search"], "source"],
        ["fils", ["file", "fills"], "file"],
        ["fils", ["fills", "file"], "fills"],
        ["file", ["fill", "File"], "File"],
    ])("of several near %s it finds the nearest, the first of equals: %j", (word, known, found) => {
        expect(nearestWord(word, known)).toBe(found);
    });

    it("finds nothing among nothing", () => {
        expect(nearestWord("a", [])).toBeUndefined();
    });
});
