import { loginTarget } from "../../cli/loginFlags";
import { called } from "../../defender/settings/settingPlaces";
import { signInHelp } from "../../defender/signIn/signInHelp";
import { clientId, tenantId } from "../emulator/wire";

const both = { tenant: tenantId, clientId };
const wrong = (flags: object, environment: Record<string, string> = {}) => {
    try {
        loginTarget(flags, environment);
    } catch (error) {
        return (error as Error).message;
    }
    return "nothing was wrong";
};

describe("loginTarget", () => {
    it("is the commercial cloud unless told otherwise", () => {
        const { places, ...target } = loginTarget(both, {});
        expect(places.tenantId).toEqual({ in: "flags", flag: "--tenant" });
        expect(target).toEqual({
            tenantId,
            clientId,
            cloud: "commercial",
            endpoints: {
                apiUrl: "https://api.security.microsoft.com",
                authorityUrl: "https://login.microsoftonline.com",
                scope: "https://api.securitycenter.microsoft.com/.default",
                knownAuthority: false,
            },
        });
    });

    it.each([
        ["gcc", "https://login.microsoftonline.com", "api-gcc"],
        ["gcchigh", "https://login.microsoftonline.us", "api-gov"],
        ["dod", "https://login.microsoftonline.us", "api-gov"],
    ])("knows where %s signs in", (cloud, authorityUrl, host) => {
        const { cloud: named, endpoints } = loginTarget({ ...both, cloud }, {});
        expect(named).toBe(cloud);
        expect(endpoints.authorityUrl).toBe(authorityUrl);
        expect(endpoints.scope).toContain(host);
    });

    it("takes from the environment what the command line leaves out", () => {
        const environment = {
            AZURE_TENANT_ID: tenantId.toUpperCase(),
            ARM_TENANT_ID: " ",
            ARM_CLIENT_ID: clientId,
            AZURE_CLIENT_ID: "another",
            MDE_CLOUD: "gcc",
            MDE_AUTHORITY_URL: "http://127.0.0.1:8443",
            MDE_SCOPE: "https://api.example/.default",
        };
        expect(loginTarget({}, environment)).toMatchObject({
            tenantId,
            clientId,
            endpoints: {
                authorityUrl: "http://127.0.0.1:8443",
                knownAuthority: true,
                scope: "https://api.example/.default",
            },
        });
        const flags = { ...both, authorityUrl: "https://localhost:1", scope: "s/.default" };
        expect(loginTarget(flags, environment).endpoints).toMatchObject({
            authorityUrl: "https://localhost:1",
            scope: "s/.default",
        });
    });

    it("shows no password that an address holds", () => {
        expect(wrong({ ...both, authorityUrl: "https://me:canary@login.example" })).toMatch(
            /^(?!.*canary).*--authority-url is .*must hold no user name or password/,
        );
    });

    it("tells where each setting was given, for what a sign-in says of it", () => {
        const { places } = loginTarget({ tenant: tenantId }, { AZURE_CLIENT_ID: clientId });
        expect(called(places, ["tenantId", "clientId", "cloud"])).toBe(
            "--tenant, AZURE_CLIENT_ID and --cloud",
        );
        expect(signInHelp(700016, "login", places)).toMatch(
            /check AZURE_CLIENT_ID and --tenant, and/,
        );
    });

    it("names all that is missing at once, and what it is", () => {
        expect(wrong({})).toMatch(
            /^nobody was logged in: --tenant is missing: .*ARM_TENANT_ID or AZURE_TENANT_ID.*--client-id is missing: .*http:\/\/localhost.*\.$/,
        );
    });

    it.each<[string, object, Record<string, string>, RegExp]>([
        ["a tenant's name", { ...both, tenant: "contoso" }, {}, /--tenant is "contoso", but must/],
        ["a client id", { tenant: tenantId }, { AZURE_CLIENT_ID: "x" }, /AZURE_CLIENT_ID is "x"/],
        ["a cloud", { ...both, cloud: "mars" }, {}, /--cloud is "mars", but must be commercial/],
        [
            "an address in clear",
            { ...both, authorityUrl: "http://login.example" },
            {},
            /--authority-url is "http:\/\/login\.example", but http: is for loopback only/,
        ],
        [
            "the emulator's address",
            { ...both, cloud: "emulator" },
            {},
            /--authority-url is missing/,
        ],
        ["a scope", { ...both, scope: "a b" }, {}, /--scope is "a b"/],
        [
            "an application of Microsoft's",
            { ...both, clientId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" },
            {},
            /--client-id is the Azure CLI: sign in with an application of your own/,
        ],
        [
            "that application, left over in the environment",
            { tenant: tenantId },
            { ARM_CLIENT_ID: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" },
            /ARM_CLIENT_ID is the Azure CLI/,
        ],
    ])("refuses %s that is none, or none of one's own", (_, flags, environment, problem) => {
        expect(wrong(flags, environment)).toMatch(problem);
    });
});
