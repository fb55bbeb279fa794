import { printable, quoteName } from "../../library/fileName";
import { counted } from "./pruning";
import type { PruneOutcome, PruneReceipt, ReceiptFile } from "./receipt";

/** What became of a file, as one line. */
export function lineOf({ fileName, outcome, message }: ReceiptFile): string {
    const why = message === null ? "" : `: ${printable(message)}`;
    return `${outcome} ${quoteName(fileName)}${why}`;
}

/** Of these nothing tells whether the file is gone. */
const unsettled: readonly PruneOutcome[] = ["removing", "unknown"];

/** What has come of it all, and where that is noted. */
export function endOf({ files, tenantId }: PruneReceipt, path: string): string {
    const removed = files.filter(({ outcome }) => outcome === "removed").length;
    const planned = files.filter(({ outcome }) => outcome === "planned").length;
    const perhaps = files.filter(({ outcome }) => unsettled.includes(outcome)).length;
    const unclear =
        perhaps === 0 ? "" : ` ${counted(perhaps)} perhaps removed: "npx pulumi-mde list" tells.`;
    const rest = planned === 0 ? "" : ` ${counted(planned)} not tried.`;
    return `${counted(removed)} removed from tenant ${tenantId}.${unclear}${rest} The receipt is ${path}.\n`;
}

/** Where a run stands that somebody interrupts: all names, for it may get to say nothing more. */
export function soFarOf({ files, tenantId }: PruneReceipt, path: string): string {
    const named = (...wanted: readonly PruneOutcome[]) =>
        files
            .filter(({ outcome }) => wanted.includes(outcome))
            .map(({ fileName }) => printable(fileName))
            .join(", ");
    const perhaps = named(...unsettled);
    return (
        `Removed from tenant ${tenantId} so far: ${named("removed") || "nothing"}.` +
        (perhaps === "" ? "" : ` Perhaps removed: ${perhaps}.`) +
        ` The receipt is ${path}.\n`
    );
}
