import { pruneReport, untriedReport } from "../../cli/prune/pruneReport";
import type { PruneOutcome } from "../../cli/prune/receipt";
import { receiptOf } from "./prunedFiles";

const receipt = (...outcomes: readonly PruneOutcome[]) =>
    receiptOf(outcomes.map((outcome) => [`${outcome}.sh`, outcome]));

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
