import { FileExistsError } from "../defender";
import { sameTexts, type LiveFile } from "../library/liveFile";
import { digestDifference, madeBy, textDifferences } from "./compare";
import { FRESH, type Context } from "./context";
import { UnownedFileError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";
import { idOf, stateOf, type LibraryFileState } from "./state";
import { readContent, uploadInputs, wrote } from "./upload";

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
    const { client } = context;
    // Any list will do to find the name free: the upload itself overrides nothing.
    const found = (await client.list()).find(inputs.fileName);
    if (found !== undefined) return takeOver(context, inputs);
    try {
        return await uploadInputs(context, inputs, {
            overrideIfExists: false,
            unverified: unverified(inputs),
        });
    } catch (error) {
        if (!(error instanceof FileExistsError)) throw error;
        return takeOver(context, inputs, error);
    }
}

/** Somebody's file has that name: decided on a list that is fresh. */
async function takeOver(
    context: Context,
    inputs: LibraryFileInputs,
    refusal?: FileExistsError,
): Promise<LiveFile> {
    const { client, tenantId } = context;
    // After a refusal the client has asked for a new list already.
    const library = await client.list({ maxAge: FRESH });
    const live = library.find(inputs.fileName);
    if (live === undefined) {
        // Gone since: it was somebody else's, and now the name is free. The service decides again.
        if (refusal !== undefined) throw refusal;
        return uploadInputs(context, inputs, {
            overrideIfExists: false,
            unverified: unverified(inputs),
        });
    }
    const sameContent = live.sha256 === inputs.sha256;
    if (sameContent && sameTexts(live, textsOf(inputs))) {
        wrote(context, inputs);
        context.log(
            `${live.fileName} was already in the library of tenant ${tenantId} with the same ` +
                `content and texts (${madeBy(live)}): this stack takes it over without an upload, ` +
                `and removes it when the resource is removed, as "pulumi destroy" will remove it.`,
        );
        return live;
    }
    if (inputs.adopt === true) {
        context.log(
            `${live.fileName} in tenant ${tenantId} is overwritten because of "adopt" ` +
                `(${madeBy(live)}; digest ${live.sha256 ?? "not reported"}; ` +
                `${textDifferences(live, textsOf(inputs)) || "same texts"}).`,
        );
        return uploadInputs(context, inputs, {
            overrideIfExists: true,
            unverified: { ...inputs, __pending: live.sha256 },
        });
    }
    const how = sameContent
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
            `overwrite it.`,
        refusal === undefined ? undefined : { cause: refusal },
    );
}

/** What the state keeps of an upload that was accepted but is not to be seen yet. */
function unverified(inputs: LibraryFileInputs): LibraryFileState {
    return { ...inputs };
}
