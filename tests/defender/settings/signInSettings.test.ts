import {
    readSettings,
    type Settings,
    type SettingsSource,
} from "../../../defender/settings/settings";

const tenantId = "11112222-3333-4444-8555-666677778888";
const clientId = "app";
const applicationId = "33334444-dddd-5555-eeee-6666ffff7777";
const token = "aaa.bbb.ccc";
const github = {
    ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example/token?api-version=2.0",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "canary-request-token",
};
const pipelines = {
    SYSTEM_OIDCREQUESTURI: "https://dev.example/oidctoken",
    SYSTEM_ACCESSTOKEN: "canary-access-token",
    ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "connection",
};

type Values = Readonly<Record<string, string>>;

function read(configuration: Values, environment: SettingsSource["environment"] = {}) {
    const all: Values = { tenantId, ...configuration };
    return readSettings({ configuration: (name) => all[name], environment });
}

function settingsOf(configuration: Values, environment?: Values): Settings {
    const { settings, problems } = read(configuration, environment);
    expect(problems).toEqual([]);
    return settings!;
}

describe("a way of signing in", () => {
    it.each<[string, Values, Values, object, string]>([
        [
            "a client secret",
            { clientId, clientSecret: "canary" },
            {},
            { how: "clientSecret", clientId, clientSecret: "canary" },
            "mde:clientSecret and mde:clientId (configuration)",
        ],
        [
            "a client secret of the environment",
            {},
            { ARM_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: "canary" },
            { how: "clientSecret", clientId, clientSecret: "canary" },
            "AZURE_CLIENT_SECRET and ARM_CLIENT_ID (environment)",
        ],
        [
            "a certificate",
            { clientId, clientCertificatePath: "a.pfx", clientCertificatePassword: "canary" },
            {},
            {
                how: "clientCertificate",
                clientId,
                certificatePath: "a.pfx",
                certificatePassword: "canary",
            },
            "mde:clientCertificatePath and mde:clientId and mde:clientCertificatePassword (configuration)",
        ],
        [
            "a certificate of the environment, without a password",
            {},
            { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_CERTIFICATE_PATH: "a.pem" },
            { how: "clientCertificate", clientId, certificatePath: "a.pem" },
            "AZURE_CLIENT_CERTIFICATE_PATH and AZURE_CLIENT_ID (environment)",
        ],
        [
            "a federated token",
            { clientId, oidcToken: `${token}\n` },
            {},
            { how: "oidc", clientId, assertion: { from: "token", token } },
            "mde:oidcToken and mde:clientId (configuration)",
        ],
        [
            "a federated token's file",
            { clientId, useOidc: "true", oidcTokenFilePath: "/t" },
            { AZURE_FEDERATED_TOKEN_FILE: "/other", ARM_OIDC_TOKEN: "left.over.token" },
            { how: "oidc", clientId, assertion: { from: "file", path: "/t" } },
            "mde:useOidc and mde:clientId and mde:oidcTokenFilePath (configuration)",
        ],
        [
            "a cluster's workload identity",
            {},
            { AZURE_CLIENT_ID: clientId, AZURE_FEDERATED_TOKEN_FILE: "/t" },
            { how: "oidc", clientId, assertion: { from: "file", path: "/t" } },
            "AZURE_FEDERATED_TOKEN_FILE and AZURE_CLIENT_ID (environment)",
        ],
        [
            "GitHub Actions, chosen in the configuration",
            { clientId, useOidc: "true" },
            { ...github, ARM_CLIENT_ID: "left-over" },
            {
                how: "oidc",
                clientId,
                assertion: {
                    from: "github",
                    requestUrl: github.ACTIONS_ID_TOKEN_REQUEST_URL,
                    requestToken: "canary-request-token",
                },
            },
            "mde:useOidc and mde:clientId (configuration), ACTIONS_ID_TOKEN_REQUEST_URL and " +
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN (environment)",
        ],
        [
            "Azure Pipelines, chosen in the environment",
            {},
            { ARM_CLIENT_ID: clientId, ARM_USE_OIDC: "true", ...pipelines },
            {
                how: "oidc",
                clientId,
                assertion: {
                    from: "azurePipelines",
                    requestUrl: pipelines.SYSTEM_OIDCREQUESTURI,
                    requestToken: "canary-access-token",
                    serviceConnectionId: "connection",
                },
            },
            "ARM_USE_OIDC and ARM_CLIENT_ID and SYSTEM_OIDCREQUESTURI and SYSTEM_ACCESSTOKEN and " +
                "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID (environment)",
        ],
        [
            "an endpoint of one's own",
            {
                clientId,
                oidcRequestUrl: "http://127.0.0.1:1/t",
                oidcRequestToken: "canary",
            },
            github,
            {
                how: "oidc",
                clientId,
                assertion: {
                    from: "github",
                    requestUrl: "http://127.0.0.1:1/t",
                    requestToken: "canary",
                },
            },
            "mde:oidcRequestUrl and mde:clientId and mde:oidcRequestToken (configuration)",
        ],
        [
            "a system-assigned identity",
            { useMsi: "true" },
            { ARM_CLIENT_ID: "left-over" },
            { how: "managedIdentity", clientId: undefined },
            "mde:useMsi (configuration)",
        ],
        [
            "a user-assigned identity",
            { useMsi: "true", msiClientId: "id" },
            {},
            { how: "managedIdentity", clientId: "id" },
            "mde:useMsi and mde:msiClientId (configuration)",
        ],
        [
            "a user-assigned identity of the environment",
            {},
            { ARM_USE_MSI: "true", ARM_CLIENT_ID: "id" },
            { how: "managedIdentity", clientId: "id" },
            "ARM_USE_MSI and ARM_CLIENT_ID (environment)",
        ],
        [
            "the Azure CLI",
            { useCli: "true" },
            {},
            { how: "azureCli" },
            "mde:useCli (configuration)",
        ],
        [
            "a person",
            {},
            { MDE_USE_LOGIN: "true", AZURE_CLIENT_ID: applicationId },
            { how: "login", clientId: applicationId },
            "MDE_USE_LOGIN and AZURE_CLIENT_ID (environment)",
        ],
    ])("is %s", (_, configuration, environment, signIn, why) => {
        const settings = settingsOf(configuration, environment);
        expect(settings.signIn).toEqual(signIn);
        expect(settings.signInWhy).toBe(why);
        expect(settings.signInWhy).not.toContain("canary");
    });

    it("is none of the environment's where the configuration has one", () => {
        const environment = { ARM_CLIENT_ID: "other", ARM_CLIENT_SECRET: "s", ARM_USE_CLI: "true" };
        expect(settingsOf({ useMsi: "true" }, environment).signIn.how).toBe("managedIdentity");
    });

    it("is switched off by false, in the configuration for the environment too", () => {
        const environment = { ARM_USE_CLI: "true", ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "s" };
        expect(settingsOf({ useCli: "false" }, environment).signIn.how).toBe("clientSecret");
    });

    it("leaves tokens alone where federation is switched off", () => {
        const secret = { ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "s" };
        const cluster = { ARM_USE_OIDC: "false", AZURE_FEDERATED_TOKEN_FILE: "/t" };
        expect(settingsOf({}, { ...secret, ...cluster }).signIn.how).toBe("clientSecret");
        const off = { clientId, clientSecret: "s", oidcToken: token, useOidc: "false" };
        expect(settingsOf(off).signIn.how).toBe("clientSecret");
    });

    it.each<[string, Values, Values]>([
        [
            "AZURE_FEDERATED_TOKEN_FILE",
            { AZURE_FEDERATED_TOKEN_FILE: "/t" },
            { ARM_CLIENT_SECRET: "s" },
        ],
        [
            "AZURE_FEDERATED_TOKEN_FILE",
            { AZURE_FEDERATED_TOKEN_FILE: "/t" },
            { ARM_USE_MSI: "true" },
        ],
        ["ACTIONS_ID_TOKEN_REQUEST_URL", github, { AZURE_CLIENT_CERTIFICATE_PATH: "a.pem" }],
        ["SYSTEM_OIDCREQUESTURI", pipelines, { ARM_CLIENT_SECRET: "s" }],
        [
            "AZURE_FEDERATED_TOKEN_FILE and ACTIONS_ID_TOKEN_REQUEST_URL",
            { AZURE_FEDERATED_TOKEN_FILE: "/t", ...github },
            { ARM_USE_CLI: "true" },
        ],
    ])("leaves %s, which a platform sets, alone beside a way of ours: %j %j", (named, set, own) => {
        const { signIn, signInWhy } = settingsOf({}, { ARM_CLIENT_ID: "id", ...set, ...own });
        expect(signIn.how).not.toBe("oidc");
        const [by = ""] = Object.keys(own);
        expect(signInWhy).toContain(by);
        expect(signInWhy).toMatch(new RegExp(`\\(environment\\), and not ${named}, which`));
    });

    it("takes an address that somebody set for the purpose, without a switch", () => {
        const environment = { ARM_CLIENT_ID: clientId, ARM_OIDC_REQUEST_URL: "https://own/t" };
        const settings = settingsOf({}, { ...environment, ARM_OIDC_REQUEST_TOKEN: "canary" });
        expect(settings.signIn).toMatchObject({ how: "oidc", assertion: { from: "github" } });
    });

    it("leaves an identity's id alone where it is switched off", () => {
        const off = { useCli: "true", useMsi: "false", msiClientId: "id" };
        expect(settingsOf(off).signIn.how).toBe("azureCli");
    });

    it("knows GitHub Actions by its variable, whatever service connection lies about", () => {
        const environment = { ...github, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: "left-over" };
        expect(settingsOf({ clientId, useOidc: "true" }, environment).signIn).toMatchObject({
            assertion: { from: "github", requestToken: "canary-request-token" },
        });
    });

    it("needs nothing on loopback, whatever id lies about in the environment", () => {
        const settings = settingsOf({ apiUrl: "http://127.0.0.1:1" }, { AZURE_CLIENT_ID: "id" });
        expect(settings.signIn).toEqual({ how: "emulator" });
    });

    it("prefers what was set for the purpose to what a cluster sets by itself", () => {
        const environment = { AZURE_FEDERATED_TOKEN_FILE: "/cluster", ARM_OIDC_TOKEN: token };
        expect(settingsOf({ clientId, useOidc: "true" }, environment).signIn).toMatchObject({
            assertion: { from: "token", token },
        });
    });

    it("takes a service connection from the address, before the environment's", () => {
        const requestUrl = "https://dev.example/oidctoken?serviceConnectionId=mine";
        const environment = { ...pipelines, ARM_OIDC_REQUEST_URL: requestUrl };
        expect(settingsOf({ clientId, useOidc: "true" }, environment).signIn).toMatchObject({
            assertion: { from: "azurePipelines", serviceConnectionId: "mine", requestUrl },
        });
    });
});

describe("a way of signing in that is none", () => {
    it.each<[string, Values, Values, RegExp]>([
        [
            "two ways",
            { clientId, clientSecret: "canary", useOidc: "true" },
            {},
            /^mde:clientSecret and mde:useOidc are 2 ways to sign in.*pulumi config rm/,
        ],
        [
            "two ways of the environment",
            {},
            { ARM_CLIENT_SECRET: "canary", ARM_USE_MSI: "true", ARM_CLIENT_ID: "id" },
            /^ARM_CLIENT_SECRET and ARM_USE_MSI are 2 ways.*unset/,
        ],
        [
            "a federated token's file of the environment and a secret",
            {},
            {
                AZURE_CLIENT_ID: "i",
                AZURE_CLIENT_SECRET: "canary",
                ARM_OIDC_TOKEN_FILE_PATH: "/t",
                AZURE_FEDERATED_TOKEN_FILE: "/t",
            },
            /^AZURE_CLIENT_SECRET and ARM_OIDC_TOKEN_FILE_PATH are 2 ways/,
        ],
        [
            "an address for federated tokens and a secret",
            {},
            { ARM_CLIENT_ID: "i", ARM_CLIENT_SECRET: "canary", ARM_OIDC_REQUEST_URL: "https://i" },
            /^ARM_CLIENT_SECRET and ARM_OIDC_REQUEST_URL are 2 ways/,
        ],
        [
            "federation that was switched on in a cluster, and a certificate",
            {},
            {
                AZURE_CLIENT_ID: "i",
                AZURE_FEDERATED_TOKEN_FILE: "/t",
                ARM_USE_OIDC: "true",
                ARM_CLIENT_CERTIFICATE_PATH: "a.pem",
            },
            /^ARM_CLIENT_CERTIFICATE_PATH and ARM_USE_OIDC are 2 ways/,
        ],
        [
            "a number for a switch",
            { useCli: "1" },
            {},
            /^mde:useCli is "1", but must be true or false\.$/,
        ],
        ["another case", {}, { ARM_USE_OIDC: "True" }, /^ARM_USE_OIDC is "True", but must be true/],
        [
            "a certificate without an application",
            { clientCertificatePath: "a.pem" },
            { ARM_CLIENT_ID: "left-over" },
            /^mde:clientId is missing, which goes with mde:clientCertificatePath\.$/,
        ],
        [
            "a certificate of the environment without an application",
            {},
            { AZURE_CLIENT_CERTIFICATE_PATH: "a.pem" },
            /^ARM_CLIENT_ID is missing, which goes with AZURE_CLIENT_CERTIFICATE_PATH\.$/,
        ],
        [
            "a password without a certificate",
            { clientCertificatePassword: "canary" },
            {},
            /^mde:clientCertificatePath is missing, which goes with mde:clientCertificatePassword/,
        ],
        [
            "a secret beside half a certificate",
            { clientId, clientSecret: "canary", clientCertificatePassword: "canary" },
            {},
            /^mde:clientCertificatePath is missing, which goes with mde:clientCertificatePassword/,
        ],
        [
            "the Azure CLI beside half an identity",
            { useCli: "true", msiClientId: "id" },
            {},
            /^mde:useMsi is missing, which goes with mde:msiClientId/,
        ],
        [
            "an application whose secret is in the environment",
            { clientId },
            { ARM_CLIENT_SECRET: "canary" },
            /mde:clientSecret \(--secret\).* is missing.*The environment is not asked/,
        ],
        ["an identity without the switch", { msiClientId: "id" }, {}, /^mde:useMsi is missing/],
        [
            "a person without an application",
            { useLogin: "true" },
            {},
            /^mde:clientId is missing, which goes with mde:useLogin/,
        ],
        [
            "federation without a token",
            { clientId, useOidc: "true" },
            {},
            /^mde:useOidc is true, but there is no token.*mde:oidcTokenFilePath.*id-token: write/,
        ],
        [
            "federation with two tokens",
            { clientId, oidcToken: token, oidcTokenFilePath: "/t" },
            {},
            /^mde:oidcToken and mde:oidcTokenFilePath are 2 sources.*pulumi config rm/,
        ],
        [
            "a runner inside a cluster",
            { clientId, useOidc: "true" },
            { AZURE_FEDERATED_TOKEN_FILE: "/t", ...github },
            /^AZURE_FEDERATED_TOKEN_FILE and ACTIONS_ID_TOKEN_REQUEST_URL are 2 sources/,
        ],
        [
            "a token that is none",
            { clientId, oidcToken: "canary" },
            {},
            /^mde:oidcToken is no token/,
        ],
        ["an empty token", { clientId, oidcToken: "" }, github, /^mde:oidcToken is empty/],
        [
            "an empty secret",
            { clientId, clientSecret: "" },
            { ARM_CLIENT_SECRET: "s" },
            /^mde:clientSecret is empty/,
        ],
        [
            "an address without its token",
            { clientId, oidcRequestUrl: "https://host" },
            {},
            /^mde:oidcRequestToken \(--secret\) is missing, which goes with mde:oidcRequestUrl/,
        ],
        [
            "a pipeline that keeps its token to itself",
            { clientId, useOidc: "true" },
            { ...pipelines, SYSTEM_ACCESSTOKEN: "" },
            /SYSTEM_ACCESSTOKEN: \$\(System\.AccessToken\)/,
        ],
        [
            "a pipeline without a service connection",
            { clientId, useOidc: "true" },
            { ...pipelines, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "" },
            /^ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is missing/,
        ],
        [
            "an address in clear",
            { clientId, oidcRequestUrl: "http://host/path?canary", oidcRequestToken: "canary" },
            {},
            /^mde:oidcRequestUrl is "http:\/\/host\/path", but http: is for loopback only/,
        ],
        [
            "an address that is none",
            { clientId, useOidc: "true" },
            { ...github, ACTIONS_ID_TOKEN_REQUEST_URL: "nonsense" },
            /^ACTIONS_ID_TOKEN_REQUEST_URL is "nonsense", but must be an address/,
        ],
        ["a runner's offer alone", {}, github, /There is no way.*ACTIONS_ID_TOKEN_REQUEST_URL/],
        [
            "a cluster's file alone",
            {},
            { AZURE_FEDERATED_TOKEN_FILE: "/t" },
            /^There is no way to sign in/,
        ],
    ])("%s: one problem, which says what to do", (_, configuration, environment, message) => {
        const messages = read(configuration, environment).problems.map((one) => one.message);
        expect(messages[0]).toMatch(message);
        expect(messages.join()).not.toContain("canary");
        expect(messages).toHaveLength(1);
    });
});
