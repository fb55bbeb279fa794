import { assertionProblem } from "./clientAssertion";
import { readClientClaim, type ClientClaim } from "./clientClaim";
import type { GrantRequest } from "./grant";
import type { KnownApp } from "./knownApp";
import { sameSecret } from "./sameSecret";
import type { SignInError } from "./signInError";
import { signInErrors } from "./signInErrors";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The app that a client proves to be, by a secret or an assertion. */
export function authenticateApp(request: GrantRequest): KnownApp | SignInError {
    const named = namedApp(request);
    if ("error" in named) return named;
    const { app, claim } = named;
    if (claim.secret === undefined && claim.assertion === undefined)
        return signInErrors.noCredential();
    return proofProblem(app, claim, request) ?? policyProblem(app) ?? app;
}

/** The app with which a person signs in: a public client without any proof, another with its own. */
export function authenticateAppOfUser(request: GrantRequest): KnownApp | SignInError {
    const named = namedApp(request);
    if ("error" in named) return named;
    const { app, claim } = named;
    if (claim.secret !== undefined || claim.assertion !== undefined) {
        if (app.publicClient !== undefined && !app.open) return signInErrors.secretUnwanted();
        return proofProblem(app, claim, request) ?? policyProblem(app) ?? app;
    }
    return app.publicClient === undefined
        ? signInErrors.secretNeeded()
        : (policyProblem(app) ?? app);
}

/** Why an app's policy lets nobody in, if it does. */
export function policyProblem({ conditionalAccess }: KnownApp): SignInError | undefined {
    if (conditionalAccess === "block") return signInErrors.blockedByPolicy();
    if (conditionalAccess === "managedDevice") return signInErrors.managedDeviceNeeded();
    return undefined;
}

/** The app of that id that may be used at all. */
export function usableApp(
    clientId: string | undefined,
    { tenant }: Pick<GrantRequest, "tenant">,
): KnownApp | SignInError {
    if (clientId === undefined || clientId === "")
        return signInErrors.missingParameter("client_id");
    const app = tenant.findApp(clientId);
    if (app === undefined) return signInErrors.appNotFound(clientId, tenant.displayName);
    return app.disabled ? signInErrors.appDisabled(app.clientId, app.displayName) : app;
}

function namedApp(
    request: GrantRequest,
): { readonly app: KnownApp; readonly claim: ClientClaim } | SignInError {
    const claim = readClientClaim(request.form, request.authorization);
    if (claim === undefined) return signInErrors.malformed();
    const app = usableApp(claim.clientId, request);
    return "error" in app ? app : { app, claim };
}

function proofProblem(
    app: KnownApp,
    claim: ClientClaim,
    request: GrantRequest,
): SignInError | undefined {
    const { now } = request;
    if (claim.assertion !== undefined) {
        if (claim.assertionType === undefined)
            return signInErrors.missingParameter("client_assertion_type");
        if (claim.assertionType !== assertionType) return signInErrors.malformed();
        const { tenant, host } = request;
        return assertionProblem(claim.assertion, { app, tenant, host, now });
    }
    if (app.open) return undefined;
    if (app.secret === undefined || !sameSecret(app.secret, claim.secret ?? ""))
        return signInErrors.wrongSecret(app.clientId);
    return app.secretExpires <= now ? signInErrors.expiredSecret(app.clientId) : undefined;
}
