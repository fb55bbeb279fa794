import { readConfiguration } from "../../../policy/configuration";
import { hasDescription } from "../../../policy/claims";
import { fileWith, found, messages } from "../checked";

const described = (description: string) => fileWith({ description });

describe("mde-has-description", () => {
    it.each([
        ["Gets the processes", {}],
        ["  Gets one  ", { minLength: 8 }],
        ["🔍🔍🔍", { minLength: 3 }],
        ["Gets\nthe\tprocesses", { pattern: "^Gets\\s" }],
        ["Gets the processes (INC-7)", { pattern: "INC-[0-9]+" }],
    ])("lets %j pass with %j", async (description, configuration) => {
        expect(await found(hasDescription, described(description), configuration)).toEqual([]);
    });

    it.each([
        ["", {}, "has no description"],
        [" \n ", {}, "has no description"],
        ["\u200B".repeat(20), {}, "has no description"],
        ["\u2800\u3164\u202E\uFEFF\x01 ", {}, "has no description"],
        ["Gets\u200B\u200B\u200B it\u200B", {}, 'has a description of 7 characters, "Gets it"'],
        [
            "IN\u200BC",
            { minLength: 1, pattern: "INC-" },
            "has a description that does not match INC-",
        ],
        ["Gets it", {}, 'has a description of 7 characters, "Gets it"'],
        ["🔍🔍", { minLength: 3 }, 'has a description of 2 characters, "🔍🔍"'],
        [
            "Gets the processes",
            { pattern: "INC-[0-9]+" },
            "has a description that does not match INC-[0-9]+",
        ],
    ])("does not let %j pass with %j", async (description, configuration, message) => {
        expect(await messages(hasDescription, described(description), configuration)).toEqual([
            message,
        ]);
    });

    it("tells both what is too short and what does not match", async () => {
        const file = described("short");
        expect(await found(hasDescription, file, { pattern: "INC" })).toHaveLength(2);
    });

    it.each([
        [{ minLength: 0 }, "minLength"],
        [{ minLength: 1.5 }, "minLength"],
        [{ pattern: "(" }, "pattern is not right: must be a regular expression"],
        [{ patern: "x" }, "there is no key patern, did you mean pattern?"],
    ])("is not configured by %j", (configuration, problem) => {
        const read = readConfiguration(hasDescription, configuration);
        expect(read).toEqual({ problems: [expect.stringContaining(problem)] });
    });
});
