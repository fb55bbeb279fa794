import { UnverifiedError } from "../defender";
import { ContentGoneError } from "../library/contentIndex";
import type { LiveFile } from "../library/liveFile";
import type { Context } from "./context";
import { ContentChangedError, PartialError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";

/**
 * Uploads the bytes that have the digest of the inputs, and returns what the service then reports.
 *
 * @throws {ContentChangedError} when no file holds those bytes any more: nothing is sent then.
 * @throws {PartialError} when the service took the file and does not show it.
 */
export async function uploadInputs(
    context: Context,
    inputs: LibraryFileInputs,
    options: { overrideIfExists: boolean; unverified: object },
): Promise<LiveFile> {
    try {
        const live = await context.client.upload({
            fileName: inputs.fileName,
            sha256: inputs.sha256,
            texts: textsOf(inputs),
            overrideIfExists: options.overrideIfExists,
            content: () => readContent(context, inputs),
        });
        wrote(context, inputs);
        return live;
    } catch (error) {
        if (!(error instanceof UnverifiedError)) throw error;
        wrote(context, inputs);
        throw new PartialError(error.message, options.unverified, { cause: error });
    }
}

/** Tells the other processes of this run that the file is wanted: nobody deletes it then. */
export function wrote(context: Context, inputs: LibraryFileInputs): void {
    context.notes.wrote({
        tenantId: context.tenantId,
        fileName: inputs.fileName,
        resource: inputs.__resource,
    });
}

/** The bytes of the inputs, read once and checked. */
export async function readContent(
    context: Context,
    inputs: LibraryFileInputs,
): Promise<Uint8Array> {
    try {
        return await context.content.read(inputs.sha256);
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
