import {
    AudienceError,
    DefenderError,
    NetworkError,
    PermissionError,
    SignInError,
    TenantMismatchError,
    ThrottledError,
} from "../../defender";
import { printable } from "../../library/fileName";
import type { LiveFile } from "../../library/liveFile";
import { digestOf, madeBy, unchanged } from "../../provider/compare";
import type { ReceiptFile, ReceiptOnDisk } from "./receipt";
import type { PrunableFile, PrunePlan } from "./pruning";
import { readable, type OpenTenant } from "../tenantLibrary";

/** What a removal works with. */
export interface Removal {
    readonly tenant: OpenTenant;
    readonly receipt: ReceiptOnDisk;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    /** Takes each file whose end is known. */
    readonly told: (file: ReceiptFile) => void;
    /** Aborted when no delete is to be sent any more: one that was sent is brought to its end. */
    readonly signal: AbortSignal;
}

/** A file is not what it was when it was shown. */
class ChangedError extends Error {
    override name = "ChangedError" as const;
}

/** Nothing was sent for a file yet, and nothing is to be sent any more. */
class InterruptedError extends Error {
    override name = "InterruptedError" as const;
}

/** Errors after which no other file would fare better. */
const forAll = [
    AudienceError,
    NetworkError,
    PermissionError,
    SignInError,
    TenantMismatchError,
    ThrottledError,
];

/**
 * Removes the files that were shown, one after the other, each by its name and by what was shown of it,
 * against a list that was asked for just before. A file that fails does not stop the others, unless it is for a
 * reason that they have too.
 *
 * @param plan what may be removed by now: a file that it no longer has stays.
 * @throws {ReceiptError} when the receipt cannot be kept: nothing more is removed.
 */
export async function removeShown(
    shown: readonly PrunableFile[],
    plan: PrunePlan,
    removal: Removal,
): Promise<void> {
    for (const file of shown) {
        if (removal.signal.aborted) return;
        const isLast = await removeOne(file, plan, removal);
        const noted = removal.receipt.receipt.files.find(
            ({ fileName }) => fileName === file.fileName,
        );
        if (noted !== undefined && noted.outcome !== "planned") removal.told(noted);
        if (isLast) return;
    }
}

async function removeOne(
    file: PrunableFile,
    { remove, kept }: PrunePlan,
    removal: Removal,
): Promise<boolean> {
    const { fileName } = file;
    const { tenant, receipt, now, signal } = removal;
    const from = tenant.requestIds.length;
    const note = (change: Pick<ReceiptFile, "outcome"> & Partial<ReceiptFile>) => {
        const requestIds = tenant.requestIds.slice(from);
        const time = new Date(now()).toISOString();
        receipt.note(fileName, { requestIds, time, ...change });
    };
    const owned = kept.find((each) => each.fileName === fileName);
    if (owned !== undefined) {
        note({ outcome: "left", message: `It stays: ${owned.why}.` });
        return false;
    }
    if (!remove.some((each) => each.fileName === fileName)) {
        note({ outcome: "gone", message: "Somebody else has removed it." });
        return false;
    }
    note({ outcome: "removing" });
    const sending = { isSent: false };
    try {
        await send(file, { tenant, now, signal, sending });
        note(
            sending.isSent
                ? { outcome: "removed" }
                : { outcome: "gone", message: "Somebody else has removed it." },
        );
        return false;
    } catch (error) {
        if (error instanceof InterruptedError) {
            note({ outcome: "planned" });
            return true;
        }
        const message = error instanceof Error ? error.message : String(error);
        if (error instanceof ChangedError) {
            // Between two attempts: whether the first one has removed what was shown nothing tells.
            note({ outcome: sending.isSent ? "unknown" : "left", message });
            return false;
        }
        const outcome = sending.isSent ? await outcomeOf(fileName, removal) : "failed";
        note({ outcome, message });
        return !(error instanceof DefenderError) || forAll.some((kind) => error instanceof kind);
    }
}

async function send(
    file: PrunableFile,
    how: Pick<Removal, "tenant" | "now" | "signal"> & { readonly sending: { isSent: boolean } },
): Promise<void> {
    const { tenant, now, signal, sending } = how;
    const { client, tenantId } = tenant;
    await client.remove(file.fileName, {
        confirm: async () => {
            // One of its own for each: what it would spare cannot be had back.
            const library = await client.list({ newerThan: now() });
            // The last moment: the turn and the list may have taken minutes.
            if (signal.aborted && !sending.isSent) throw new InterruptedError();
            const live = exact(readable(library, tenantId).find(file.fileName), file.fileName);
            if (live === undefined) return false;
            if (!unchanged(live, file) || live.mark !== file.mark) throw changed(live, file);
            sending.isSent = true;
            return true;
        },
    });
}

/** To some services a name in another case is another file. */
const exact = (live: LiveFile | undefined, fileName: string) =>
    live?.fileName === fileName ? live : undefined;

function changed(live: LiveFile, shown: PrunableFile): ChangedError {
    const what =
        live.sha256 === shown.sha256
            ? "it was uploaded again, or its texts have changed"
            : `its digest is ${digestOf(live)} now`;
    return new ChangedError(
        `${printable(live.fileName)} has changed since it was shown (${what}; ${madeBy(live)}), and ` +
            `stays. Run it again to see it as it is.`,
    );
}

/** The delete was sent and has no good answer: the list tells what has become of the file. */
async function outcomeOf(
    fileName: string,
    { tenant, now }: Removal,
): Promise<"failed" | "removed" | "unknown"> {
    try {
        const library = await tenant.client.list({ newerThan: now() });
        if (library.missing) return "unknown";
        return exact(library.find(fileName), fileName) === undefined ? "removed" : "failed";
    } catch {
        return "unknown";
    }
}
