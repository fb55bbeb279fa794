import { pruneReport, untriedReport } from "../../cli/prune/pruneReport";
import { notice, type PruneOutcome, type PruneReceipt } from "../../cli/prune/receipt";

const receipt = (...outcomes: readonly PruneOutcome[]): PruneReceipt => ({
    schema: 1,
    notice,
    time: "",
    tenantId: "t",
    cloud: "emulator",
    stack: null,
    stacks: [],
    names: [],
    kept: [],
    version: "0",
    files: outcomes.map((outcome) => ({
        fileName: `${outcome}.sh`,
        sha256: "",
        description: "",
        parametersDescription: "",
        hasParameters: false,
        createdBy: "",
        creationTime: "",
        lastUpdatedTime: "",
        outcome,
        time: "",
        requestIds: [],
        message: null,
    })),
});

describe("pruneReport", () => {
    it("names as removed what this run has removed, and nothing of which it does not know", () => {
        const done = receipt("gone", "removed", "left", "unknown", "failed", "removing");
        expect(pruneReport(done, null)).toEqual({ ...done, removed: ["removed.sh"], why: null });
    });

    it("says why nothing was", () => {
        const begun = receipt("planned");
        const no = "The answer was no.";
        expect(pruneReport(begun, no)).toEqual({ ...begun, removed: [], why: no });
        expect(untriedReport("No list.")).toEqual({ schema: 1, removed: [], why: "No list." });
    });
});
