import { exemptionFor, exemptionText, readExemptions } from "../../policy/exemptions";

const sha256 = "ab".repeat(32);
const complete = {
    policy: "mde-file-name",
    file: "Get.ps1",
    reason: "INC-7",
    owner: "Ann",
    expires: "2026-06-30",
};
const options = { policies: ["mde-file-name", "mde-file-size"], today: "2026-06-30" };
const read = (...exemptions: unknown[]) => readExemptions({ exemptions }, options);

describe("readExemptions", () => {
    it("has none by default", () => {
        expect(readExemptions({}, options)).toEqual({ inForce: [], problems: [] });
    });

    it.each([
        ["by name", complete],
        ["by digest", { ...complete, file: undefined, sha256: sha256.toUpperCase() }],
        ["by both", { ...complete, sha256 }],
        ["to be renewed some day", { ...complete, expires: "2999-12-31" }],
    ])("takes one %s, through the day that it ends", (_, entry) => {
        const { inForce, problems } = read(entry);
        expect(problems).toEqual([]);
        expect(inForce).toHaveLength(1);
    });

    it.each<[string, unknown, string]>([
        ["no owner", { ...complete, owner: undefined }, "owner is not right: it is missing."],
        ["a number for a reason", { ...complete, reason: 7 }, "reason is not right: must be text."],
        [
            "a number for a digest",
            { ...complete, sha256: 7 },
            "sha256 is not right: must be a SHA-256",
        ],
        [
            "a misspelt key",
            { ...complete, owner: undefined, ownr: "Ann" },
            "there is no key ownr, did you mean owner?",
        ],
        ["an empty reason", { ...complete, reason: " " }, "reason is not right: must not be empty"],
        ["an invisible reason", { ...complete, reason: "\u200B" }, "reason is not right: must say"],
        ["a dash for an owner", { ...complete, owner: "-" }, "owner is not right: must say"],
        ["no day", { ...complete, expires: undefined }, "expires is not right"],
        ["a day that there is not", { ...complete, expires: "2026-02-30" }, "must be a day"],
        ["a word for a day", { ...complete, expires: "soon" }, "must be a day such as 2027-01-31"],
        ["neither name nor digest", { ...complete, file: undefined }, 'needs "file"'],
        ["a digest that is none", { ...complete, sha256: "abc" }, "sha256 is not right"],
        ["an unknown key", { ...complete, expiry: "2026-12-31" }, "did you mean expires?"],
        ["no entry", "Get.ps1", "it is not right: must be an object with policy, file or sha256"],
        ["an empty entry", null, "it is not right: must be an object with policy, file or sha256"],
        [
            "an unknown policy",
            { ...complete, policy: "mde-filename" },
            'is of "mde-filename", and there is no such policy (did you mean mde-file-name?)',
        ],
        ["a day that is over", { ...complete, expires: "2026-06-29" }, "expired on 2026-06-29"],
    ])("takes none with %s, and tells it", (_, entry, problem) => {
        const { inForce, problems } = read(entry);
        expect(inForce).toEqual([]);
        expect(problems).toEqual([expect.stringContaining(problem)]);
        expect(problems[0]).toMatch(/^exemptions\[0\]/);
        // Words of the schema's library.
        expect(problems[0]).not.toMatch(/invalid|expected|received|undefined/i);
    });

    it("takes one from mde-rejected-content by digest alone", () => {
        const policy = "mde-rejected-content";
        const of = (entry: object) =>
            readExemptions(
                { exemptions: [{ ...complete, policy, ...entry }] },
                { ...options, policies: [policy] },
            );
        expect(of({})).toEqual({
            inForce: [],
            problems: [
                'exemptions[0] ("Get.ps1", from mde-rejected-content, owner Ann) exempts a name from ' +
                    "mde-rejected-content, and with it whatever content it will have. Give the " +
                    'content that may go, as "sha256".',
            ],
        });
        for (const entry of [{ sha256 }, { sha256, file: undefined }])
            expect(of(entry)).toMatchObject({ inForce: [{ sha256 }], problems: [] });
    });

    it("names the entry by what it says", () => {
        const { problems } = read(complete, { ...complete, sha256, expires: "2026-01-01" });
        expect(problems).toEqual([
            `exemptions[1] ("Get.ps1", sha256 ${sha256}, from mde-file-name, owner Ann) expired on ` +
                `2026-01-01. Mend the file and remove the exemption, or have its owner decide on another day.`,
        ]);
    });

    it("tells keys that there are not, and a list that is none", () => {
        expect(readExemptions({ exemption: [] }, options).problems).toEqual([
            "there is no key exemption, did you mean exemptions? There are: exemptions.",
        ]);
        expect(readExemptions({ exemptions: {} }, options).problems).toHaveLength(1);
    });
});

describe("exemptionFor", () => {
    const file = { fileName: "GET.ps1", sha256 };
    const of = (...exemptions: object[]) =>
        exemptionFor(read(...exemptions).inForce, "mde-file-name", file);

    it.each([
        ["of the name in another case", complete],
        ["of the digest", { ...complete, file: undefined, sha256 }],
        ["of both", { ...complete, sha256 }],
    ])("finds one %s", (_, entry) => {
        expect(of(entry)).toMatchObject({ owner: "Ann" });
    });

    it.each([
        ["of another policy", { ...complete, policy: "mde-file-size" }],
        ["of another name", { ...complete, file: "Other.ps1" }],
        ["of another content", { ...complete, file: undefined, sha256: "cd".repeat(32) }],
        ["of the name with another content", { ...complete, sha256: "cd".repeat(32) }],
    ])("finds none %s", (_, entry) => {
        expect(of(entry)).toBeUndefined();
    });

    it("finds none of what is not known yet", () => {
        const unknown = { fileName: undefined, sha256: undefined };
        const { inForce } = read(complete, { ...complete, file: undefined, sha256 });
        expect(exemptionFor(inForce, "mde-file-name", unknown)).toBeUndefined();
    });

    it("finds the one that holds longest", () => {
        const later = { ...complete, expires: "2027-01-01", owner: "Bob" };
        expect(of(complete, later, complete)).toMatchObject({ owner: "Bob" });
    });
});

describe("exemptionText", () => {
    it("says by whom, why and until when", () => {
        const [byName, byDigest] = read(complete, { ...complete, sha256 }).inForce;
        expect(exemptionText(byName!)).toBe("Exempted through 2026-06-30, by Ann: INC-7");
        expect(exemptionText(byDigest!)).toBe(
            "Exempted through 2026-06-30, or until its content changes, by Ann: INC-7",
        );
    });
});
