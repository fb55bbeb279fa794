import type { PrunableFile } from "../../cli/prune/pruning";
import { notice, type PruneOutcome, type PruneReceipt } from "../../cli/prune/receipt";

/** A live file that may be removed. */
export const prunable = (fileName: string, more: Partial<PrunableFile> = {}): PrunableFile => ({
    fileName,
    sha256: "a".repeat(64),
    description: "",
    parametersDescription: "",
    hasParameters: false,
    createdBy: "Ann",
    creationTime: "2026-01-01T00:00:00Z",
    lastUpdatedTime: "2026-01-01T00:00:00Z",
    ...more,
});

/** A receipt of files that have come so far. */
export const receiptOf = (
    files: readonly (readonly [fileName: string, outcome: PruneOutcome])[],
): PruneReceipt => ({
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
    files: files.map(([fileName, outcome]) => ({
        ...prunable(fileName),
        outcome,
        time: "",
        requestIds: [],
        message: null,
    })),
});
