import { sameTexts, type LiveFile } from "../library/liveFile";
import { digestDifference, madeBy, textDifferences } from "./compare";
import { FRESH, type Context } from "./context";
import { DriftError, ListMissingError } from "./errors";
import { textsOf, type LibraryFileInputs } from "./inputs";
import { reportedOf, stateOf, type LibraryFileState } from "./state";
import { readContent, uploadInputs, wrote } from "./upload";

/**
 * Puts new content and texts in the place of the old ones. Live already as wanted: no upload.
 *
 * @throws {DriftError} when somebody changed the content outside Pulumi and `onDrift` is `fail`.
 * @throws {ListMissingError} when the list was not found: it is not taken for an empty library.
 */
export async function update(
    context: Context,
    olds: LibraryFileState,
    inputs: LibraryFileInputs,
): Promise<{ outs: LibraryFileState }> {
    const library = await context.client.list({ maxAge: FRESH });
    if (library.missing) throw listMissing(context, inputs.fileName, "updated");
    const live = library.find(inputs.fileName);
    if (live?.sha256 === inputs.sha256 && sameTexts(live, textsOf(inputs))) {
        wrote(context, inputs);
        return { outs: stateOf(inputs, live) };
    }
    if (live !== undefined) await mayOverride(context, { live, olds, inputs });
    const uploaded = await uploadInputs(context, inputs, {
        overrideIfExists: true,
        // Either digest may be live now: the next update must take neither for somebody else's.
        unverified: { ...olds, __pending: inputs.sha256 },
    });
    return { outs: stateOf(inputs, uploaded) };
}

/** A list that was not found says nothing: an error for whoever would conclude that a file is gone. */
export function listMissing(context: Context, fileName: string, done: string): ListMissingError {
    return new ListMissingError(
        `${fileName} was not ${done}: the library of tenant ${context.tenantId} answered 404 to the ` +
            `list, which does not say that the file is gone. Try again later; if it stays so, check ` +
            `in the portal that live response is turned on in this tenant.`,
    );
}

async function mayOverride(
    context: Context,
    { live, olds, inputs }: { live: LiveFile; olds: LibraryFileState; inputs: LibraryFileInputs },
): Promise<void> {
    const { tenantId, settings } = context;
    const seen = [olds.sha256, olds.__pending, inputs.sha256];
    if (!seen.includes(live.sha256)) {
        const how = await digestDifference({
            live,
            sha256: inputs.sha256,
            content: () => readContent(context, inputs),
        });
        const what =
            `${live.fileName} in tenant ${tenantId} was changed outside Pulumi (${madeBy(live)}; ` +
            `${how}; last known to this stack: ${olds.sha256})`;
        if (settings.onDrift === "fail") {
            throw new DriftError(
                `${what}. Nothing was uploaded, for what is overwritten cannot be had back. Run ` +
                    `"pulumi up --refresh" to see the change in the preview and overwrite it, or set ` +
                    `mde:onDrift to overwrite.`,
            );
        }
        context.log(`${what}; it is overwritten, as mde:onDrift says.`);
        return;
    }
    const known = reportedOf(olds);
    if (!sameTexts(live, known) && !sameTexts(live, textsOf(inputs))) {
        context.log(
            `The texts of ${live.fileName} in tenant ${tenantId} were changed outside Pulumi and are ` +
                `overwritten: ${textDifferences(live, textsOf(inputs))}.`,
        );
    }
}
