import { previewNotes, type NotedEvent } from "../../../cli/diff/previewNotes";

const urn = "urn:pulumi:test::response::pulumi-nodejs:dynamic/mde:LibraryFile::a\u202e::b";
const color = "never";

describe("previewNotes", () => {
    const told = (...events: NotedEvent[]) => {
        const { errors, warnings, tell } = previewNotes();
        for (const event of events) tell(event);
        return { errors: [...errors], warnings: [...warnings] };
    };

    it("has warnings and errors, each once, and nothing that is only said", () => {
        const diagnostic = (
            severity: "info" | "info#err" | "warning" | "error",
            about?: string,
        ) => ({
            diagnosticEvent: {
                message: `<{%fg 3%}>bew\u001b[2Jare<{%reset%}>\u202e\nof it\n`,
                severity,
                color,
                ...(about !== undefined && { urn: about }),
            },
        });
        expect(
            told(
                diagnostic("warning"),
                diagnostic(
                    "warning",
                    "urn:pulumi:test::response::pulumi:pulumi:Stack::response-test",
                ),
                diagnostic("warning", urn),
                diagnostic("error"),
                diagnostic("info"),
                diagnostic("info#err"),
            ),
        ).toEqual({
            errors: ["beware<U+202E>\nof it"],
            warnings: ["beware<U+202E>\nof it", "a<U+202E>::b: beware<U+202E>\nof it"],
        });
    });

    it("has what policies say, and what stops a run among the errors", () => {
        const policy = (enforcementLevel: "warning" | "mandatory") => ({
            policyEvent: {
                resourceUrn: urn,
                message: "has no help\n",
                color,
                policyName: "mde-help",
                policyPackName: "mde",
                policyPackVersion: "1",
                policyPackVersionTag: "1",
                enforcementLevel,
            },
        });
        const text = "a<U+202E>::b: policy mde-help: has no help";
        expect(told(policy("warning"))).toEqual({ errors: [], warnings: [text] });
        expect(told(policy("mandatory"))).toEqual({ errors: [text], warnings: [] });
    });
});
