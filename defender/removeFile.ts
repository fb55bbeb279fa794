import { quoteName } from "../library/fileName";
import { answerError, brokenCallError, type Purpose } from "./answerError";
import { followAttempts } from "./attempts";
import { BrokenCallError } from "./brokenCallError";
import type { Answer, Send } from "./call";
import type { Clock } from "./clock";
import { RefusedError } from "./errors";
import { inBrackets } from "./errorText";
import type { SharedList } from "./sharedList";
import type { Attempt } from "./upload";
import { deleteRequest, wordsOf } from "./wire";
import { isSuccess } from "./withRetry";

/** Whether a delete is still to be sent, at its turn; it throws where it must not be. */
export type ConfirmDelete = (attempt: Attempt) => Promise<boolean>;

/** What a delete needs. */
export interface RemoveContext {
    readonly send: Send;
    readonly apiUrl: string;
    readonly list: SharedList;
    readonly purpose: Purpose;
    readonly clock: Clock;
}

/** The file is gone before the delete was sent (again). */
class Gone extends Error {}

/**
 * Deletes a file. "Not found" (404) counts once a new list does not show the file any more: a name
 * that the service reads otherwise than it was stored is not found each time, and a gateway's 404
 * says nothing of the library.
 */
export async function removeFile(
    fileName: string,
    confirm: ConfirmDelete | undefined,
    context: RemoveContext,
): Promise<void> {
    const { send, apiUrl, list, purpose, clock } = context;
    const attempts = followAttempts(clock);
    try {
        const answer = await send({
            kind: "delete",
            repeatable: true,
            needsJson: false,
            request: async () => {
                if ((await confirm?.(attempts.next())) === false) throw new Gone();
                return deleteRequest(apiUrl, fileName);
            },
            attempted: attempts.ended,
        });
        if (isSuccess(answer)) list.drop(fileName);
        else if (answer.status === 404) await requireGone(fileName, answer, context);
        else throw answerError(answer, purpose);
    } catch (error) {
        if (error instanceof BrokenCallError) throw brokenCallError(error, purpose);
        if (!(error instanceof Gone)) throw error;
    }
}

async function requireGone(
    fileName: string,
    answer: Answer,
    { list, purpose }: RemoveContext,
): Promise<void> {
    const library = await list.fresh();
    if (library.missing) throw answerError(answer, purpose);
    if (library.find(fileName)?.fileName !== fileName) return;
    const words = wordsOf(answer);
    throw new RefusedError({
        ...words,
        ...purpose,
        text:
            `${quoteName(fileName)} was not deleted from the live response library of tenant ` +
            `${purpose.tenantId}: the service answers that there is no such file${inBrackets(words)}, ` +
            `and its list shows it. Run it again, for a list may lag; if that does not help, the ` +
            `service does not find the name as it lists it: remove the file in the portal, then refresh.`,
    });
}
