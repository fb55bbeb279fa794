import { BrokenCallError } from "./brokenCallError";
import type { Answer, Call, CallKind, Send } from "./call";
import type { Clock } from "./clock";
import { causesOf } from "./errorText";
import { backoff, retryAfter } from "./retryTiming";
import type { Waits } from "./waits";

/** How often a call is tried. */
export interface RetryLimits {
    /**
     * Attempts that end in a network error, 408 or 5xx. Default 10: some 75 s of waiting, two and a
     * half minutes at most. Of them, 6 for a name that no host has (some 15 s of waiting: a typing
     * error more often than a network that is not there yet), and 3 for a service that takes the
     * request and says nothing (each lasts as long as the transport's timeout).
     */
    readonly attempts?: number;
    /** Attempts that end in 429. Default 30: most of them wait as long as the service asked. */
    readonly throttledAttempts?: number;
    /** Successes without a readable body, where one is needed. Default 3. */
    readonly emptyAttempts?: number;
    /** More statuses after which another attempt may go better. */
    readonly alsoTransient?: readonly number[];
}

/** What retrying needs. */
export interface RetryOptions extends RetryLimits {
    readonly clock: Clock;
    readonly random: () => number;
    readonly waits: Waits;
    /** Holds back all calls of a kind for that many milliseconds, after a 429. */
    readonly pause?: (kind: CallKind, ms: number) => void;
}

type Failure = "throttled" | "failed" | "unknownName" | "silence" | "empty";

/**
 * Sends a call again while that can help: after 429 when the service says (defender-api.md 1.7);
 * after a network error, 408 or 5xx with growing random pauses, but not when the call is not
 * repeatable and may have been carried out. Other 4xx are answers like any other.
 *
 * When the attempts are used up, the last answer is returned, or the last error thrown.
 */
export function withRetry(send: Send, options: RetryOptions): Send {
    const { clock, random, waits, pause } = options;
    const { attempts = 10 } = options;
    const limits: Readonly<Record<Failure, number>> = {
        failed: attempts,
        unknownName: Math.min(attempts, 6),
        silence: Math.min(attempts, 3),
        throttled: options.throttledAttempts ?? 30,
        empty: options.emptyAttempts ?? 3,
    };

    return async (call) => {
        const failures = { failed: 0, unknownName: 0, silence: 0, throttled: 0, empty: 0 };
        for (;;) {
            const outcome = await attempt(send, call);
            const failure = failureOf(outcome, call, options);
            if (failure === undefined || ++failures[failure] >= limits[failure])
                return finish(outcome);
            const asked =
                outcome instanceof BrokenCallError
                    ? undefined
                    : retryAfter(outcome.headers.get("retry-after"), clock.now());
            const own = backoff(failures[failure] - 1, random);
            // A service that asks for less than a second has not thought about it.
            const ms = asked === undefined || asked < 1_000 ? Math.max(own, asked ?? 0) : asked;
            if (failure === "throttled") pause?.(call.kind, ms);
            await waits.sleep({ kind: call.kind, why: why(outcome), ms });
        }
    };
}

async function attempt(send: Send, call: Call): Promise<Answer | BrokenCallError> {
    try {
        return await send(call);
    } catch (error) {
        if (error instanceof BrokenCallError) return error;
        throw error;
    }
}

function finish(outcome: Answer | BrokenCallError): Answer {
    if (outcome instanceof BrokenCallError) throw outcome;
    return outcome;
}

/** Why an outcome should be tried again; `undefined` when it should not. */
function failureOf(
    outcome: Answer | BrokenCallError,
    call: Call,
    { alsoTransient = [] }: RetryLimits,
): Failure | undefined {
    if (outcome instanceof BrokenCallError) {
        const { obstacle, mayPass, mayHaveArrived } = outcome;
        if (!mayPass || (mayHaveArrived && !call.repeatable)) return undefined;
        return obstacle === "unknownName" || obstacle === "silence" ? obstacle : "failed";
    }
    if (outcome.status === 429) return "throttled";
    if (isTransient(outcome) || alsoTransient.includes(outcome.status))
        return call.repeatable ? "failed" : undefined;
    if (!isSuccess(outcome) || !call.needsJson || outcome.json !== undefined) return undefined;
    return outcome.unreadable === "tooLarge" ? undefined : "empty";
}

/** Whether an answer says that the call may go better another time: 408 and 5xx. */
export function isTransient(answer: Answer): boolean {
    return answer.status === 408 || answer.status >= 500;
}

/** Whether an answer is a success. */
export function isSuccess(answer: Answer): boolean {
    return answer.status >= 200 && answer.status < 300;
}

function why(outcome: Answer | BrokenCallError): string {
    if (outcome instanceof BrokenCallError)
        return `the connection failed (${causesOf(outcome.cause)})`;
    if (outcome.status === 429) return "the API asked to wait (429)";
    if (isSuccess(outcome)) return "an answer did not come whole";
    return `the service failed (${outcome.status})`;
}
