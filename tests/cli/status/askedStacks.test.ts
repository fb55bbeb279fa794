import { askedStacks } from "../../../cli/status/askedStacks";

describe("the stacks that are asked for", () => {
    const listed = ["dev", "production", "acme/shared", "other/shared"];
    const of = (...asked: string[]) =>
        askedStacks(asked, { listed, project: "library" }).map(({ stack }) => stack);

    it("are those of the list, however much of their name is given, each once", () => {
        expect(of("production", "dev")).toEqual(["production", "dev"]);
        expect(of("organization/library/dev")).toEqual(["dev"]);
        expect(of("acme/dev")).toEqual(["dev"]);
        expect(of("acme/library/shared", "other/shared")).toEqual(["acme/shared", "other/shared"]);
        expect(of("dev", "dev", "organization/library/dev")).toEqual(["dev"]);
    });

    it("keep the name by which they were asked for, which the Pulumi CLI looks up", () => {
        expect(askedStacks(["acme/library/dev"], { listed, project: "library" })).toEqual([
            { stack: "dev", asked: "acme/library/dev" },
        ]);
    });

    it.each([
        ["prodution", /^the project library has no stack prodution: did you mean production\?/],
        ["acme/library/prodution", /did you mean production\?/],
        ["shared", /has no stack shared: did you mean acme\/shared\?/],
        [
            "third/library/shared",
            /has no stack third\/library\/shared: did you mean acme\/shared\?/,
        ],
        ["zzzzzzzzz", /its stacks are dev, production, acme\/shared, other\/shared\./],
        [
            "acme/elsewhere/dev",
            /^stack acme\/elsewhere\/dev is of project elsewhere, and .* is library/,
        ],
        ["a/b/library/dev", /has no stack a\/b\/library\/dev/],
        ["", /has no stack "": /],
        ["x\u001b", /has no stack x<U\+001B>/],
    ])("are refused where the project has none: %j", (asked, why) => {
        expect(() => of("dev", asked)).toThrow(why);
    });
});
