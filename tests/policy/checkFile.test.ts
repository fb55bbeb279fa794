import { checkFile } from "../../policy/checkFile";
import { ContentUnavailableError, type Claim } from "../../policy/claim";
import * as claims from "../../policy/claims";
import { exemptionText } from "../../policy/exemptions";
import { findingText } from "../../policy/findings";
import { readPack } from "../../policy/packConfiguration";
import { policyOf } from "../../policy/policyOf";
import { withExemptions } from "../../policy/withExemptions";
import { fileWith } from "./checked";
import { runPolicies } from "./runPolicy";

const all = Object.values(claims) as readonly Claim[];
const exemption = { reason: "INC-7", owner: "Ann", expires: "2999-12-31" };
const file = fileWith({
    description: "",
    content: "param($Full)\r\nGet-Process # Größe\n",
    source: undefined,
    tenantId: undefined,
    cloud: undefined,
    stack: undefined,
});

/** What `checkFile` finds, as Pulumi's policies would say it. */
async function checked(configuration: object, of = file) {
    const read = readPack(JSON.stringify(configuration), { claims: all, today: "2026-11-25" });
    if ("problems" in read) throw new Error(read.problems.join("\n"));
    return (await checkFile(of, read.pack)).map((finding) => ({
        policy: finding.policy,
        level: finding.level,
        message:
            findingText(of, finding) +
            (finding.exemption === undefined ? "" : `\n${exemptionText(finding.exemption)}`),
    }));
}

/** What Pulumi's policies report of that file, at the level that counts. */
async function reported(configuration: Record<string, object>) {
    // Pulumi asks no policy that is disabled.
    const asked = all.filter(({ level }) => level !== "disabled");
    const policies = withExemptions(
        asked.map((claim) => policyOf(claim, { read: () => file.content() })),
    );
    const found = await runPolicies(policies, {
        props: { ...file, cloud: undefined },
        configuration,
    });
    return found.map(({ policy, level, message }) => ({
        policy,
        level: level ?? all.find(({ name }) => name === policy)?.level,
        // Pulumi is told the description first, where the level is another one.
        message: message.slice(level === undefined ? 0 : message.indexOf("\n") + 1),
    }));
}

describe("checkFile", () => {
    it.each<[string, Record<string, object>]>([
        ["with nothing configured", {}],
        [
            "with keys",
            { "mde-file-size": { maxBytes: 4 }, "mde-file-name": { extensions: [".sh"] } },
        ],
        [
            "with a rejected digest",
            { "mde-rejected-content": { digests: [{ sha256: file.sha256, reason: "INC-8" }] } },
        ],
        [
            "with exemptions, by name and by digest",
            {
                "mde-exemptions": {
                    exemptions: [
                        { policy: "mde-has-description", file: "get.PS1", ...exemption },
                        { policy: "mde-text-encoding", sha256: file.sha256, ...exemption },
                        { policy: "mde-parameters-documented", file: "Other.ps1", ...exemption },
                    ],
                },
            },
        ],
    ])("finds what the policies report, %s", async (_, configuration) => {
        const found = await checked(configuration);
        expect(found.length).toBeGreaterThan(3);
        expect(found).toEqual(await reported(configuration));
    });

    it("passes over a policy that is disabled, and lowers one that is an advisory", async () => {
        const levels = { "mde-has-description": "disabled", "mde-text-encoding": "advisory" };
        const found = await checked(levels);
        expect(found.map(({ policy }) => policy)).not.toContain("mde-has-description");
        expect(found.map(({ policy }) => policy)).toContain("mde-text-encoding");
        expect(found.filter(({ level }) => level === "mandatory")).toEqual([]);
    });

    it("says when an exempted file has nothing wrong any more", async () => {
        const exemptions = [{ policy: "mde-file-name", file: "Get.ps1", ...exemption }];
        const found = await checked({ "mde-exemptions": { exemptions } });
        const { message } = found.find(({ policy }) => policy === "mde-file-name")!;
        expect(message).toBe(
            '"Get.ps1" has nothing wrong any more. Remove its exemption.\n' +
                "Exempted through 2999-12-31, by Ann: INC-7",
        );
    });

    it("asks no claim that needs more than the file, exempted or not", async () => {
        const exemptions = [{ policy: "mde-allowed-destinations", file: "Get.ps1", ...exemption }];
        const production = { ...file, cloud: "emulator", stack: "prod", fileName: "Get.ps1" };
        const found = await checked(
            { "mde-exemptions": { exemptions }, "mde-allowed-destinations": { clouds: ["gcc"] } },
            production,
        );
        expect(found.filter(({ policy }) => policy === "mde-allowed-destinations")).toEqual([]);
    });

    it("takes content that cannot be had for a finding of each policy that reads it", async () => {
        const gone = () => Promise.reject(new ContentUnavailableError("it was removed"));
        const found = await checked({}, { ...file, description: "Gets processes", content: gone });
        const why = "was not checked, for its content cannot be had: it was removed.";
        for (const [policy, level] of [
            ["mde-parameters-documented", "advisory"],
            ["mde-text-encoding", "mandatory"],
        ])
            expect(found).toContainEqual({
                policy,
                level,
                message: expect.stringContaining(why) as string,
            });
    });
});
