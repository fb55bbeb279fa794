import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";

import { fileNameKey } from "../library/fileName";
import type { Level } from "../policy/claim";
import { exemptionText } from "../policy/exemptions";
import { wordsOf, type FolderCheck, type FolderFinding, type NotChecked } from "./folderFinding";
import type {
    SarifLevel,
    SarifLocation,
    SarifLog,
    SarifNotification,
    SarifResult,
    SarifRule,
} from "./sarifLog";
import { pathFrom, uriFrom } from "./sourceRoot";

/** A policy as a rule: `help` is a page of Markdown, where there is one. */
export interface RuleSource {
    readonly name: string;
    readonly description: string;
    readonly level: Level;
    readonly help: string | undefined;
}

const ROOT = "%SRCROOT%";

/**
 * A check as SARIF 2.1.0, with what GitHub's code scanning and viewers use of it.
 *
 * @param options.rules all policies of the pack, in its order: the same whatever was found.
 * @see https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
 */
export function folderSarif(
    check: FolderCheck,
    options: { version: string; rules: readonly RuleSource[] },
): SarifLog {
    const { folder, root, findings, notChecked } = check;
    const { version, rules } = options;
    const indexOf = (policy: string) => rules.findIndex(({ name }) => name === policy);
    const fingerprint = fingerprints();
    const way = pathFrom(root, folder);
    return {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
            {
                tool: {
                    driver: {
                        name: "pulumi-mde",
                        semanticVersion: version,
                        rules: rules.map(ruleOf),
                    },
                },
                // Checks of several folders of one repository do not replace each other.
                automationDetails: { id: way === "" ? "pulumi-mde/" : `pulumi-mde/${way}/` },
                columnKind: "utf16CodeUnits",
                originalUriBaseIds: {
                    [ROOT]: {
                        uri: `${pathToFileURL(root).href.replace(/\/$/, "")}/`,
                        description: { text: "The root of the repository." },
                    },
                },
                invocations: [
                    {
                        executionSuccessful: true,
                        toolConfigurationNotifications: notChecked.map((left) =>
                            notification(left, indexOf(left.policy)),
                        ),
                    },
                ],
                results: findings.map((finding) => ({
                    ...resultOf(finding, root),
                    ruleIndex: indexOf(finding.policy),
                    partialFingerprints: { "pulumiMde/v1": fingerprint(finding) },
                })),
            },
        ],
    };
}

const LEVELS: Readonly<Record<Level, SarifLevel>> = {
    mandatory: "error",
    advisory: "warning",
    disabled: "warning",
};

function ruleOf({ name, description, level, help }: RuleSource): SarifRule {
    const severity = { error: "error", warning: "warning", note: "recommendation" };
    return {
        // No name: by the standard it must differ from the id.
        id: name,
        shortDescription: { text: description },
        fullDescription: { text: description },
        help: { text: description, ...(help !== undefined && { markdown: help }) },
        defaultConfiguration: { enabled: level !== "disabled", level: LEVELS[level] },
        properties: { "problem.severity": severity[LEVELS[level]], tags: ["live-response"] },
    };
}

function notification({ policy, why }: NotChecked, index: number): SarifNotification {
    return {
        level: "note",
        message: { text: `${policy} was not checked. ${why}` },
        ...(index !== -1 && { associatedRule: { id: policy, index } }),
    };
}

function resultOf(
    finding: FolderFinding,
    root: string,
): Omit<SarifResult, "ruleIndex" | "partialFingerprints"> {
    const { policy, level, exemption } = finding;
    return {
        ruleId: policy,
        // Code scanning shows what is suppressed all the same.
        level: exemption === undefined ? LEVELS[level] : "note",
        message: { text: wordsOf(finding) },
        locations: [{ physicalLocation: locationOf(finding, root) }],
        // By the standard all results of a run have the property when one does.
        suppressions:
            exemption === undefined
                ? []
                : [
                      {
                          kind: "external",
                          status: "accepted",
                          justification: exemptionText(exemption),
                      },
                  ],
    };
}

/** Code scanning requires a region: what concerns the whole file stands at its beginning. */
function locationOf({ path, line = 1, column = 1, endColumn }: FolderFinding, root: string) {
    const { uri, relative } = uriFrom(root, path);
    return {
        artifactLocation: { uri, ...(relative && { uriBaseId: ROOT }) },
        region: {
            startLine: line,
            startColumn: column,
            endLine: line,
            endColumn: Math.max(endColumn ?? 0, column + 1),
        },
    } satisfies SarifLocation;
}

/**
 * What tells a finding from others, run by run: neither its line nor numbers in its text, which
 * change with other lines, nor its folder; of several that are alike, which one it is.
 */
function fingerprints(): (finding: FolderFinding) => string {
    const seen = new Map<string, number>();
    return ({ policy, fileName = "", message }) => {
        const alike = JSON.stringify([policy, fileNameKey(fileName), message.replace(/\d+/g, "#")]);
        const nth = (seen.get(alike) ?? 0) + 1;
        seen.set(alike, nth);
        const digest = createHash("sha256").update(alike).digest("hex").slice(0, 32);
        return `${digest}:${nth}`;
    };
}
