import stringWidth from "string-width";

import type { Adoption } from "../../cli/adopt/adoption";
import { adoptionText } from "../../cli/adopt/adoptionText";
import type { AdoptionOutcome } from "../../cli/adopt/outcome";

const live = (fileName: string, createdBy: string) => ({
    fileName,
    sha256: "a".repeat(64),
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy,
    creationTime: "2026-01-01T00:00:00Z",
    lastUpdatedTime: "2026-01-01T00:00:00Z",
});
const file = (fileName: string, stacks: readonly string[]) => ({
    fileName,
    status: stacks.length > 0 ? ("managed" as const) : ("onlyLive" as const),
    needsDecision: false,
    here: undefined,
    live: live(fileName, "somebody.with.a.long.name@contoso.example"),
    stacks,
    mark: undefined,
    onlyLineEndsDiffer: false,
    undocumented: [],
});
const adoption: Adoption = {
    folder: { path: "scripts", include: undefined, exclude: undefined },
    tenantId: "t",
    cloud: "commercial",
    files: [
        file("Collect-Everything-Of-A-Machine-And-More.ps1", ["organisation/project/production"]),
        file("\u6536\u96c6\u6240\u6709\u7684\u6570\u636e\u548c\u66f4\u591a\u5185\u5bb9.ps1", []),
    ],
    sidecar: { path: "library.yaml", changes: [], text: undefined, before: undefined },
    inexact: [],
};
const outcome: AdoptionOutcome = {
    dryRun: false,
    ownersUnknown: undefined,
    stack: "test",
    library: undefined,
    pathInProgram: "scripts",
    importFile: undefined,
    notImported: [],
    objectPins: [],
    command: { pulumi: "pulumi", pathWord: (path: string) => path },
};

describe("adoptionText", () => {
    const tableAt = (columns: number | undefined) => {
        const [table = ""] = adoptionText(adoption, outcome, columns).split("\n\n");
        return table.split("\n");
    };

    it("has a table of 60 columns where the terminal has no more, and one line a file elsewhere", () => {
        const lines = tableAt(60);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60);
        expect(lines.filter((line) => line.endsWith("  2026-01-01"))).toHaveLength(2);
        expect(tableAt(undefined)).toHaveLength(3);
    });

    describe("of what is to be done next", () => {
        const same = { ...file("a.sh", []), status: "same" as const };
        const nextOf = (change: Partial<AdoptionOutcome>) => {
            const [, next = ""] = adoptionText(
                { ...adoption, files: [same] },
                { ...outcome, ...change },
                undefined,
            ).split("The program has ");
            return next;
        };

        it("takes the files over by an up where no import file was asked for", () => {
            expect(nextOf({})).toMatch(/\n {2}pulumi up --stack test\n.* same files as created\./);
        });

        it("warns of an up where the state has other resources in place of all the files", () => {
            const next = nextOf({ notImported: ["a.sh"] });
            expect(next).toMatch(
                /\nNo import file was written: .*\nNext:\n {2}pulumi stack --show-urns --stack test\n/,
            );
            expect(next).toContain('Run no "pulumi up" before');
            expect(next).not.toMatch(/ {2}pulumi up|as created/);
        });

        it("imports what it can where the state has another resource in place of a file", () => {
            const next = nextOf({ notImported: ["a.sh"], importFile: "import.json" });
            expect(next).toContain("  pulumi import --file import.json ");
            expect(next).not.toContain("No import file");
        });
    });
});
