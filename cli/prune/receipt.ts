import { writeFileSync } from "node:fs";

import { sync as writeFileAtomic } from "write-file-atomic";

import { systemCode } from "../../library/fileErrors";
import { printable } from "../../library/fileName";
import type { KeptFile, PrunableFile } from "./pruning";
import type { SignedIn } from "./signedIn";

/**
 * What became of a file:
 *
 * - `planned`: nothing was sent for it;
 * - `removing`: the delete was about to be sent, and nothing that came after has been noted;
 * - `removed`: it is gone, by this run;
 * - `gone`: somebody else had removed it before;
 * - `left`: it has changed, or has got an owner, since it was shown;
 * - `failed`: the service has not removed it;
 * - `unknown`: the delete was sent, and neither its answer nor the list tells.
 */
export type PruneOutcome =
    "planned" | "removing" | "removed" | "gone" | "left" | "failed" | "unknown";

/** What is kept of a file that was to be removed. */
export interface ReceiptFile extends PrunableFile {
    readonly outcome: PruneOutcome;
    /** When that was noted: ISO 8601 in UTC. */
    readonly time: string;
    /** The ids that the service has given to the calls about it. */
    readonly requestIds: readonly string[];
    /** Why, where it was not simply removed. */
    readonly message: string | null;
}

/** Who has removed what, from where: its shape is documented and versioned. */
export interface PruneReceipt {
    readonly schema: 1;
    readonly notice: string;
    /** When it was begun. */
    readonly time: string;
    readonly tenantId: string;
    readonly cloud: string;
    /** Who has signed in; absent where the token does not tell. */
    readonly by?: SignedIn;
    readonly stack: string | null;
    /** The stacks by whose states it was judged. */
    readonly stacks: readonly string[];
    /** The names and globs that were given. */
    readonly names: readonly string[];
    readonly files: readonly ReceiptFile[];
    /** What was named too, and stays. */
    readonly kept: readonly KeptFile[];
    /** The version of pulumi-mde. */
    readonly version: string;
}

/** What every receipt says of itself. */
export const notice =
    "The content of a file that was removed is gone: the service has no download, and this receipt " +
    "holds none. Only who has the same bytes elsewhere (the same sha256) can put it back.";

/** The receipt cannot be kept: nothing more is removed. */
export class ReceiptError extends Error {
    override name = "ReceiptError" as const;
}

/** A receipt on disk: what it says is true at any moment at which the process may end. */
export interface ReceiptOnDisk {
    /** The receipt as it is now. */
    readonly receipt: PruneReceipt;
    /** Notes what became of a file. @throws {ReceiptError} */
    note(fileName: string, change: Partial<ReceiptFile>): void;
}

/**
 * Begins a receipt, before anything is removed.
 *
 * @throws {ReceiptError} when there is a file of that name, or it cannot be written.
 */
export function beginReceipt(path: string, begun: PruneReceipt): ReceiptOnDisk {
    let receipt = begun;
    try {
        writeFileSync(path, textOf(receipt), { flag: "wx" });
    } catch (cause) {
        const code = systemCode(cause);
        throw new ReceiptError(
            code === "EEXIST"
                ? `nothing was removed: ${path} is there already, and no receipt is overwritten. Name ` +
                      `another with --receipt.`
                : `nothing was removed: the receipt ${path} cannot be written (${code ?? "unknown reason"}).`,
            { cause },
        );
    }
    return {
        get receipt() {
            return receipt;
        },
        note(fileName, change) {
            const files = receipt.files.map((file) =>
                file.fileName === fileName ? { ...file, ...change } : file,
            );
            receipt = { ...receipt, files };
            try {
                writeFileAtomic(path, textOf(receipt));
            } catch (cause) {
                throw new ReceiptError(
                    `the receipt ${path} cannot be written any more ` +
                        `(${systemCode(cause) ?? "unknown reason"}), and nothing more is removed. It is ` +
                        `right up to ${printable(fileName)}; see "npx pulumi-mde list" for that one.`,
                    { cause },
                );
            }
        },
    };
}

const textOf = (receipt: PruneReceipt) => `${JSON.stringify(receipt, undefined, 4)}\n`;
