import type { LiveFile } from "../library/liveFile";
import { notDone, type Purpose } from "./answerError";
import { sendOver, type AnswerLimits, type CallKind } from "./call";
import type { Clock } from "./clock";
import { isDefenderAddress } from "./clouds";
import type { Credential } from "./signIn/credential";
import { FileNameError } from "./errors";
import { errorText } from "./errorText";
import type { LiveLibrary } from "./liveLibrary";
import { createCallGate, withRateLimit, type RateLimits } from "./rateLimit";
import { readList } from "./readList";
import { requireToken } from "./signIn/requireToken";
import type { CloudName } from "./settings/settings";
import type { SettingPlaces } from "./settings/settingPlaces";
import { removeFile, type ConfirmDelete } from "./removeFile";
import { sharedList, type Age } from "./sharedList";
import type { Transport } from "./transport";
import type { Upload } from "./upload";
import { uploadFile } from "./uploadFile";
import { createWaits } from "./waits";
import { withBearer } from "./withBearer";
import { withRetry, type RetryLimits } from "./withRetry";
import { nameProblem } from "./wire";

/** A tenant's live response library: the API's three calls, each either done or an error. */
export interface LibraryClient {
    /**
     * The live library. All callers share one list: concurrent ones one call, later ones its
     * answer, which our own writes are added to. A failed list is not kept.
     *
     * @param options.maxAge how old it may be, in milliseconds; default: any age in this process.
     * @param options.newerThan when it must have been asked for at the earliest, in milliseconds
     * since 1970; default: at any time.
     * @throws {DefenderError} a list that fails half-way fails as a whole.
     */
    list(options?: Age): Promise<LiveLibrary>;
    /**
     * Uploads a file, and returns what the service reports of it, once that has the name and the
     * digest that were sent.
     *
     * @throws {FileExistsError} it is there, and `overrideIfExists` is false.
     * @throws {UnverifiedError} accepted, but not reported as sent.
     * @throws {UnknownOutcomeError} whether it was stored is not known.
     * @throws {DefenderError} otherwise: nothing was uploaded.
     */
    upload(file: Upload): Promise<LiveFile>;
    /**
     * Deletes a file by its name; one that is not there (404, and no new list shows it) is a success.
     *
     * @param options.confirm called at each attempt's turn, which may come long after the call:
     * nothing is sent when it answers false, for the file is gone, or throws.
     * @throws {DefenderError}
     */
    remove(fileName: string, options?: { readonly confirm?: ConfirmDelete }): Promise<void>;
}

/** What a client is made of: one per tenant and process. */
export interface LibraryClientOptions extends Pick<RateLimits, "callsPerMinute" | "callsPerHour"> {
    /** The tenant that every token must be of. */
    readonly tenantId: string;
    readonly cloud: CloudName;
    /** The API's origin, without path. */
    readonly apiUrl: string;
    /** The scope that tokens are asked for; only to look at their audience. */
    readonly scope: string;
    readonly credential: Credential;
    /** Where the settings are, for errors; default: all in the stack's configuration. */
    readonly places?: SettingPlaces | undefined;
    readonly transport: Transport;
    readonly clock: Clock;
    /** 0 to 1, such as `Math.random`. */
    readonly random: () => number;
    /** Takes one line for a person to read: why calls wait, how long, and how many. */
    readonly log: (line: string) => void;
    readonly retry?: RetryLimits;
    readonly answers?: AnswerLimits;
    /** How long the minute of `callsPerMinute` is, in milliseconds; for benchmarks at scale. */
    readonly minute?: number | undefined;
}

/** A client: transport, rate limit, tokens, retry, and what the three calls mean. */
export function createLibraryClient(options: LibraryClientOptions): LibraryClient {
    const { tenantId, cloud, apiUrl, scope, places, clock, random } = options;
    const waits = createWaits(options);
    const allows = (url: URL) => isDefenderAddress(url, options);
    const { minute = 60_000 } = options;
    const gate = createCallGate({ ...options, minute, waits });
    const limited = withRateLimit(sendOver(options.transport, { ...options.answers, clock }), gate);
    const signed = withBearer(limited, { token: requireToken(options), allows });
    const pause = (kind: CallKind, ms: number) => {
        gate.pause(kind, ms);
    };
    const send = withRetry(signed, { ...options.retry, clock, random, waits, pause });

    const purposeOf = (kind: CallKind, fileName?: string): Purpose => {
        return { kind, tenantId, fileName, scope, cloud, places };
    };
    const list = sharedList(
        () => readList({ send, apiUrl, allows, purpose: purposeOf("list") }),
        options,
    );

    return {
        list: (age) => list.get(age),
        async upload(file) {
            const purpose = purposeOf("upload", file.fileName);
            requireName(file.fileName, purpose);
            return uploadFile(file, { send, apiUrl, list, purpose, clock, random, waits });
        },
        async remove(fileName, { confirm } = {}) {
            const purpose = purposeOf("delete", fileName);
            requireName(fileName, purpose);
            await removeFile(fileName, confirm, { send, apiUrl, list, purpose, clock });
        },
    };
}

function requireName(fileName: string, purpose: Purpose): void {
    const problem = nameProblem(fileName);
    if (problem === undefined) return;
    throw new FileNameError({
        ...purpose,
        text: `${errorText(notDone(purpose))}: the name ${problem}. Give the file another name.`,
    });
}
