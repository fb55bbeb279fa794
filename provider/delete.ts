import { madeBy } from "./compare";
import { FRESH, type Context } from "./context";
import { DriftError } from "./errors";
import { reportedOf, type LibraryFileState } from "./state";
import { listMissing } from "./update";

/**
 * Removes a file that this stack has made. A file that is gone already is a success; one that the
 * program of this run names under another resource stays.
 *
 * @throws {DriftError} when somebody changed the content outside Pulumi and `onDrift` is `fail`.
 * @throws {ListMissingError} when the list was not found: that is not "gone".
 */
export async function deleteFile(context: Context, state: LibraryFileState): Promise<void> {
    const { tenantId, settings, client, log } = context;
    const { fileName } = state;
    const resource = state.__resource ?? undefined;
    if (context.notes.isClaimed({ tenantId, fileName, resource })) {
        log(
            `${fileName} stays in the library of tenant ${tenantId}: the program has it under ` +
                `another resource now.`,
        );
        return;
    }
    const library = await client.list({ maxAge: FRESH });
    if (library.missing) throw listMissing(context, fileName, "removed");
    const live = library.find(reportedOf(state).fileName);
    if (live === undefined) return;
    if (live.sha256 !== state.sha256 && live.sha256 !== state.__pending) {
        const what =
            `${live.fileName} in tenant ${tenantId} was changed outside Pulumi (${madeBy(live)}; ` +
            `digest ${live.sha256 ?? "not reported"} there, ${state.sha256} known to this stack)`;
        if (settings.onDrift === "fail") {
            throw new DriftError(
                `${what}. It was not removed, for its content could not be had back. Run ` +
                    `"pulumi refresh" (or "pulumi destroy --refresh") to accept what is there, and ` +
                    `then again what you did.`,
            );
        }
        log(`${what}; it is removed, as mde:onDrift says.`);
    }
    await client.remove(live.fileName);
}
