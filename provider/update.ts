import { called } from "../defender/settings/settingPlaces";
import { fileNameKey, printable } from "../library/fileName";
import { sameTexts, type LiveFile } from "../library/liveFile";
import { asItIs, ChangedSinceError } from "./asItIs";
import { areCut, digestDifference, madeBy, textDifferences, unchanged } from "./compare";
import { FRESH, type Context } from "./context";
import { DriftError, listMissing } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";
import { isMarked, orRenamed, othersMark } from "./othersMark";
import { reportedOf, stateOf, type LibraryFileState } from "./state";
import { ownDigests, readContent, sentOf, uploadInputs, wrote } from "./upload";

/**
 * Puts new content and texts in the place of the old ones. Live already as wanted: no upload.
 *
 * @throws {DriftError} when somebody changed the content outside Pulumi and `onDrift` is `fail`; when
 * another stack has marked the file, in any case.
 * @throws {ListMissingError} when the list was not found: it is not taken for an empty library.
 */
export async function update(
    context: Context,
    olds: LibraryFileState,
    inputs: LibraryFileInputs,
): Promise<{ outs: LibraryFileState }> {
    const find = async (newerThan?: number): Promise<LiveFile | undefined> => {
        const library = await context.client.list({ maxAge: FRESH, newerThan });
        if (library.missing) throw listMissing(context, inputs.fileName, "updated");
        return library.find(liveName(olds, inputs));
    };
    const live = await asItIs(
        await find(),
        (found) => put(context, { live: found, olds, inputs, find }),
        () => find(),
    );
    return { outs: stateOf(inputs, live) };
}

interface Found {
    readonly live: LiveFile | undefined;
    readonly olds: LibraryFileState;
    readonly inputs: LibraryFileInputs;
    readonly find: (newerThan: number | undefined) => Promise<LiveFile | undefined>;
}

/** A file that is gone is made anew: then nobody's who has come since is overwritten. */
async function put(context: Context, { live, olds, inputs, find }: Found): Promise<LiveFile> {
    const { tenantId } = context;
    if (live !== undefined) requireNoOthers(context, { live, olds, inputs });
    if (live?.sha256 === inputs.sha256 && sameTexts(live, textsOf(inputs))) {
        wrote(context, inputs);
        context.sent.settled(sentOf(context, inputs), inputs.sha256);
        return live;
    }
    if (live !== undefined) await mayOverride(context, { live, olds, inputs });
    // One that no run has verified may never have been there.
    else if (typeof olds.creationTime === "string")
        context.log(
            `${inputs.fileName} was no longer in the library of tenant ${tenantId}: somebody has ` +
                `removed it, and this run puts it there again.`,
        );
    const uploaded = await uploadInputs(context, inputs, {
        fileName: live?.fileName,
        overrideIfExists: live !== undefined,
        // Either digest may be live then: the next update must take neither for somebody else's.
        known: { ...olds, __pending: [...(olds.__pending ?? []), inputs.sha256] },
        confirm: async ({ newerThan }) => {
            const now = await find(newerThan);
            if ((now === undefined) !== (live === undefined))
                throw new ChangedSinceError({ tenantId, fileName: inputs.fileName }, now);
            // Only what has changed while the upload waited for its turn is decided again.
            if (now !== undefined && !unchanged(now, live))
                await mayOverride(context, { live: now, olds, inputs });
        },
    });
    // It was there all the same, behind a list that lags: its texts are still the old ones.
    if (live === undefined && !areCut(uploaded, textsOf(inputs)))
        throw new ChangedSinceError({ tenantId, fileName: inputs.fileName }, uploaded);
    return uploaded;
}

/** The file that a refresh reads too: to some services a name in another case is another one. */
function liveName(olds: LibraryFileState, { fileName }: LibraryFileInputs): string {
    const reported = reportedOf(olds).fileName;
    return fileNameKey(reported) === fileNameKey(fileName) ? reported : fileName;
}

interface Overridden {
    readonly live: LiveFile;
    readonly olds: LibraryFileState;
    readonly inputs: LibraryFileInputs;
}

/** `onDrift` is about what a person has changed: it takes no file from another stack. */
function requireNoOthers(context: Context, { live, olds, inputs }: Overridden): void {
    const mark = othersMark(context, inputs, live) && othersMark(context, olds, live);
    if (mark === undefined) return;
    throw new DriftError(
        `${isMarked(context, printable(live.fileName), { live, mark })}. Nothing was uploaded, whatever ` +
            `${called(context.settings.places, ["onDrift"])} says: two stacks that have one file ` +
            `overwrite it for each other. ${orRenamed(context, mark)}; otherwise take the file out of one ` +
            `of the two programs and run "pulumi up" again.`,
    );
}

async function mayOverride(context: Context, { live, olds, inputs }: Overridden): Promise<void> {
    requireNoOthers(context, { live, olds, inputs });
    const { tenantId, settings } = context;
    const name = printable(live.fileName);
    const known = reportedOf(olds);
    const textsChanged = !sameTexts(live, known) && !sameTexts(live, textsOf(inputs));
    const texts = textsChanged ? textDifferences(live, textsOf(inputs)) : "";
    const isKnown =
        live.sha256 !== undefined &&
        [...ownDigests(context, olds, live), inputs.sha256].includes(live.sha256);
    if (isKnown) {
        if (textsChanged)
            context.log(
                `The texts of ${name} in tenant ${tenantId} were changed outside Pulumi and are ` +
                    `overwritten: ${texts}.`,
            );
        return;
    }
    const how = await digestDifference({
        live,
        sha256: inputs.sha256,
        content: () => readContent(context, inputs),
    });
    const what =
        `${name} in tenant ${tenantId} was changed outside Pulumi (${madeBy(live)}; ` +
        `${how}; last known to this stack: ${olds.sha256}${textsChanged ? `; ${texts}` : ""})`;
    if (settings.onDrift === "fail") {
        throw new DriftError(
            `${what}. Nothing was uploaded, for what is overwritten cannot be had back. Run ` +
                `"pulumi up --refresh" to see the change in the preview and overwrite it, or set ` +
                `${called(settings.places, ["onDrift"])} to overwrite.`,
        );
    }
    context.log(`${what}; it is overwritten, as ${called(settings.places, ["onDrift"])} says.`);
}
