import {
    NetworkError,
    ServiceFailedError,
    UnknownOutcomeError,
    UnverifiedError,
    type Attempt,
} from "../defender";
import { ContentGoneError } from "../library/contentIndex";
import type { LiveFile } from "../library/liveFile";
import type { RunNote } from "../library/runNoteLines";
import type { SentUpload } from "../library/sentUploads";
import { UserFolderError } from "../library/userFolder";
import { ChangedSinceError } from "./asItIs";
import { areCut, madeBy, textDifferences } from "./compare";
import type { Context } from "./context";
import { ContentChangedError, PartialError, StepError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";
import { othersMark } from "./othersMark";
import { knownDigests, type LibraryFileState } from "./state";

/**
 * Uploads the bytes that have the digest of the inputs, and returns what the service then reports.
 *
 * @param options.fileName the name of the file that is replaced, in its own case; default: that of the
 * inputs.
 * @param options.known what the state is to keep when the service took the file and does not show it.
 * @param options.confirm called when it is the upload's turn; it throws where it must not go on.
 * @throws {ContentChangedError} when no file holds those bytes any more: nothing is sent then.
 * @throws {PartialError} when the service took the file and does not show it.
 */
export async function uploadInputs(
    context: Context,
    inputs: LibraryFileInputs,
    options: {
        fileName?: string | undefined;
        overrideIfExists: boolean;
        known: LibraryFileState;
        confirm?: (attempt: Attempt) => Promise<void>;
    },
): Promise<LiveFile> {
    const { fileName = inputs.fileName, overrideIfExists, known, confirm } = options;
    const upload = sentOf(context, inputs);
    // What an earlier run has sent may be live, whatever becomes of this one's.
    const wasSent = context.sent.digests(upload).includes(inputs.sha256);
    // One attempt that was turned away tells that nothing is stored; of several, one may be.
    let attempts = 0;
    const file = {
        fileName,
        sha256: inputs.sha256,
        size: inputs.size,
        texts: textsOf(inputs),
        mark: context.mark,
        overrideIfExists,
        content: async () => {
            const bytes = await readContent(context, inputs);
            noteSending(context, inputs);
            return bytes;
        },
        confirm: async (attempt: Attempt) => {
            attempts++;
            context.requirePin();
            await confirm?.(attempt);
        },
    };
    const live = await context.client.upload(file).catch((error: unknown) => {
        if (!wasSent && attempts < 2 && !mayBeStored(error))
            context.sent.refused(upload, inputs.sha256);
        if (!(error instanceof UnverifiedError)) throw error;
        wrote(context, inputs);
        throw new PartialError(error.message, pending(known, error), { cause: error });
    });
    // A stack that was renamed may still see its former mark, in a list that lags.
    if ([inputs, known].every((of) => othersMark(context, of, live) !== undefined)) {
        // The same content, put there by another stack meanwhile: it is that one's. An upload that
        // was to replace a file is stored, whoever came after it.
        if (!wasSent && !overrideIfExists) context.sent.refused(upload, inputs.sha256);
        throw new ChangedSinceError({ ...context, fileName: inputs.fileName }, live);
    }
    context.sent.settled(upload, inputs.sha256);
    wrote(context, inputs);
    tellOtherTexts(context, inputs, live);
    return live;
}

/** Nothing is sent that could not be noted: other files of this run may be up all the same. */
function noteSending(context: Context, inputs: LibraryFileInputs): void {
    try {
        context.sent.sending(sentOf(context, inputs), inputs.sha256);
    } catch (error) {
        if (!(error instanceof UserFolderError)) throw error;
        const notDone = `${inputs.fileName} was not uploaded to tenant ${context.tenantId}.`;
        throw new StepError(error.but(notDone), { cause: error });
    }
}

/**
 * The content is ours, and the texts are no cut of what was sent: the service has its own way with
 * them, or it has left a file that was there before (defender-api.md 3.4). Which one, nothing tells.
 */
function tellOtherTexts(context: Context, inputs: LibraryFileInputs, live: LiveFile): void {
    const sent = textsOf(inputs);
    if (areCut(live, sent)) return;
    context.log(
        `${inputs.fileName} is live in tenant ${context.tenantId} with the content that was sent, but ` +
            `the service reports other texts: ${textDifferences(live, sent)}. Either it has changed ` +
            `them, or it has left a file that somebody had put there with the same content ` +
            `(${madeBy(live)}). Look at it in the portal; the texts are sent again when they change here.`,
    );
}

/** What the upload's own answer reports is our upload, however it was changed on its way. */
function pending(known: LibraryFileState, { ownAnswer }: UnverifiedError): LibraryFileState {
    const digests = [...(known.__pending ?? []), ownAnswer?.sha256 ?? ""];
    const others = new Set(digests.filter((digest) => digest !== "" && digest !== known.sha256));
    return others.size === 0 ? known : { ...known, __pending: [...others] };
}

/** Whether an upload that ended so may have been stored all the same. */
function mayBeStored(error: unknown): boolean {
    const unclear = [UnverifiedError, UnknownOutcomeError, NetworkError, ServiceFailedError];
    return unclear.some((kind) => error instanceof kind);
}

/** A file of inputs or of a state. */
interface FileOfResource {
    readonly fileName: string;
    /** The resource, then its project and stack. */
    readonly __resource?: string | null | undefined;
}

/** How the processes of this run tell each other of a file. */
export function noteOf(context: Context, { fileName, __resource }: FileOfResource): RunNote {
    const { tenantId } = context;
    return { tenantId, fileName, resource: __resource?.split("/")[0] };
}

/** How a later run of this stack finds what this one has sent. */
export function sentOf(context: Context, { fileName, __resource }: FileOfResource): SentUpload {
    const { tenantId } = context;
    return { tenantId, fileName, resource: __resource ?? "" };
}

/**
 * The digests that are this stack's own where this file is live: by the state, and by what a killed
 * run has sent.
 */
export function ownDigests(context: Context, state: LibraryFileState, live: LiveFile): string[] {
    const sent = context.sent.digests(sentOf(context, state), live.lastUpdatedTime);
    return [...knownDigests(state), ...sent];
}

/**
 * Tells the other processes of this run that the file is wanted: nobody deletes it then. What cannot
 * be noted (a full disk) is told, and does not make a failure of a file that is live: `check` has
 * noted it too.
 */
export function wrote(context: Context, inputs: LibraryFileInputs): void {
    try {
        context.notes.wrote(noteOf(context, inputs));
    } catch (error) {
        if (!(error instanceof UserFolderError)) throw error;
        context.log(`${inputs.fileName} is live; that could not be noted: ${error.why}.`);
    }
}

/** The bytes of the inputs, read once and checked. */
export async function readContent(
    context: Context,
    inputs: LibraryFileInputs,
): Promise<Uint8Array> {
    try {
        return await context.content.read(inputs.sha256, inputs.size);
    } catch (error) {
        if (!(error instanceof ContentGoneError)) throw error;
        const where = inputs.source === undefined ? "its content" : inputs.source;
        throw new ContentChangedError(
            `${inputs.fileName} was not uploaded to tenant ${context.tenantId}: ${where} changed ` +
                `after the program had read it (${error.message}). Run "pulumi up" again.`,
            { cause: error },
        );
    }
}
