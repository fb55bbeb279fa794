import { printable, quoteName } from "../../library/fileName";
import { counted } from "./pruning";
import type { PruneOutcome, PruneReceipt, ReceiptFile } from "./receipt";

/** What became of a file, as one line. */
export function lineOf({ fileName, outcome, message }: ReceiptFile): string {
    const why = message === null ? "" : `: ${printable(message)}`;
    return `${outcome} ${quoteName(fileName)}${why}`;
}

/** What has come of it all, and where that is noted. */
export function endOf({ files, tenantId }: PruneReceipt, path: string): string {
    const removed = files.filter(({ outcome }) => outcome === "removed").length;
    const planned = files.filter(({ outcome }) => outcome === "planned").length;
    const rest = planned === 0 ? "" : ` ${counted(planned)} not tried.`;
    return `${counted(removed)} removed from tenant ${tenantId}.${rest} The receipt is ${path}.\n`;
}

/** Where a run stands that somebody interrupts: all names, for it may get to say nothing more. */
export function soFarOf({ files, tenantId }: PruneReceipt, path: string): string {
    const named = (wanted: PruneOutcome) =>
        files
            .filter(({ outcome }) => outcome === wanted)
            .map(({ fileName }) => printable(fileName))
            .join(", ");
    const under = named("removing");
    return (
        `Removed from tenant ${tenantId} so far: ${named("removed") || "nothing"}.` +
        (under === "" ? "" : ` Under way, and perhaps removed: ${under}.`) +
        ` The receipt is ${path}.\n`
    );
}
