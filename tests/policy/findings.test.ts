import * as z from "zod";

import { ContentUnavailableError, type Claim } from "../../policy/claim";
import { findingsOf, findingText } from "../../policy/findings";
import { fileWith } from "./checked";

const reading: Claim = {
    name: "mde-reading",
    description: "Reads.",
    level: "advisory",
    configuration: z.strictObject({}),
    check: async (file) => {
        await file.content();
        return [];
    },
};

describe("findingsOf", () => {
    it("finds nothing in what could be read", async () => {
        expect(await findingsOf(reading, fileWith(), {})).toEqual([]);
    });

    it("finds content that cannot be had", async () => {
        const content = () => Promise.reject(new ContentUnavailableError("it is gone"));
        const found = await findingsOf(reading, { ...fileWith(), content }, {});
        expect(found).toMatchObject([
            { message: "was not checked, for its content cannot be had: it is gone" },
        ]);
        expect(found[0]).not.toHaveProperty("advisory");
    });

    it("finds a content that a claim has no room for", async () => {
        const content = () => Promise.reject(new RangeError("Maximum call stack size exceeded"));
        const found = await findingsOf(reading, { ...fileWith(), content }, {});
        expect(found).toMatchObject([
            { message: expect.stringMatching(/^could not be/) as string },
        ]);
    });

    it("takes no mistake of a claim for a finding", async () => {
        const content = () => Promise.reject(new TypeError("x"));
        const found = findingsOf(reading, { ...fileWith(), content }, {});
        await expect(found).rejects.toThrow(TypeError);
    });
});

describe("findingText", () => {
    const finding = { message: "is wrong", mend: "Mend it." };
    const inFile = { fileName: "a.ps1", source: "scripts/a.ps1" };
    const ofText = { fileName: "a\u202E.ps1", source: undefined };

    it.each([
        [inFile, {}, '"a.ps1" (scripts/a.ps1) is wrong. Mend it.'],
        [inFile, { line: 3 }, '"a.ps1" (scripts/a.ps1:3) is wrong. Mend it.'],
        [inFile, { line: 3, column: 5 }, '"a.ps1" (scripts/a.ps1:3:5) is wrong. Mend it.'],
        [ofText, {}, '"a<U+202E>.ps1" is wrong. Mend it.'],
        [ofText, { line: 3, column: 5 }, '"a<U+202E>.ps1" (line 3:5) is wrong. Mend it.'],
    ])("says of %j at %j: %s", (file, place, text) => {
        expect(findingText(file, { ...finding, ...place })).toBe(text);
    });
});
