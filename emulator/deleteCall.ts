import { refuse, type ApiCall } from "./apiCall";
import { emptyAnswer, type Answer } from "./answer";
import type { DeleteBehaviour } from "./deleteBehaviour";
import { apiErrors, saying } from "./errorCatalogue";
import { findFile } from "./findFile";
import type { Change, StoredFile } from "./store";

/**
 * The name that a delete's path means.
 *
 * @returns `undefined` where there is no such path at all.
 */
export function readDeletedName(segment: string, behaviour: DeleteBehaviour): string | undefined {
    if (behaviour.encodedSlash === "notFound" && /%2f/i.test(segment)) return undefined;
    const name = behaviour.decoding === "raw" ? segment : decode(segment);
    return behaviour.trailingDot === "dropped" ? name?.replace(/(?<!\.)\.+$/, "") : name;
}

/**
 * `DELETE /api/libraryfiles/{fileName}`:
 * https://learn.microsoft.com/en-us/defender-endpoint/api/delete-library.
 */
export async function answerDelete(call: ApiCall, fileName: string | undefined): Promise<Answer> {
    const { behaviour, caller, store } = call;
    if (fileName === undefined) return refuse(call, apiErrors.notFound);
    const { nameCase } = behaviour.service;
    const decide = (files: readonly StoredFile[]): Change<StoredFile | undefined> => {
        const found = findFile(files, fileName, { nameCase });
        return found === undefined
            ? { result: undefined }
            : { result: found, remove: found.fileName };
    };
    const removed = await store.change(caller.tenantId, decide);
    if (removed === undefined) return missing(call, fileName);
    call.recent.add({
        tenantId: caller.tenantId,
        fileName: removed.fileName,
        before: removed,
        after: undefined,
        at: call.now,
        host: call.url.host,
    });
    return emptyAnswer(204);
}

function missing(call: ApiCall, fileName: string): Answer {
    switch (call.behaviour.delete.missing) {
        case "resourceNotFound":
            return refuse(
                call,
                saying(apiErrors.resourceNotFound, `File ${fileName} was not found`),
            );
        case "notFound":
            return refuse(call, apiErrors.notFound);
        case "emptyBody":
            return emptyAnswer(404);
    }
}

function decode(segment: string): string | undefined {
    try {
        return decodeURIComponent(segment);
    } catch {
        return undefined;
    }
}
