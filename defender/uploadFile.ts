import { quoteName } from "../library/fileName";
import { sameTexts, type LiveFile } from "../library/liveFile";
import { answerError, brokenCallError, notDone, type Purpose } from "./answerError";
import { followAttempts, type Attempts } from "./attempts";
import { BrokenCallError } from "./brokenCallError";
import type { Answer, Send } from "./call";
import type { Clock } from "./clock";
import { DefenderError, FileExistsError, UnknownOutcomeError, UnverifiedError } from "./errors";
import { errorText, inBrackets } from "./errorText";
import { sameName } from "./liveLibrary";
import { backoff } from "./retryTiming";
import type { SharedList } from "./sharedList";
import { reportedAs } from "./reportedAs";
import type { Attempt, Upload } from "./upload";
import type { Waits } from "./waits";
import { isSuccess, isTransient } from "./withRetry";
import { parseUploaded, uploadRequest, wordsOf } from "./wire";

/** How often an upload is sent again after the list has shown that it was not stored. */
const MAX_RESENDS = 5;

/** What an upload needs. */
export interface UploadContext {
    readonly send: Send;
    readonly apiUrl: string;
    readonly list: SharedList;
    readonly purpose: Purpose;
    readonly clock: Clock;
    readonly random: () => number;
    readonly waits: Waits;
}

/**
 * Uploads a file, until the service reports it as it was sent. What became of an attempt without an
 * answer is looked up: only one that may replace the file is sent again unseen.
 */
export async function uploadFile(file: Upload, context: UploadContext): Promise<LiveFile> {
    const { waits, random, clock } = context;
    const attempts = followAttempts(clock);
    let uncertain = false;
    for (let resends = 0; ; resends++) {
        const outcome = await attempt(file, { ...context, attempts });
        if (outcome instanceof BrokenCallError) {
            if (!outcome.mayHaveArrived) throw brokenCallError(outcome, context.purpose);
        } else if (isSuccess(outcome)) {
            return verified(file, outcome, context);
        } else if (!isTransient(outcome)) {
            return refused(file, outcome, { ...context, uncertain });
        }
        uncertain = true;
        const live = (await lookUp(outcome, context)).find(file.fileName);
        if (live !== undefined && isOurs(live, file)) return live;
        if (file.overrideIfExists) throw failed(outcome, context.purpose);
        if (live !== undefined) throw exists(context.purpose, live);
        if (resends >= MAX_RESENDS) throw unknownOutcome(outcome, context.purpose);
        const ms = backoff(resends, random);
        await waits.sleep({ kind: "upload", why: "an upload got no answer and is sent again", ms });
    }
}

async function attempt(
    file: Upload,
    context: UploadContext & { readonly attempts: Attempts },
): Promise<Answer | BrokenCallError> {
    const { fileName, texts, mark, overrideIfExists } = file;
    const { attempts } = context;
    let release: (() => void) | undefined;
    try {
        return await context.send({
            kind: "upload",
            repeatable: overrideIfExists,
            needsJson: false,
            bytes: file.size,
            request: async () => {
                await confirmed(file, attempts.next(), context);
                const bytes = await file.content();
                const about = { fileName, bytes, texts, mark, overrideIfExists };
                const made = await uploadRequest(context.apiUrl, about);
                release = made.release;
                return made.request;
            },
            attempted: (answer) => {
                release?.();
                attempts.ended(answer);
            },
        });
    } catch (error) {
        if (error instanceof BrokenCallError) return error;
        throw error;
    }
}

/** A list that is needed after an attempt without an answer, and fails, leaves it open what it did. */
async function confirmed(file: Upload, attempt: Attempt, context: UploadContext): Promise<void> {
    try {
        await file.confirm?.(attempt);
    } catch (cause) {
        if (attempt.newerThan === undefined || !(cause instanceof DefenderError)) throw cause;
        throw unknownOutcome(cause, context.purpose, cause);
    }
}

/** An accepted upload counts once the service reports the name and the digest that were sent. */
async function verified(file: Upload, answer: Answer, context: UploadContext): Promise<LiveFile> {
    const { list, purpose } = context;
    const reported = parseUploaded(answer.json);
    if (reported === undefined) return reportedAs(file, context);
    const isNamed = sameName(reported.fileName, file.fileName);
    if (isNamed && reported.sha256 === file.sha256) {
        list.put(reported);
        return reported;
    }
    if (isNamed && !file.overrideIfExists) return foundInstead(file, { answer, reported }, context);
    throw new UnverifiedError({
        ...wordsOf(answer),
        ...purpose,
        live: reported,
        ownAnswer: isNamed ? reported : undefined,
        text:
            `${quoteName(file.fileName)} was uploaded to tenant ${purpose.tenantId}, but the ` +
            `service reports ${quoteName(reported.fileName)} with the digest ` +
            `${errorText(reported.sha256)}, not the ${file.sha256} that was sent. Do not run it. Run ` +
            `"pulumi up" again to replace it; if that does not help, something between here and ` +
            `the service changes uploads.`,
    });
}

/**
 * The answer to an upload that was to replace nothing reports another content: somebody's file was
 * there and was left (what the service does then is not documented, defender-api.md 3.4), or the
 * upload was changed on its way. It cannot be told, so that the file is nobody's of ours.
 */
async function foundInstead(
    file: Upload,
    { answer, reported }: { readonly answer: Answer; readonly reported: LiveFile },
    context: UploadContext,
): Promise<LiveFile> {
    const { purpose } = context;
    const live = (await lookUp(answer, context)).find(file.fileName);
    if (live?.sha256 === file.sha256) return live;
    throw new FileExistsError({
        ...purpose,
        live,
        text:
            `${notDone(purpose)}: the service answered with the digest ` +
            `${errorText(reported.sha256 ?? "(none)")}, not the ${file.sha256} that was sent. A file ` +
            `of that name was there and has been left, or something between here and the service ` +
            `changes uploads. Look at the file in the portal before anybody runs it.`,
    });
}

/** A refusal of an upload that was not to replace a file may mean that there is one (3.4). */
async function refused(
    file: Upload,
    answer: Answer,
    context: UploadContext & { readonly uncertain: boolean },
): Promise<LiveFile> {
    const { purpose, uncertain } = context;
    const { status } = answer;
    const mayBeConflict = !file.overrideIfExists && (status === 400 || status === 409);
    if (!mayBeConflict) throw answerError(answer, purpose);
    // An attempt of ours without an answer may be what is there; a stale list may not show it yet.
    if (uncertain && saysExists(answer)) return reportedAs(file, context);
    const live = (await lookUp(answer, context)).find(file.fileName);
    if (uncertain && live?.sha256 === file.sha256) return live;
    if (saysExists(answer) || live !== undefined) throw exists(purpose, live, answer);
    throw answerError(answer, purpose);
}

/** No real answer of this kind is known: 409, or 400 with "exist" in it, is what others expect. */
function saysExists(answer: Answer): boolean {
    return answer.status === 409 || /\bexist/i.test(wordsOf(answer).message ?? "");
}

function isOurs(live: LiveFile, file: Upload): boolean {
    if (live.sha256 !== file.sha256) return false;
    // With override, the same content may have been there before with other texts, or unmarked.
    return !file.overrideIfExists || (sameTexts(live, file.texts) && live.mark === file.mark);
}

async function lookUp(outcome: Answer | BrokenCallError, { list, purpose }: UploadContext) {
    try {
        return await list.fresh();
    } catch (cause) {
        throw unknownOutcome(outcome, purpose, cause);
    }
}

function failed(outcome: Answer | BrokenCallError, purpose: Purpose) {
    return outcome instanceof BrokenCallError
        ? brokenCallError(outcome, purpose)
        : answerError(outcome, purpose);
}

function exists(purpose: Purpose, live: LiveFile | undefined, answer?: Answer): FileExistsError {
    const words = answer === undefined ? {} : wordsOf(answer);
    const who =
        live === undefined
            ? ""
            : ` It was made by ${JSON.stringify(errorText(live.createdBy))} on ${errorText(live.creationTime)} and has ` +
              `the digest ${errorText(live.sha256 ?? "(none yet)")}` +
              `${live.mark === undefined ? "" : ` and the mark ${live.mark}`}.`;
    return new FileExistsError({
        ...words,
        ...purpose,
        live,
        text:
            `${notDone(purpose)}: a file of that name has come to be there, and it was not to be ` +
            `replaced${inBrackets(words)}.${who} Run it again to see what is there; adopt: true ` +
            `takes it over.`,
    });
}

function unknownOutcome(
    outcome: Answer | BrokenCallError | DefenderError,
    purpose: Purpose,
    cause?: unknown,
): UnknownOutcomeError {
    const what = outcome instanceof DefenderError ? outcome : failed(outcome, purpose);
    const name = quoteName(purpose.fileName ?? "");
    const unread = cause === undefined ? "" : " and the list, which would tell, could not be read";
    return new UnknownOutcomeError({
        ...purpose,
        status: what.status,
        code: what.code,
        requestId: what.requestId,
        cause: cause ?? what,
        text:
            `Whether ${name} was uploaded to tenant ${purpose.tenantId} is not known: the service ` +
            `gave no clear answer${unread}${inBrackets(what)}. Run "pulumi up" again: a file that ` +
            `is there as it should be is taken over, nothing is overwritten.`,
    });
}
