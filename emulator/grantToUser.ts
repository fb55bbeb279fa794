import type { KnownUser } from "./directory";
import type { GrantedToUser, GrantRequest } from "./grant";
import type { KnownApp } from "./knownApp";
import { allowedScope } from "./requestedScope";
import type { SignInError } from "./signInError";
import type { SignInRequest } from "./signInSessions";

/** What a person gets for what was issued to them, by what is consented to now. */
export function grantToUser(
    { form, tenant, audiences }: GrantRequest,
    known: { app: KnownApp; issued: SignInRequest; user: KnownUser },
): GrantedToUser | SignInError {
    const { app, issued, user } = known;
    const scope = form.get("scope") ?? issued.scope;
    const allowed = allowedScope(scope, { app, tenantName: tenant.displayName, audiences });
    if ("error" in allowed) return allowed;
    const { nonce } = issued;
    return { app, user, ...allowed, scope, ...(nonce === undefined ? {} : { nonce }) };
}
