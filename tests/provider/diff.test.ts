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

    const property = fc.constantFrom(...Object.keys(olds), "description", "parametersDescription");
    const value = fc.oneof(fc.string(), fc.boolean(), fc.constant(unknown), fc.anything());

    it("never throws, and finds no difference between a thing and itself", () => {
        fc.assert(
            fc.property(fc.dictionary(property, value), (bag) => {
                const known = Object.entries(bag).filter(([name]) => name !== "source");
                const uncertain = known.some(([, given]) => given === unknown);
                expect(diff(bag, bag).changes).toBe(uncertain);
            }),
        );
    });

    it("replaces for another name alone, and deletes first for another case alone", () => {
        fc.assert(
            fc.property(
                fc.dictionary(property, value),
                fc.dictionary(property, value),
                (before, after) => {
                    const { changes, replaces, deleteBeforeReplace } = diff(before, after);
                    if (replaces.length > 0) expect(changes).toBe(true);
                    if (deleteBeforeReplace) expect(replaces).toEqual(["fileName"]);
                },
            ),
        );
    });
});
