import { called } from "../defender/settings/settingPlaces";
import { printable } from "../library/fileName";
import type { LiveFile } from "../library/liveFile";
import type { RunNote } from "../library/runNoteLines";
import { UserFolderError } from "../library/userFolder";
import { digestOf, madeBy, unchanged } from "./compare";
import { FRESH, type Context } from "./context";
import { DriftError, listMissing } from "./errors";
import { isMarked, orRenamed, othersMark } from "./othersMark";
import { knownDigests, reportedOf, type LibraryFileState } from "./state";
import { noteOf, ownDigests, sentOf } from "./upload";

/**
 * Removes a file that this stack has made. A file that is gone already is a success; one that the
 * program of this run names under another resource stays, and one that another stack has marked.
 *
 * @throws {DriftError} when somebody changed the content outside Pulumi, or another stack has marked
 * the file, and `onDrift` is `fail`.
 * @throws {ListMissingError} when the list was not found: that is not "gone".
 */
export async function deleteFile(context: Context, state: LibraryFileState): Promise<void> {
    const { tenantId, client, log, notes } = context;
    const note = noteOf(context, state);
    if ((await context.hasProgram()) && notes.isClaimed(note)) {
        notes.left({ ...note, digests: knownDigests(state) });
        log(
            `${state.fileName} stays in the library of tenant ${tenantId}: the program of this run ` +
                `has it. If it was to go, remove it in the portal.`,
        );
        return;
    }
    const find = async (newerThan?: number): Promise<LiveFile | undefined> => {
        const library = await client.list({ maxAge: FRESH, newerThan });
        if (library.missing) throw listMissing(context, state.fileName, "removed");
        const found = library.find(reportedOf(state).fileName);
        // To some services a name in another case is another file, and not this stack's.
        return found?.fileName === reportedOf(state).fileName ? found : undefined;
    };
    const live = await find();
    if (live !== undefined && mayDelete(context, state, live)) {
        const sending = { isSent: false };
        await client.remove(live.fileName, {
            confirm: async ({ newerThan }) => {
                context.requirePin();
                const now = await find(newerThan);
                // Only what has changed while the call waited for its turn is decided again.
                const goes =
                    now !== undefined && (unchanged(now, live) || mayDelete(context, state, now));
                sending.isSent ||= goes;
                return goes;
            },
        });
        // What was gone by then, or has been left to another stack, this run has not removed.
        if (sending.isSent) noteRemoved(context, note);
    }
    // Gone in any case: the same content, put there by somebody afterwards, is theirs.
    context.sent.removed(sentOf(context, state));
}

/** A help for the words of a later failure alone: that it cannot be noted makes none. */
function noteRemoved({ notes }: Context, note: RunNote): void {
    try {
        notes.removed(note);
    } catch (error) {
        if (!(error instanceof UserFolderError)) throw error;
    }
}

/** Whether the file is to be removed; it stays where it is another stack's by now. */
function mayDelete(context: Context, state: LibraryFileState, live: LiveFile): boolean {
    const mark = othersMark(context, state, live);
    if (mark !== undefined) return leftToOthers(context, { live, mark });
    if (live.sha256 !== undefined && ownDigests(context, state, live).includes(live.sha256))
        return true;
    const what =
        `${printable(live.fileName)} in tenant ${context.tenantId} was changed outside Pulumi ` +
        `(${madeBy(live)}; digest ${digestOf(live)} there, ${state.sha256} known to this stack)`;
    if (context.settings.onDrift === "fail") {
        throw new DriftError(
            `${what}. It was not removed, for its content could not be had back. Run ` +
                `"pulumi refresh" (or "pulumi destroy --refresh") to accept what is there, and ` +
                `then again what you did.`,
        );
    }
    const { places } = context.settings;
    context.log(`${what}; it is removed, as ${called(places, ["onDrift"])} says.`);
    return true;
}

/** `overwrite` is no leave to take away what another stack has: the file stays, and is forgotten here. */
function leftToOthers(
    context: Context,
    { live, mark }: { readonly live: LiveFile; readonly mark: string },
): false {
    const { places, onDrift } = context.settings;
    const what = isMarked(context, printable(live.fileName), { live, mark });
    const setting = called(places, ["onDrift"]);
    if (onDrift === "fail")
        throw new DriftError(
            `${what}. It was not removed. ${orRenamed(context, mark)}, and it is removed; to leave it to ` +
                `that stack and forget it here, set ${setting} to overwrite for this run.`,
        );
    context.log(
        `${what}: it stays there, and this stack forgets it (${setting} is overwrite). If it was to go, ` +
            `take it out of that stack.`,
    );
    return false;
}
