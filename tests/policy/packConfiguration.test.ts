import fc from "fast-check";

import type { Claim } from "../../policy/claim";
import * as claims from "../../policy/claims";
import { readPack, type ConfiguredPack } from "../../policy/packConfiguration";
import { policyOf, stackType } from "../../policy/policyOf";
import { runPolicies } from "./runPolicy";

const all = [claims.hasDescription, claims.fileName, claims.fileSize] as readonly Claim[];
const read = (text: string) => readPack(text, { claims: all, today: "2026-11-25" });

function pack(configuration: object | string): ConfiguredPack {
    const text = typeof configuration === "string" ? configuration : JSON.stringify(configuration);
    const given = read(text);
    if ("problems" in given) throw new Error(given.problems.join("\n"));
    return given.pack;
}

function problems(configuration: object | string): readonly string[] {
    const text = typeof configuration === "string" ? configuration : JSON.stringify(configuration);
    const given = read(text);
    return "problems" in given ? given.problems : [];
}

const levels = ({ claims: configured }: ConfiguredPack) =>
    Object.fromEntries(configured.map(({ claim, level }) => [claim.name, level]));
const known = "There are: mde-exemptions, mde-has-description, mde-file-name, mde-file-size.";

describe("readPack", () => {
    it.each(["", " \n", "{}"])("takes the defaults for %j", (text) => {
        const { claims: configured, exemptionLevel, others } = pack(text);
        expect(levels(pack(text))).toEqual({
            "mde-has-description": "mandatory",
            "mde-file-name": "mandatory",
            "mde-file-size": "advisory",
        });
        expect(configured[2]?.configuration).toEqual({ maxBytes: 1_048_576 });
        expect({ exemptionLevel, others }).toEqual({ exemptionLevel: "mandatory", others: [] });
    });

    it("takes a level, or an object with one and with keys", () => {
        const read = pack({
            "mde-has-description": "disabled",
            "mde-file-name": { enforcementLevel: "advisory", maxLength: 3 },
            "mde-file-size": { maxBytes: 4 },
        });
        expect(levels(read)).toEqual({
            "mde-has-description": "disabled",
            "mde-file-name": "advisory",
            "mde-file-size": "advisory",
        });
        expect(read.claims[1]?.configuration).toMatchObject({ maxLength: 3 });
        expect(read.claims[2]?.configuration).toEqual({ maxBytes: 4 });
    });

    it("takes a level of all, and that of a policy before it", () => {
        const read = pack({ all: "disabled", "mde-file-size": { enforcementLevel: "remediate" } });
        expect(levels(read)).toEqual({
            "mde-has-description": "disabled",
            "mde-file-name": "disabled",
            "mde-file-size": "mandatory",
        });
        expect(read.exemptionLevel).toBe("disabled");
        expect(levels(pack({ all: { enforcementLevel: "advisory" } }))).toMatchObject({
            "mde-file-name": "advisory",
        });
    });

    it.each([
        [
            "mde-file-sise",
            `There is no policy "mde-file-sise", did you mean mde-file-size? ${known}`,
        ],
        [
            "MDE-File-Size",
            `There is no policy "MDE-File-Size", did you mean mde-file-size? ${known}`,
        ],
        ["file-size", `There is no policy "file-size", did you mean mde-file-size? ${known}`],
        ["mde-of-somebody", `There is no policy "mde-of-somebody". ${known}`],
        ["mde-\u202E", `There is no policy "mde-<U+202E>". ${known}`],
    ])("names the policy %s that there is not", (name, problem) => {
        expect(problems({ [name]: "advisory" })).toEqual([problem]);
    });

    it("passes over the policies of a pack of one's own, and tells them", () => {
        const exemptions = [{ policy: "contoso-owner", file: "a" }];
        const read = pack({
            "contoso-no-drafts": { anything: [1] },
            environments: ["org/policies"],
            "mde-exemptions": { exemptions },
        });
        expect(read.others).toEqual(["contoso-no-drafts", "contoso-owner"]);
        expect(read.exemptionProblems).toHaveLength(1);
        expect(read.exemptionProblems[0]).toContain("reason");
    });

    it.each<[object | string, string]>([
        ["[]", "It must be an object by policy"],
        ["null", "It must be an object by policy"],
        ["{", "It is no JSON: "],
        [{ "mde-file-size": 4 }, "mde-file-size must be a level or an object."],
        [{ "mde-file-size": null }, "mde-file-size must be a level or an object."],
        [{ "mde-file-size": ["advisory"] }, "mde-file-size must be a level or an object."],
        [{ all: { maxBytes: 1 } }, `"all" has a level alone`],
        [{ "mde-file-size": "strict" }, 'The level of mde-file-size is "strict", but must be'],
        [{ "mde-file-size": { enforcementLevel: 1 } }, "The level of mde-file-size is 1, but"],
        [{ "mde-file-size": { maxByte: 4 } }, "there is no key maxByte, did you mean maxBytes?"],
        [{ "mde-has-description": { pattern: "(" } }, "pattern is not right"],
    ])("says what is wrong with %j", (configuration, problem) => {
        expect(problems(configuration)).toEqual([expect.stringContaining(problem)]);
    });

    it("refuses the level mandatory where what that needs is not there", () => {
        const signed = [claims.powershellSigned, claims.allowedDestinations] as readonly Claim[];
        const problemsOf = (configuration: object) => {
            const text = JSON.stringify(configuration);
            const given = readPack(text, { claims: signed, today: "2026-11-25" });
            return "problems" in given ? given.problems : [];
        };
        const missing = (name: string, keys: string) =>
            expect.stringContaining(`${name}: its level is set, and none of ${keys} is`) as string;
        const roots = missing("mde-powershell-signed", '"roots", "signers"');
        for (const level of ["mandatory", { enforcementLevel: "mandatory", warnDays: 3 }])
            expect(problemsOf({ "mde-powershell-signed": level })).toEqual([roots]);
        expect(problemsOf({ all: "mandatory" })).toEqual([
            roots,
            missing("mde-allowed-destinations", '"tenants", "clouds", "productionStacks"'),
        ]);
        for (const told of [
            {},
            { all: "advisory", "mde-powershell-signed": "disabled" },
            // It is their own: the pack cannot tell one that is set.
            { "mde-powershell-signed": "remediate" },
            { all: { enforcementLevel: "remediate" } },
            {
                all: "mandatory",
                "mde-powershell-signed": { signers: ["a".repeat(64)] },
                "mde-allowed-destinations": { productionStacks: ["live"] },
            },
        ])
            expect(problemsOf(told)).toEqual([]);
    });

    it("refuses a path that a pack would take from another folder, as the pack does", async () => {
        const configuration = { "mde-powershell-signed": { roots: ["certificates/root.pem"] } };
        const signed = [claims.powershellSigned] as readonly Claim[];
        const read = readPack(JSON.stringify(configuration), {
            claims: signed,
            today: "2026-11-25",
        });
        const problem = expect.stringContaining(
            "roots[0] is not right: must be PEM text",
        ) as string;
        expect(read).toEqual({ problems: [problem] });
        const policies = [policyOf(claims.powershellSigned)];
        expect(await runPolicies(policies, { type: stackType, configuration })).toMatchObject([
            { level: "mandatory", message: problem },
        ]);
    });

    it("tells all that is wrong at once", () => {
        expect(
            problems({
                "mde-file-sise": "advisory",
                "mde-file-name": "x",
                "mde-file-size": { a: 1 },
            }),
        ).toHaveLength(3);
    });

    it("reads exemptions, and says what is wrong with those that are none", () => {
        const one = { policy: "mde-file-size", file: "a", reason: "r", owner: "o" };
        const exemptions = [
            { ...one, expires: "2026-11-25" },
            { ...one, expires: "2026-11-24" },
            { ...one, policy: "mde-file-sise", expires: "2999-01-01" },
        ];
        const read = pack({ "mde-exemptions": { exemptions } });
        expect(read.exemptions).toHaveLength(1);
        expect(read.exemptionProblems).toEqual([
            expect.stringContaining("expired on 2026-11-24"),
            expect.stringContaining("did you mean mde-file-size?"),
        ]);
        const off = pack({ "mde-exemptions": { enforcementLevel: "disabled", exemptions } });
        expect(off).toMatchObject({ exemptions: [], exemptionProblems: [] });
    });

    it("never throws, whatever it is given", () => {
        fc.assert(
            fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
                read(text);
            }),
        );
        fc.assert(
            fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
                read(JSON.stringify({ "mde-exemptions": one, "mde-file-name": other }));
                read(JSON.stringify({ "mde-exemptions": { exemptions: one }, all: other }));
            }),
        );
    });
});
