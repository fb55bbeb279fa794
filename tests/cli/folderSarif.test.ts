import { readFileSync } from "node:fs";

import Ajv from "ajv";

import { folderSarif, type RuleSource } from "../../cli/folderSarif";
import type { FolderCheck, FolderFinding } from "../../cli/folderFinding";
import type { SarifLog } from "../../cli/sarifLog";
import { folderWith, runCheck } from "./checkProcess";

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8")) as object;
/** Microsoft's, as OASIS has published it. */
const schema = readJson(
    require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"),
);
const ajv = new Ajv({ schemaId: "auto", unknownFormats: ["uri", "uri-reference", "date-time"] });
ajv.addMetaSchema(readJson(require.resolve("ajv/lib/refs/json-schema-draft-04.json")));
const validate = ajv.compile(schema);

function requireValid(log: object): void {
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
}

const rule = (name: string, level: RuleSource["level"], help?: string) => ({
    name,
    description: `Checks ${name}.`,
    level,
    help,
});
const rules = [
    rule("mde-exemptions", "mandatory"),
    rule("mde-file-size", "advisory", "# Size"),
    rule("mde-text-encoding", "mandatory", "# Encoding"),
    rule("mde-off", "disabled"),
];
const finding = (given: Partial<FolderFinding> = {}): FolderFinding => ({
    policy: "mde-text-encoding",
    level: "mandatory",
    fileName: "get.ps1",
    path: "/repository/scripts/get.ps1",
    line: 3,
    column: 5,
    endColumn: 9,
    message: '"get.ps1" is wrong.',
    mend: "Mend it.",
    exemption: undefined,
    ...given,
});
const exemption = {
    policy: "mde-text-encoding",
    file: "get.ps1",
    reason: "INC-7",
    owner: "Ann",
    expires: "2999-12-31",
};

function logOf(findings: readonly FolderFinding[], given: Partial<FolderCheck> = {}): SarifLog {
    const check = { folder: "/repository/scripts", root: "/repository", files: 1, findings };
    return folderSarif({ ...check, notChecked: [], ...given }, { version: "1.2.3", rules });
}
const resultsOf = (...findings: FolderFinding[]) => {
    const log = logOf(findings);
    requireValid(log);
    return log.runs[0].results;
};

describe("folderSarif", () => {
    it("has all rules whatever was found, with their levels and their pages", () => {
        const log = logOf([]);
        requireValid(log);
        const [{ tool, automationDetails, results }] = log.runs;
        expect(tool.driver).toMatchObject({ name: "pulumi-mde", semanticVersion: "1.2.3" });
        expect(tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ name }) => name));
        expect(tool.driver.rules[1]).toEqual({
            id: "mde-file-size",
            shortDescription: { text: "Checks mde-file-size." },
            fullDescription: { text: "Checks mde-file-size." },
            help: { text: "Checks mde-file-size.", markdown: "# Size" },
            defaultConfiguration: { enabled: true, level: "warning" },
            properties: { "problem.severity": "warning", tags: ["live-response"] },
        });
        expect(tool.driver.rules[2]?.defaultConfiguration).toEqual({
            enabled: true,
            level: "error",
        });
        expect(tool.driver.rules[3]?.defaultConfiguration.enabled).toBe(false);
        expect(automationDetails.id).toBe("pulumi-mde/scripts/");
        expect(results).toEqual([]);
        const [{ automationDetails: whole }] = logOf([], { folder: "/repository" }).runs;
        expect(whole.id).toBe("pulumi-mde/");
    });

    it("has a result for a finding, with what code scanning requires", () => {
        expect(resultsOf(finding())).toEqual([
            {
                ruleId: "mde-text-encoding",
                ruleIndex: 2,
                level: "error",
                message: { text: '"get.ps1" is wrong. Mend it.' },
                locations: [
                    {
                        physicalLocation: {
                            artifactLocation: { uri: "scripts/get.ps1", uriBaseId: "%SRCROOT%" },
                            region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
                        },
                    },
                ],
                partialFingerprints: {
                    "pulumiMde/v1": expect.stringMatching(/^[0-9a-f]{32}:1$/) as string,
                },
                suppressions: [],
            },
        ]);
    });

    it("tells an advisory as a warning, and what is exempted as a note that is suppressed", () => {
        const [advisory, exempted] = resultsOf(
            finding({ level: "advisory" }),
            finding({ level: "advisory", exemption }),
        );
        expect(advisory).toMatchObject({ level: "warning", suppressions: [] });
        const justification = "Exempted through 2999-12-31, by Ann: INC-7";
        expect(exempted).toMatchObject({
            level: "note",
            message: { text: `"get.ps1" is wrong. Mend it. ${justification}` },
            suppressions: [{ kind: "external", status: "accepted", justification }],
        });
    });

    it.each<[string, Partial<FolderFinding>, object]>([
        ["a line", { column: undefined }, { startLine: 3, startColumn: 1, endColumn: 9 }],
        ["the end of a line", { column: 9 }, { startColumn: 9, endColumn: 10 }],
        [
            "a whole file",
            { line: undefined, column: undefined, endColumn: undefined },
            { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
        ],
    ])("has a region for %s", (_, place, region) => {
        const [result] = resultsOf(finding(place));
        expect(result?.locations[0].physicalLocation.region).toMatchObject(region);
    });

    it("has URIs, relative below the root and absolute elsewhere", () => {
        const uris = resultsOf(
            finding({ path: "/repository/scripts/a b/ü#?%.ps1" }),
            finding({ path: "/elsewhere/p.json", policy: "mde-exemptions", fileName: undefined }),
        ).map(({ locations }) => locations[0].physicalLocation.artifactLocation);
        expect(uris).toEqual([
            { uri: "scripts/a%20b/%C3%BC%23%3F%25.ps1", uriBaseId: "%SRCROOT%" },
            { uri: "file:///elsewhere/p.json" },
        ]);
        expect(logOf([]).runs[0].originalUriBaseIds["%SRCROOT%"]?.uri).toBe("file:///repository/");
        expect(logOf([], { root: "/" }).runs[0].originalUriBaseIds["%SRCROOT%"]?.uri).toBe(
            "file:///",
        );
    });

    it("has the same fingerprint wherever the line is by now, and another for all else", () => {
        const print = (...findings: FolderFinding[]) =>
            resultsOf(...findings).map((result) => result.partialFingerprints["pulumiMde/v1"]);
        const [first] = print(finding());
        expect(
            print(finding({ line: 9, column: 1, path: "/repository/scripts/b/get.ps1" })),
        ).toEqual([first]);
        const size = (bytes: number) => finding({ message: `"get.ps1" has ${bytes} bytes.` });
        expect(print(size(9))).toEqual(print(size(800)));
        const others = print(
            finding(),
            finding({ fileName: "other.ps1" }),
            finding({ policy: "mde-file-size" }),
            finding({ message: "is otherwise wrong" }),
            finding({ line: 7 }),
        );
        expect(new Set(others).size).toBe(5);
        expect(others[4]).toBe(first?.replace(":1", ":2"));
    });

    it("tells what was not checked", () => {
        const notChecked = [
            { policy: "mde-file-size", why: "It is tired." },
            { policy: "contoso", why: "It is unknown." },
        ];
        const log = logOf([], { notChecked });
        requireValid(log);
        expect(log.runs[0].invocations[0].toolConfigurationNotifications).toEqual([
            {
                level: "note",
                message: { text: "mde-file-size was not checked. It is tired." },
                associatedRule: { id: "mde-file-size", index: 1 },
            },
            { level: "note", message: { text: "contoso was not checked. It is unknown." } },
        ]);
    });
});

describe("pulumi-mde check --format sarif", () => {
    it("prints a valid log of real findings, with an exemption", async () => {
        const entry = { policy: "mde-file-name", file: "a b.ps1", reason: "INC-7", owner: "Ann" };
        const exemptions = [{ ...entry, expires: "2999-12-31" }, { policy: "mde-file-name" }];
        const cwd = folderWith({
            "scripts/a b.ps1": "Get-Process # Grüße\n",
            "scripts/tool.exe": Buffer.from([0x4d, 0x5a, 0]),
            "scripts/empty.sh": "",
            "p.json": JSON.stringify({ "mde-exemptions": { exemptions } }),
        });
        const words = ["scripts", "--format", "sarif", "--policy-pack-config", "p.json"];
        const { code, stdout, stderr } = await runCheck(words, cwd);
        expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
        const log = JSON.parse(stdout) as SarifLog;
        requireValid(log);
        const [{ results, tool }] = log.runs;
        for (const { ruleId, ruleIndex } of results)
            expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
        const encoding = results.find(({ ruleId }) => ruleId === "mde-text-encoding");
        expect(encoding?.locations[0].physicalLocation).toMatchObject({
            artifactLocation: { uri: "scripts/a%20b.ps1" },
            region: { startLine: 1, startColumn: 17, endColumn: 20 },
        });
        expect(results.filter(({ suppressions }) => suppressions.length > 0)).toMatchObject([
            { ruleId: "mde-file-name", level: "note" },
        ]);
        expect(results[0]).toMatchObject({ ruleId: "mde-exemptions", level: "error" });
        expect(tool.driver.rules.every(({ help }) => help.text !== "")).toBe(true);
        expect(stdout).not.toContain("Grüße");
    });

    it("finds a log that is not valid", () => {
        const log = logOf([finding()]);
        for (const broken of [
            { ...log, version: "2.0.0" },
            { ...log, runs: [{ ...log.runs[0], tool: {} }] },
            { ...log, runs: [{ ...log.runs[0], results: [{ level: "error" }] }] },
        ])
            expect(validate(broken)).toBe(false);
    });
});
