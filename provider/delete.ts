import { called } from "../defender/settings/settingPlaces";
import { printable } from "../library/fileName";
import type { LiveFile } from "../library/liveFile";
import type { RunNote } from "../library/runNoteLines";
import { UserFolderError } from "../library/userFolder";
import { digestOf, madeBy, unchanged } from "./compare";
import { FRESH, type Context } from "./context";
import { DriftError, listMissing } from "./errors";
import { knownDigests, reportedOf, type LibraryFileState } from "./state";
import { noteOf, ownDigests, sentOf } from "./upload";

/**
 * Removes a file that this stack has made. A file that is gone already is a success; one that the
 * program of this run names under another resource stays.
 *
 * @throws {DriftError} when somebody changed the content outside Pulumi and `onDrift` is `fail`.
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
    if (live !== undefined) {
        mayDelete(context, state, live);
        await client.remove(live.fileName, {
            confirm: async ({ newerThan }) => {
                context.requirePin();
                const now = await find(newerThan);
                // Only what has changed while the call waited for its turn is decided again.
                if (now !== undefined && !unchanged(now, live)) mayDelete(context, state, now);
                return now !== undefined;
            },
        });
        noteRemoved(context, note);
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

function mayDelete(context: Context, state: LibraryFileState, live: LiveFile): void {
    if (live.sha256 !== undefined && ownDigests(context, state, live).includes(live.sha256)) return;
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
}
