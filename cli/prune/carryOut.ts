import type { OpenTenant } from "../tenantLibrary";
import { untilInterrupted, type Interrupted } from "./interruption";
import type { PrunePlan } from "./pruning";
import type { PruneReceipt, ReceiptFile, ReceiptOnDisk } from "./receipt";
import { endOf, lineOf, soFarOf } from "./receiptText";
import { removeShown } from "./removal";

/**
 * Removes what was shown, and tells each file's end as it comes. Nothing is thrown, for files may be gone
 * by then: whatever stops it is said, and the receipt tells how far it has come.
 *
 * @param process the one that may be interrupted, and that is told of errors.
 * @returns the receipt as it is in the end.
 */
export async function carryOut(
    process: Interrupted,
    receipt: ReceiptOnDisk,
    how: {
        readonly shown: PrunePlan;
        readonly plan: PrunePlan;
        readonly tenant: OpenTenant;
        readonly path: string;
        readonly say: (text: string) => void;
    },
): Promise<PruneReceipt> {
    const { shown, plan, tenant, path, say } = how;
    const told = (file: ReceiptFile) => {
        say(`${lineOf(file)}\n`);
    };
    try {
        const soFar = () => soFarOf(receipt.receipt, path);
        await untilInterrupted(process, soFar, (signal) =>
            removeShown(shown.remove, plan, { tenant, receipt, now: Date.now, told, signal }),
        );
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`pulumi-mde: ${message}\n`);
    }
    say(endOf(receipt.receipt, path));
    return receipt.receipt;
}
