import { quoteName } from "../library/fileName";
import { sameTexts, type LiveFile } from "../library/liveFile";
import type { Purpose } from "./answerError";
import type { Clock } from "./clock";
import { UnverifiedError } from "./errors";
import { errorText } from "./errorText";
import type { SharedList } from "./sharedList";
import type { Upload } from "./upload";
import type { Waits } from "./waits";

/** How long uploads that end together wait for each other to share a list, in milliseconds. */
const GATHER = 500;
/** How long a list may lag behind an upload, in milliseconds. */
const PATIENCE = 60_000;
const LONGEST_PAUSE = 15_000;
/** Lists that may show the content with other texts before those are taken for the service's. */
const TEXT_PATIENCE = 3;

/**
 * The file as a list reports it, once it has the digest that was sent: for uploads whose answer
 * said nothing. All that wait share each list.
 *
 * @throws {UnverifiedError} when no list of the next 60 s shows it.
 */
export async function reportedAs(
    file: Pick<Upload, "fileName" | "sha256" | "texts" | "mark">,
    context: {
        readonly list: SharedList;
        readonly clock: Clock;
        readonly waits: Waits;
        readonly purpose: Purpose;
    },
): Promise<LiveFile> {
    const { list, clock, waits, purpose } = context;
    let seen = clock.now();
    const deadline = seen + PATIENCE;
    await clock.sleep(GATHER);
    for (let lists = 0; ; lists++) {
        let live: LiveFile | undefined;
        try {
            const library = await list.get({ newerThan: seen });
            seen = library.at;
            live = library.find(file.fileName);
        } catch (cause) {
            throw unverified(file, purpose, { live: undefined, cause });
        }
        if (live?.sha256 === file.sha256) {
            // A list that lags may show the old texts of unchanged content; a service may trim them.
            const isAsSent = sameTexts(live, file.texts) && live.mark === file.mark;
            if (isAsSent || lists >= TEXT_PATIENCE) return live;
        }
        const ms = Math.min(1_000 * 2 ** lists, LONGEST_PAUSE, deadline - clock.now());
        if (ms <= 0) throw unverified(file, purpose, { live });
        await waits.sleep({ kind: "list", why: "an accepted upload is not in the list yet", ms });
    }
}

function unverified(
    file: Pick<Upload, "fileName" | "sha256">,
    purpose: Purpose,
    found: { readonly live: LiveFile | undefined; readonly cause?: unknown },
): UnverifiedError {
    const { live, cause } = found;
    const seen =
        live === undefined
            ? "does not show it"
            : `shows it with the digest ${errorText(live.sha256 ?? "(none)")}, not with ${file.sha256}`;
    const what = cause === undefined ? `the list ${seen}, after 60 s` : "the list cannot be read";
    return new UnverifiedError({
        ...purpose,
        live,
        cause,
        text:
            `${quoteName(file.fileName)} was uploaded to tenant ${purpose.tenantId}, but ` +
            `${what}. Do not rely on it yet. Run "pulumi up" again: it looks, and uploads it again ` +
            `if need be.`,
    });
}
