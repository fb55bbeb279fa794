import fc from "fast-check";

import { diff } from "../../provider/diff";
import { unknown } from "../../provider/unknown";

const olds = { fileName: "Get.ps1", sha256: "a", source: "a/Get.ps1", hasParameters: false };

describe("diff", () => {
    it.each([
        ["nothing", {}, { changes: false, replaces: [] }],
        ["a moved source alone", { source: "b/Get.ps1" }, { changes: false, replaces: [] }],
        ["an absent text for an empty one", { description: "" }, { changes: false, replaces: [] }],
        ["an option of the resource", { adopt: true }, { changes: false, replaces: [] }],
        ["content", { sha256: "b" }, { changes: true, replaces: [] }],
        ["a description", { description: "d" }, { changes: true, replaces: [] }],
        ["a parameter text", { parametersDescription: "d" }, { changes: true, replaces: [] }],
        ["hasParameters", { hasParameters: true }, { changes: true, replaces: [] }],
        [
            "another name",
            { fileName: "X.ps1" },
            { changes: true, replaces: ["fileName"], deleteBeforeReplace: false },
        ],
        [
            "another case",
            { fileName: "GET.ps1" },
            { changes: true, replaces: ["fileName"], deleteBeforeReplace: true },
        ],
        ["unknown content", { sha256: unknown }, { changes: true, replaces: [] }],
        [
            "an unknown name",
            { fileName: unknown },
            { changes: true, replaces: ["fileName"], deleteBeforeReplace: false },
        ],
    ])("knows what to do about %s", (_, change, result) => {
        expect(diff(olds, { ...olds, ...change })).toMatchObject(result);
    });

    it("never throws, and finds no difference between a thing and itself", () => {
        fc.assert(
            fc.property(fc.dictionary(fc.string(), fc.anything()), (bag) => {
                expect(diff(bag, bag).changes).toBe(Object.values(bag).includes(unknown));
                diff({}, bag);
            }),
        );
    });
});
