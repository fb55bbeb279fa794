/**
 * The part of SARIF 2.1.0 that a check makes.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export interface SarifLog {
    readonly $schema: string;
    readonly version: "2.1.0";
    readonly runs: readonly [SarifRun];
}

/** One run of a tool. */
export interface SarifRun {
    readonly tool: { readonly driver: SarifDriver };
    readonly automationDetails: { readonly id: string };
    readonly columnKind: "utf16CodeUnits";
    readonly originalUriBaseIds: Readonly<
        Record<string, { readonly uri: string; readonly description: SarifText }>
    >;
    readonly invocations: readonly [
        {
            readonly executionSuccessful: true;
            readonly toolConfigurationNotifications: readonly SarifNotification[];
        },
    ];
    readonly results: readonly SarifResult[];
}

/** The tool. */
export interface SarifDriver {
    readonly name: string;
    readonly semanticVersion: string;
    readonly rules: readonly SarifRule[];
}

/** How bad a result is. */
export type SarifLevel = "error" | "warning" | "note";

/** A text. */
export interface SarifText {
    readonly text: string;
}

/** What a tool looks for. */
export interface SarifRule {
    readonly id: string;
    readonly shortDescription: SarifText;
    readonly fullDescription: SarifText;
    readonly help: SarifText & { readonly markdown?: string };
    readonly defaultConfiguration: { readonly enabled: boolean; readonly level: SarifLevel };
    readonly properties: Readonly<Record<string, unknown>>;
}

/** What a tool says of its configuration. */
export interface SarifNotification {
    readonly level: "note";
    readonly message: SarifText;
    /** Of a rule that there is. */
    readonly associatedRule?: { readonly id: string; readonly index: number };
}

/** One thing that was found. */
export interface SarifResult {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: SarifLevel;
    readonly message: SarifText;
    readonly locations: readonly [{ readonly physicalLocation: SarifLocation }];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly suppressions: readonly {
        readonly kind: "external";
        readonly status: "accepted";
        readonly justification: string;
    }[];
}

/** Where it was found. */
export interface SarifLocation {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region: {
        readonly startLine: number;
        readonly startColumn: number;
        readonly endLine: number;
        readonly endColumn: number;
    };
}
