import { authenticateApp } from "./authenticateClient";
import type { Grant } from "./grant";
import { isAmong, otherResources } from "./resources";
import { signInErrors } from "./signInErrors";

const suffix = "/.default";

/**
 * `grant_type=client_credentials` with a client secret or an assertion:
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow.
 */
export const clientCredentialsGrant: Grant = (request) => {
    const { form, tenant, audiences } = request;
    const app = authenticateApp(request);
    if ("error" in app) return app;

    const scope = form.get("scope") ?? "";
    if (scope === "" || /\s/.test(scope)) return signInErrors.invalidScope(scope);
    if (!scope.endsWith(suffix)) return signInErrors.scopeWithoutDefault(scope);
    // "https://host//.default" asks for the audience "https://host/", slash included.
    const resource = scope.slice(0, -suffix.length);
    if (isAmong(resource, audiences))
        return { app, resource, roles: app.consented ? app.roles : [] };
    if (isAmong(resource, otherResources)) return { app, resource, roles: [] };
    return signInErrors.resourceNotFound(resource, tenant.displayName);
};
