import type { Caller, TokenAuthority } from "./accessToken";
import { apiErrors, missingRoleMessage, saying, type ApiError } from "./errorCatalogue";
import { isAmong, sameResource } from "./resources";
import type { ServiceBehaviour } from "./serviceBehaviour";

const needed = "Library.Manage";

/** Who calls, or why nobody may. */
export type Authorization =
    | { readonly caller: Caller; readonly refused?: ApiError }
    | { readonly caller?: undefined; readonly refused: ApiError };

/**
 * Checks a call's token: signature and times (401), audience, then the permission
 * (https://learn.microsoft.com/en-us/defender-endpoint/api/exposed-apis-create-app-webapp).
 */
export function authorize(
    authorization: string | null,
    options: { tokens: TokenAuthority; behaviour: ServiceBehaviour; hostname: string; now: number },
): Authorization {
    const { tokens, behaviour, hostname, now } = options;
    const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
    const caller = token === undefined ? undefined : tokens.read(token, now);
    if (caller === undefined) return { refused: apiErrors.unauthorized };
    if (!audienceFits(caller.audience, hostname, behaviour)) {
        const unfit =
            behaviour.wrongAudience === 401 ? apiErrors.unauthorized : apiErrors.forbidden;
        return { caller, refused: unfit };
    }
    if (![...caller.roles, ...caller.scopes].includes(needed))
        return { caller, refused: saying(apiErrors.forbidden, missingRoleMessage) };
    return { caller };
}

function audienceFits(audience: string, hostname: string, behaviour: ServiceBehaviour): boolean {
    if (!isAmong(audience, behaviour.audiences)) return false;
    if (behaviour.governmentAudience === "anyRegistered") return true;
    const isGovernment = (name: string) => /\.us\/?$/i.test(name);
    if (isGovernment(hostname)) return sameResource(audience, `https://${hostname}`);
    return !isGovernment(audience);
}
