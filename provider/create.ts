import { FileExistsError } from "../defender";
import { sameTexts, type LiveFile } from "../library/liveFile";
import { areCut, digestDifference, digestOf, madeBy, textDifferences, unchanged } from "./compare";
import { FRESH, type Context } from "./context";
import { UnownedFileError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";
import { idOf, stateOf, type LibraryFileState } from "./state";
import { noteOf, readContent, sentOf, uploadInputs, wrote } from "./upload";

/**
 * Makes a file live. Absent: it is uploaded, and never over another one. There with the same
 * content and texts: it is taken over. There and different: refused, unless `adopt`.
 *
 * @throws {UnownedFileError} when a different file of that name is there.
 */
export async function create(
    context: Context,
    inputs: LibraryFileInputs,
): Promise<{ id: string; outs: LibraryFileState }> {
    const live = await makeLive(context, inputs);
    return { id: idOf(inputs), outs: stateOf(inputs, live) };
}

async function makeLive(context: Context, inputs: LibraryFileInputs): Promise<LiveFile> {
    const found = (await context.client.list()).find(inputs.fileName);
    if (found !== undefined) return takeOver(context, inputs);
    try {
        return await uploadNew(context, inputs);
    } catch (error) {
        if (error instanceof NameTaken) return takeOver(context, inputs);
        if (error instanceof FileExistsError) return takeOver(context, inputs, error);
        throw error;
    }
}

/** Somebody has put a file of that name there since. */
class NameTaken extends Error {}

/** The upload is to override nothing; but what the service does then, no page says. */
function uploadNew(context: Context, inputs: LibraryFileInputs): Promise<LiveFile> {
    return uploadInputs(context, inputs, {
        overrideIfExists: false,
        known: inputs,
        confirm: async () => {
            const live = (await context.client.list({ maxAge: FRESH })).find(inputs.fileName);
            // The content may be there already by an attempt that got no answer.
            if (live !== undefined && live.sha256 !== inputs.sha256) throw new NameTaken();
        },
    });
}

/** Somebody's file has that name: decided on a list that is fresh. */
async function takeOver(
    context: Context,
    inputs: LibraryFileInputs,
    refusal?: FileExistsError,
): Promise<LiveFile> {
    const { client, tenantId } = context;
    // After a refusal the client has asked for a new list already.
    const live = (await client.list({ maxAge: FRESH })).find(inputs.fileName);
    if (live === undefined) {
        // Gone since: it was somebody else's, and now the name is free. The service decides again.
        if (refusal !== undefined) throw refusal;
        return uploadNew(context, inputs);
    }
    if (live.sha256 === inputs.sha256 && sameTexts(live, textsOf(inputs))) {
        wrote(context, inputs);
        context.sent.settled(sentOf(context, inputs), inputs.sha256);
        context.log(
            `${inputs.fileName} was already in the library of tenant ${tenantId} with the same ` +
                `content and texts (${madeBy(live)}): this stack takes it over without an upload, ` +
                `and removes it when the resource is removed, as "pulumi destroy" will remove it.`,
        );
        return live;
    }
    await mayOverride(context, { live, inputs, refusal });
    return uploadInputs(context, inputs, {
        fileName: live.fileName,
        overrideIfExists: true,
        known: { ...inputs, __pending: live.sha256 === undefined ? [] : [live.sha256] },
        confirm: async () => {
            const now = (await client.list({ maxAge: FRESH })).find(inputs.fileName);
            // Only what has changed while the upload waited for its turn is decided again; the
            // content may be there already by an attempt that got no answer.
            if (now === undefined || unchanged(now, live) || now.sha256 === inputs.sha256) return;
            await mayOverride(context, { live: now, inputs, refusal });
        },
    });
}

/** Whether the upload may take the place of another file; told where it was not this stack's. */
async function mayOverride(
    context: Context,
    file: { live: LiveFile; inputs: LibraryFileInputs; refusal: FileExistsError | undefined },
): Promise<void> {
    const { live, inputs, refusal } = file;
    const { tenantId } = context;
    const ownDigests = [
        // A replacement finds its own old file: a delete leaves what the run wants, and no gap.
        ...context.notes.ownDigests(noteOf(context, inputs)),
        // Of what a killed run has sent there is no state, and of what is replaced none is shown.
        ...context.sent.digests(sentOf(context, inputs)),
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
            : await digestDifference({
                  live,
                  sha256: inputs.sha256,
                  content: () => readContent(context, inputs),
              });
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

/** What the service has said to the upload that met the file. */
function because(refusal: FileExistsError | undefined): string {
    return refusal === undefined ? "" : ` (${refusal.message})`;
}
