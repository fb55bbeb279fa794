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

    it("finds nothing among nothing", () => {
        expect(nearestWord("a", [])).toBeUndefined();
    });
});
