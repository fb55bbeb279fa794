import { emptyAnswer, type Answer } from "./answer";
import { refuse } from "./apiCall";
import type { Behaviour } from "./behaviour";
import type { KnownTenant } from "./directory";
import { apiErrors } from "./errorCatalogue";
import type { Quota } from "./quota";

/** What stands between an authorised call and its answer. */
export interface ServiceGate {
    readonly behaviour: Behaviour;
    readonly quota: Quota;
    readonly tenant: KnownTenant | undefined;
    readonly call: string;
    readonly url: URL;
    readonly now: number;
    readonly requestId: string;
}

const regionalHosts =
    /^(?:([a-z]{2,3})\.api\.security\.microsoft\.com|api-([a-z]{2,3})\.securitycenter\.microsoft\.com)$/i;

/** The refusal of the service as a whole: wrong region, live response off, too many calls. */
export function serviceRefusal(gate: ServiceGate): Answer | undefined {
    const { behaviour, tenant } = gate;
    const elsewhere = foreignRegion(gate);
    if (elsewhere !== undefined) return elsewhere;
    if (tenant?.liveResponse === false && behaviour.service.liveResponseOff === "refused")
        return refuse(gate, apiErrors.disabledFeature);
    const tenantId = tenant?.tenantId ?? "";
    const wait = gate.quota.take({ tenantId, call: gate.call });
    if (wait === undefined) return undefined;
    const answer = refuse(gate, apiErrors.tooManyRequests);
    const retryAfter = retryAfterHeader(wait, gate);
    if (retryAfter === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, "retry-after": retryAfter } };
}

function foreignRegion(gate: ServiceGate): Answer | undefined {
    const { behaviour, tenant, url } = gate;
    const [, current, legacy] = regionalHosts.exec(url.hostname) ?? [];
    const region = current ?? legacy;
    if (region === undefined || tenant?.region === undefined || tenant.region === region)
        return undefined;
    switch (behaviour.service.foreignRegion) {
        case "works":
            return undefined;
        case 401:
            return refuse(gate, apiErrors.unauthorized);
        case 403:
            return refuse(gate, apiErrors.forbidden);
        case 404:
            return refuse(gate, apiErrors.notFound);
        case "redirect": {
            const home = `https://${tenant.region}.api.security.microsoft.com`;
            const location = new URL(url.pathname + url.search, home).href;
            return { ...emptyAnswer(307), headers: { location } };
        }
    }
}

function retryAfterHeader(wait: number, gate: ServiceGate): string | undefined {
    switch (gate.behaviour.service.retryAfter) {
        case "seconds":
            return String(Math.ceil(wait / 1000));
        case "fraction":
            return (wait / 1000).toFixed(3);
        case "date":
            return new Date(Math.ceil((gate.now + wait) / 1000) * 1000).toUTCString();
        case "absent":
            return undefined;
    }
}
