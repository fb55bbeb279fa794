import type { Caller } from "./accessToken";
import { errorAnswer, type Answer } from "./answer";
import type { Behaviour } from "./behaviour";
import type { ApiError } from "./errorCatalogue";
import type { RecentChanges } from "./recentChanges";
import type { Store } from "./store";

/** One call of the API by somebody who may make it, and what answers it. */
export interface ApiCall {
    readonly url: URL;
    readonly caller: Caller;
    readonly store: Store;
    readonly behaviour: Behaviour;
    readonly recent: RecentChanges;
    /** Milliseconds since 1970. */
    readonly now: number;
    readonly requestId: string;
}

/** An error of the API for one call. */
export function refuse(call: { behaviour: Behaviour; requestId: string }, error: ApiError): Answer {
    return errorAnswer(error, call.requestId, { contentType: call.behaviour.service.contentType });
}

/** The caller as `createdBy` names it. */
export function nameOf({ caller, behaviour }: Pick<ApiCall, "caller" | "behaviour">): string {
    switch (behaviour.service.createdBy) {
        case "displayName":
            return caller.displayName;
        case "objectId":
            return caller.objectId;
        case "upn":
            return (
                caller.upn ??
                `${caller.displayName.toLowerCase().replace(/[^a-z0-9]+/g, ".")}@emulator.example`
            );
    }
}
