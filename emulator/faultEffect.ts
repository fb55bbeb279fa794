import { ConnectionResetError, emptyAnswer, jsonAnswer, type Answer } from "./answer";
import { refuse } from "./apiCall";
import type { Bend } from "./bend";
import type { Behaviour } from "./behaviour";
import { apiErrors, saying, type ApiError } from "./errorCatalogue";
import type { FaultEffect } from "./fault";
import type { CallKind } from "./journal";

/** What a fault is worked on. */
export interface FaultyCall {
    readonly call: CallKind;
    /** The proper answer, with all that the call does; it can be bent. */
    readonly proceed: (bend?: Bend) => Promise<Answer>;
    readonly behaviour: Behaviour;
    readonly requestId: string;
    readonly sleep: (ms: number) => Promise<void>;
    /** Makes the next page of the list fail. */
    readonly failNextPage: (effect: FaultEffect) => void;
}

const notJson: Pick<Answer, "headers" | "body"> = {
    headers: { "content-type": "text/html" },
    body: Buffer.from("<html><body>The page is being prepared.</body></html>"),
};

/**
 * A call that meets a fault.
 *
 * @throws ConnectionResetError where the fault is that the connection breaks.
 */
export async function withEffect(effect: FaultEffect, call: FaultyCall): Promise<Answer> {
    const { behaviour } = call;
    switch (effect.kind) {
        case "answer":
            if (effect.stored === true) await call.proceed();
            return answerOf(effect, call);
        case "throttle": {
            const answer = refuse(call, apiErrors.tooManyRequests);
            if (effect.retryAfter === undefined) return answer;
            return { ...answer, headers: { ...answer.headers, "retry-after": effect.retryAfter } };
        }
        case "reset":
            if (call.call !== "upload" || behaviour.upload.lostAnswer === "stored")
                await call.proceed();
            throw new ConnectionResetError();
        case "resetBefore":
            throw new ConnectionResetError();
        case "resetAfter":
            await call.proceed();
            throw new ConnectionResetError();
        case "delay":
            await call.sleep(effect.ms);
            return call.proceed();
        case "truncatedBody":
            return { ...(await call.proceed()), cut: true };
        case "emptyBody":
            return emptyAnswer((await call.proceed()).status);
        case "notJson":
            return withPageInstead(await call.proceed());
        case "wrongDigest":
            return withWrongDigests(await call.proceed());
        case "mangled":
            return call.proceed({ mangled: true });
        case "staleList":
            return call.proceed({ stale: true });
        case "failingPage":
            call.failNextPage({ kind: "answer", status: effect.status ?? 500 });
            return call.proceed({ inTwoPages: true });
    }
}

function answerOf(effect: Extract<FaultEffect, { kind: "answer" }>, call: FaultyCall): Answer {
    const { status, headers = {} } = effect;
    if (effect.body !== undefined)
        return {
            status,
            headers: { "content-type": "application/json", ...headers },
            body: Buffer.from(effect.body),
        };
    const answer = isGatewayStatus(status)
        ? gatewayAnswer(status, call)
        : plainAnswer(status, call);
    return { ...answer, headers: { ...answer.headers, ...headers } };
}

function isGatewayStatus(status: number): boolean {
    return status >= 502 && status <= 504;
}

function gatewayAnswer(status: number, call: FaultyCall): Answer {
    const kind = call.behaviour.service.gatewayBody;
    if (kind === "empty") return emptyAnswer(status);
    if (kind === "json") return plainAnswer(status, call);
    const body = `<html><head><title>${status}</title></head><body>${status}</body></html>`;
    return { status, headers: { "content-type": "text/html" }, body: Buffer.from(body) };
}

function plainAnswer(status: number, call: FaultyCall): Answer {
    if (status < 400) return emptyAnswer(status);
    const catalogue: readonly ApiError[] = Object.values(apiErrors);
    const known =
        catalogue.find((error) => error.status === status) ?? saying(apiErrors.badRequest, "");
    const code = status >= 500 ? apiErrors.internalServerError : known;
    return refuse(call, { ...code, status });
}

/** The answer's status with a page for people; 204 cannot have a body. */
function withPageInstead({ status }: Answer): Answer {
    return { status: status === 204 ? 200 : status, ...notJson };
}

/** The answer with each digest's first digit changed. */
function withWrongDigests(answer: Answer): Answer {
    if (answer.body === undefined) return answer;
    const text = answer.body.toString("utf8");
    const changed = text.replace(
        /("sha256":")([0-9a-f])/g,
        (_whole, before: string, digit: string) =>
            before + ((parseInt(digit, 16) + 1) % 16).toString(16),
    );
    return { ...answer, body: Buffer.from(changed) };
}

/** An answer to what the emulator does not know. */
export function unknownCall(call: { behaviour: Behaviour; requestId: string }): Answer {
    return refuse(call, apiErrors.notFound);
}

/** An answer for a failure of the emulator itself: its message is for the person who runs it. */
export function brokenAnswer(error: unknown, requestId: string): Answer {
    const message = error instanceof Error ? error.message : String(error);
    const body = { error: { code: "InternalServerError", message, target: requestId } };
    return jsonAnswer(500, body, "application/json");
}
