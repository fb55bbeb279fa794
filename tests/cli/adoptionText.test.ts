import stringWidth from "string-width";

import type { Adoption } from "../../cli/adopt/adoption";
import { adoptionText } from "../../cli/adopt/adoptionText";

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
const outcome = {
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
});
