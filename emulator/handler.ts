import type { Request, Response } from "undici";

import { toResponse, type Answer } from "./answer";
import { authorize } from "./authorize";
import { refuse, type ApiCall } from "./apiCall";
import type { Behaviour } from "./behaviour";
import type { Bend } from "./bend";
import { answerDelete, readDeletedName } from "./deleteCall";
import { apiErrors, saying, type ApiError } from "./errorCatalogue";
import { brokenAnswer, unknownCall, withEffect } from "./faultEffect";
import type { Faults } from "./faults";
import type { JournalEntry } from "./journal";
import { answerList, skipToken } from "./listCall";
import type { Quota } from "./quota";
import type { RecentChanges } from "./recentChanges";
import { routeOf, type Route } from "./route";
import { serviceRefusal } from "./serviceRefusal";
import { answerSignIn } from "./signIn";
import type { SignInContext } from "./signInContext";
import type { Store } from "./store";
import { answerUpload, type InFlight } from "./uploadCall";
import { readUploadForm } from "./uploadForm";
import { mangled, readUploadRequest, tooLarge, type UploadRequest } from "./uploadRequest";

/** What a handler works with: all that an emulator holds. */
export interface HandlerParts {
    /** What the sign-in page holds. */
    readonly signIn: Pick<
        SignInContext,
        "directory" | "tokens" | "idTokens" | "sessions" | "behaviour"
    >;
    readonly store: Store;
    readonly behaviour: Behaviour;
    readonly faults: Faults;
    readonly quota: Quota;
    readonly recent: RecentChanges;
    readonly maxBodyBytes: number;
    readonly clock: () => number;
    readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
    readonly newId: () => string;
    readonly record: (entry: JournalEntry) => void;
}

/** A call as far as it is understood before it is answered. */
interface Understood {
    readonly tenant?: string;
    readonly fileName?: string;
    readonly upload?: UploadRequest;
    /** The proper answer. It has its effects when it is called. */
    readonly proceed: (bend?: Bend) => Promise<Answer>;
}

interface Incoming {
    readonly request: Request;
    readonly url: URL;
    readonly route: Route;
    readonly now: number;
    readonly requestId: string;
}

/**
 * One function from requests to responses. A call is understood first (who, which file), then meets
 * its fault, if any, and then does what it does; each is entered in the journal.
 */
export function createHandler(parts: HandlerParts): (request: Request) => Promise<Response> {
    const inFlight: InFlight = new Set();
    return async (request) => {
        const url = new URL(request.url);
        const route = routeOf(request.method, url.pathname);
        const { clock, newId } = parts;
        const incoming = { request, url, route, now: clock(), requestId: newId() };
        let understood: Understood | undefined;
        let status = 0;
        try {
            understood = await understand(incoming, parts, inFlight);
            const answer = await perform(understood, incoming, parts);
            status = answer.status;
            return dated(toResponse(answer), incoming.now);
        } finally {
            parts.record(entryOf(incoming, { understood, status }));
        }
    };
}

/** The time of an answer is its emulator's, as a service's is: clients tell by it that a clock is off. */
function dated(response: Response, now: number): Response {
    if (!response.headers.has("date")) response.headers.set("date", new Date(now).toUTCString());
    return response;
}

async function perform(understood: Understood, incoming: Incoming, parts: HandlerParts) {
    const { request, route, url, requestId } = incoming;
    const { tenant, fileName } = understood;
    const { call } = route;
    const { faults, behaviour } = parts;
    const proceed = async (bend?: Bend): Promise<Answer> => {
        try {
            return await understood.proceed(bend);
        } catch (error) {
            return brokenAnswer(error, requestId);
        }
    };
    const effect = faults.take({ call, tenant, fileName, search: url.search });
    if (effect === undefined) return proceed();
    return withEffect(effect, {
        call,
        proceed,
        behaviour,
        requestId,
        sleep: (ms) => parts.sleep(ms, request.signal),
        failNextPage: (next) => {
            const isNextPage = (search: string) => new URLSearchParams(search).has(skipToken);
            faults.once(
                (subject) =>
                    subject.call === call &&
                    subject.tenant === tenant &&
                    isNextPage(subject.search),
                next,
            );
        },
    });
}

function understand(
    incoming: Incoming,
    parts: HandlerParts,
    inFlight: InFlight,
): Understood | Promise<Understood> {
    switch (incoming.route.call) {
        case "token":
        case "discovery":
        case "authorize":
        case "deviceCode":
            return understandSignIn(incoming, parts);
        case "list":
        case "upload":
        case "delete":
            return understandApi(incoming, parts, inFlight);
        case "other":
            return {
                proceed: () =>
                    Promise.resolve(
                        unknownCall({ behaviour: parts.behaviour, requestId: incoming.requestId }),
                    ),
            };
    }
}

function understandSignIn(incoming: Incoming, parts: HandlerParts): Understood {
    const { request, route, now, requestId } = incoming;
    const { page = "instance", tenantSegment = "" } = route;
    const { signIn, behaviour } = parts;
    const { audiences } = behaviour.service;
    const context = { ...signIn, audiences, now, requestId };
    const tenant = signIn.directory.find(tenantSegment)?.tenantId;
    return {
        ...(tenant === undefined ? {} : { tenant }),
        proceed: async () => answerSignIn(page, { request, tenantSegment, context }),
    };
}

async function understandApi(
    incoming: Incoming,
    parts: HandlerParts,
    inFlight: InFlight,
): Promise<Understood> {
    const { request, url, route, now, requestId } = incoming;
    const { behaviour, signIn, store, recent } = parts;
    const { caller, refused } = authorize(request.headers.get("authorization"), {
        tokens: signIn.tokens,
        behaviour: behaviour.service,
        hostname: url.hostname,
        now,
    });
    const known = caller === undefined ? {} : { tenant: caller.tenantId };
    const no = (error: ApiError) => ({
        ...known,
        proceed: () => Promise.resolve(refuse({ behaviour, requestId }, error)),
    });
    if (caller === undefined || refused !== undefined) return no(refused ?? apiErrors.unauthorized);

    const call: ApiCall = { url, caller, store, behaviour, recent, now, requestId };
    const gated = (answer: (bend?: Bend) => Promise<Answer>) => (bend?: Bend) => {
        const tenant = signIn.directory.find(caller.tenantId);
        const { quota } = parts;
        const gate = { behaviour, quota, tenant, call: route.call, url, now, requestId };
        const refusal = serviceRefusal(gate);
        return refusal === undefined ? answer(bend) : Promise.resolve(refusal);
    };
    if (route.call === "list")
        return { ...known, proceed: gated((bend) => answerList(call, bend)) };
    if (route.call === "delete") {
        const fileName = readDeletedName(route.nameSegment ?? "", behaviour.delete);
        const named = fileName === undefined ? {} : { fileName };
        return { ...known, ...named, proceed: gated(() => answerDelete(call, fileName)) };
    }
    const upload = await understandUpload(request, parts);
    if ("code" in upload) {
        const refusal = refuse({ behaviour, requestId }, upload);
        return { ...known, proceed: gated(() => Promise.resolve(refusal)) };
    }
    const { fileName } = upload;
    const proceed = gated((bend) =>
        answerUpload(call, bend?.mangled === true ? mangled(upload) : upload, inFlight),
    );
    return { ...known, fileName, upload, proceed };
}

async function understandUpload(
    request: Request,
    parts: HandlerParts,
): Promise<UploadRequest | ApiError> {
    const { sizeLimit } = parts.behaviour.upload;
    const limits = { fileBytes: sizeLimit.bytes, bodyBytes: parts.maxBodyBytes };
    const form = await readUploadForm(request, limits);
    if (form === "tooLarge") return tooLarge(sizeLimit);
    if (form === "malformed")
        return saying(apiErrors.invalidRequestBody, "Request body is incorrect");
    return readUploadRequest(form, parts.behaviour.upload);
}

function entryOf(
    { request, url, route, now, requestId }: Incoming,
    outcome: { understood: Understood | undefined; status: number },
): JournalEntry {
    const { tenant, fileName, upload } = outcome.understood ?? {};
    return {
        at: now,
        ...(tenant === undefined ? {} : { tenant }),
        call: route.call,
        method: request.method,
        path: url.pathname.slice(0, 500),
        status: outcome.status,
        ...(fileName === undefined ? {} : { fileName }),
        ...(upload && { sha256: upload.sha256, overrideIfExists: upload.overrideIfExists }),
        requestId,
    };
}
