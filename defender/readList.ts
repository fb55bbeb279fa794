import type { LiveFile } from "../library/liveFile";
import { answerError, brokenCallError, notDone, type Purpose } from "./answerError";
import { BrokenCallError } from "./brokenCallError";
import type { Answer, Send } from "./call";
import { UnexpectedAnswerError } from "./errors";
import { called, stackPlaces } from "./settings/settingPlaces";
import type { LoadedList } from "./sharedList";
import { isSuccess } from "./withRetry";
import { listRequest, listUrl, parsePage, wordsOf } from "./wire";
import { errorText, inBrackets } from "./errorText";

/** More pages than this are no list: 1,000 pages of one file each would still be read. */
const MAX_PAGES = 1_000;
/** As many as one answer of the largest size holds: pages are no way around that. */
const MAX_FILES = 100_000;

/**
 * Reads the whole list, page by page: all of it, or an error. No page documents paging; a link to a
 * next page is followed all the same (defender-api.md 1.8), but nowhere else than to the API.
 *
 * @throws {DefenderError}
 */
export async function readList(options: {
    readonly send: Send;
    readonly apiUrl: string;
    readonly purpose: Purpose;
    /** Whether a link may be followed. */
    readonly allows: (url: URL) => boolean;
}): Promise<LoadedList> {
    const { purpose, allows } = options;
    const seen = new Set<string>();
    const files = new Map<string, LiveFile>();
    let url: URL | undefined = listUrl(options.apiUrl);
    while (url !== undefined) {
        if (seen.has(url.href) || seen.size >= MAX_PAGES)
            throw unexpected(purpose, `its pages do not end (after ${seen.size})`);
        seen.add(url.href);
        const answer = await getPage(options.send, url, purpose);
        if (answer.status === 404 && seen.size === 1) return { files: [], missing: true };
        if (!isSuccess(answer)) throw answerError(answer, purpose);
        const page = parsePage(answer.json);
        if ("problem" in page)
            throw unexpected(purpose, whyUnreadable(answer, page.problem), answer);
        for (const file of page.files) files.set(file.fileName, file);
        if (files.size > MAX_FILES)
            throw unexpected(purpose, `it names more than ${MAX_FILES} files`);
        url = page.next === undefined ? undefined : nextUrl(page.next, url, { purpose, allows });
    }
    return { files: [...files.values()], missing: false };
}

async function getPage(send: Send, url: URL, purpose: Purpose): Promise<Answer> {
    try {
        return await send({
            kind: "list",
            repeatable: true,
            needsJson: true,
            request: () => listRequest(url),
        });
    } catch (error) {
        if (error instanceof BrokenCallError) throw brokenCallError(error, purpose);
        throw error;
    }
}

function nextUrl(
    link: string,
    from: URL,
    { purpose, allows }: { purpose: Purpose; allows: (url: URL) => boolean },
): URL {
    const url = URL.canParse(link, from.href) ? new URL(link, from) : undefined;
    if (url !== undefined && allows(url)) return url;
    const where = errorText(url?.origin ?? link);
    throw unexpected(purpose, `its next page is said to be at ${where}, which is not the API's`);
}

function whyUnreadable(answer: Answer, problem: string): string {
    if (answer.unreadable === "tooLarge") return "the answer is larger than 64 MiB";
    if (answer.unreadable === "tooSlow") return "the answer came too slowly";
    if (answer.unreadable === "broken") return "the answer broke off, at each of several attempts";
    return problem;
}

function unexpected(purpose: Purpose, what: string, answer?: Answer): UnexpectedAnswerError {
    const words = answer === undefined ? {} : wordsOf(answer);
    return new UnexpectedAnswerError({
        ...words,
        tenantId: purpose.tenantId,
        text:
            `${notDone(purpose)}: ${what}${inBrackets(words)}. A part of a list is no list, so ` +
            `nothing was concluded from it. Check ${called(purpose.places ?? stackPlaces, ["apiUrl"])}, or run it again.`,
    });
}
