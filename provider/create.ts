import { DefenderError, type FileExistsError } from "../defender";
import { sameTexts, type LiveFile } from "../library/liveFile";
import { asItIs, ChangedSinceError } from "./asItIs";
import { areCut, digestDifference, digestOf, madeBy, textDifferences, unchanged } from "./compare";
import { FRESH, type Context } from "./context";
import { StepError, UnownedFileError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";
import { isMarked, orRenamed, othersMark } from "./othersMark";
import { idOf, stateOf, type LibraryFileState } from "./state";
import { noteOf, readContent, sentOf, uploadInputs, wrote } from "./upload";

/**
 * Makes a file live. Absent: it is uploaded, and never over another one. There with the same
 * content and texts: it is taken over. There and different: refused, unless `adopt`. There and marked
 * by another stack: refused in any case.
 *
 * @throws {UnownedFileError} when a different file of that name is there, or another stack's.
 */
export async function create(
    context: Context,
    inputs: LibraryFileInputs,
): Promise<{ id: string; outs: LibraryFileState }> {
    const live = await makeLive(context, inputs).catch((error: unknown) => {
        throw afterRemoval(context, inputs, error);
    });
    return { id: idOf(inputs), outs: stateOf(inputs, live) };
}

/**
 * A name that changes its case is deleted first, for it is one file to the service: when the upload
 * fails then, there is none.
 */
function afterRemoval(context: Context, inputs: LibraryFileInputs, error: unknown): unknown {
    if (!(error instanceof DefenderError)) return error;
    const removed = context.notes.removedName(noteOf(context, inputs));
    if (removed === undefined) return error;
    return new StepError(
        `${error.message} Before that, this run has removed ${removed}, which is the same file to ` +
            `the service: until an upload succeeds, there is none. Mend what is said above and run ` +
            `"pulumi up" again.`,
        { cause: error },
    );
}

async function makeLive(context: Context, inputs: LibraryFileInputs): Promise<LiveFile> {
    const { client } = context;
    const find = async (age?: { maxAge: number }) => (await client.list(age)).find(inputs.fileName);
    // A list of any age tells what to try; what takes somebody's file over is decided on a fresh one.
    const found = (await find()) && (await find({ maxAge: FRESH }));
    return asItIs(
        found,
        (live, refusal) =>
            live === undefined
                ? uploadNew(context, inputs)
                : takeOver(context, { live, inputs, refusal }),
        () => find({ maxAge: FRESH }),
    );
}

/** The upload is to override nothing; but what the service does then, no page says. */
function uploadNew(context: Context, inputs: LibraryFileInputs): Promise<LiveFile> {
    return uploadInputs(context, inputs, {
        overrideIfExists: false,
        known: inputs,
        confirm: async ({ newerThan }) => {
            const library = await context.client.list({ maxAge: FRESH, newerThan });
            const now = library.find(inputs.fileName);
            // The content may be there already by an attempt that got no answer.
            const isOthers = now !== undefined && othersMark(context, inputs, now) !== undefined;
            if (now === undefined || (now.sha256 === inputs.sha256 && !isOthers)) return;
            throw new ChangedSinceError({ ...context, fileName: inputs.fileName }, now);
        },
    });
}

interface Found {
    readonly live: LiveFile;
    readonly inputs: LibraryFileInputs;
    /** What the service has said to the upload that met the file. */
    readonly refusal: FileExistsError | undefined;
}

/** Somebody's file has that name. */
async function takeOver(context: Context, found: Found): Promise<LiveFile> {
    const { live, inputs } = found;
    const { client, tenantId } = context;
    requireNoOthers(context, found);
    if (live.sha256 === inputs.sha256 && sameTexts(live, textsOf(inputs))) {
        const isToBeMarked = context.mark !== undefined && live.mark === undefined;
        context.log(
            `${inputs.fileName} is in tenant ${tenantId} already, and the same (${madeBy(live)}): this ` +
                `stack takes it over ${isToBeMarked ? "and marks it" : "without an upload"}, and ` +
                `"pulumi destroy" will remove it.`,
        );
        if (!isToBeMarked) {
            wrote(context, inputs);
            context.sent.settled(sentOf(context, inputs), inputs.sha256);
            return live;
        }
    }
    await mayOverride(context, found);
    return uploadInputs(context, inputs, {
        fileName: live.fileName,
        overrideIfExists: true,
        known: { ...inputs, __pending: live.sha256 === undefined ? [] : [live.sha256] },
        confirm: async ({ newerThan }) => {
            const now = (await client.list({ maxAge: FRESH, newerThan })).find(inputs.fileName);
            // The name is free: whoever takes it now is not to be overwritten.
            if (now === undefined)
                throw new ChangedSinceError({ tenantId, fileName: inputs.fileName }, now);
            requireNoOthers(context, { live: now, inputs });
            // Only what has changed while the upload waited for its turn is decided again; the
            // content may be there already by an attempt that got no answer.
            if (unchanged(now, live) || now.sha256 === inputs.sha256) return;
            await mayOverride(context, { ...found, live: now });
        },
    });
}

/** Another stack's file is nobody's to take, even where it is the same: that one would remove it. */
function requireNoOthers(context: Context, { live, inputs }: Omit<Found, "refusal">): void {
    const mark = othersMark(context, inputs, live);
    if (mark === undefined) return;
    throw new UnownedFileError(
        `${isMarked(context, inputs.fileName, { live, mark })}. It was left as it is, and "adopt" does ` +
            `not take it either: two stacks that have one file overwrite and remove it for each ` +
            `other. ${orRenamed(context, mark)}; otherwise take the file out of that stack first, or give ` +
            `yours another fileName.`,
    );
}

/** Whether the upload may take the place of another file; told where it was not this stack's. */
async function mayOverride(context: Context, { live, inputs, refusal }: Found): Promise<void> {
    const { tenantId } = context;
    const ownDigests = [
        // A replacement finds its own old file: a delete leaves what the run wants, and no gap.
        ...context.notes.ownDigests(noteOf(context, inputs)),
        // Of what a killed run has sent there is no state, and of what is replaced none is shown.
        ...context.sent.digests(sentOf(context, inputs), live.lastUpdatedTime),
    ];
    if (live.sha256 !== undefined && ownDigests.includes(live.sha256)) return;
    // An `up` that was killed after its upload comes here again: nothing is lost but the rest of a text.
    if (live.sha256 === inputs.sha256 && areCut(live, textsOf(inputs))) return;
    if (inputs.adopt === true) {
        context.log(
            `${inputs.fileName} in tenant ${tenantId} is overwritten because of "adopt" ` +
                `(${madeBy(live)}; digest ${digestOf(live)}; ` +
                `${textDifferences(live, textsOf(inputs)) || "same texts"}).`,
        );
        return;
    }
    const how =
        live.sha256 === inputs.sha256
            ? `the same content but other texts: ${textDifferences(live, textsOf(inputs))}`
            : await differences(context, live, inputs);
    throw new UnownedFileError(
        `${inputs.fileName} is already in the library of tenant ${tenantId}, this resource did not ` +
            `make it, and it differs (${madeBy(live)}; ${how}). It was left as it is, for what is ` +
            `overwritten cannot be had back. If another resource of this stack has it (one that was ` +
            `moved or renamed in the program), give this one an alias or the same content and texts; ` +
            `if it is somebody else's, give yours another fileName, or set "adopt: true" to ` +
            `overwrite it, as is right too for what a run of this stack has put there that was ` +
            `interrupted on another machine.${because(refusal)}`,
        refusal === undefined ? undefined : { cause: refusal },
    );
}

/** How content and texts differ. */
async function differences(
    context: Context,
    live: LiveFile,
    inputs: LibraryFileInputs,
): Promise<string> {
    const content = () => readContent(context, inputs);
    const digests = await digestDifference({ live, sha256: inputs.sha256, content });
    const texts = textDifferences(live, textsOf(inputs));
    return texts === "" ? digests : `${digests}; ${texts}`;
}

/** What the service has said to the upload that met the file. */
function because(refusal: FileExistsError | undefined): string {
    return refusal === undefined ? "" : ` (${refusal.message})`;
}
