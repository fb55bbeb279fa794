import {
    called,
    howToSet,
    placesBy,
    stackPlaces,
    type SettingPlaces,
} from "../../../defender/settings/settingPlaces";
import { readSettings, type SettingsSource } from "../../../defender/settings/settings";
import { audienceHelp } from "../../../defender/signIn/tokenHelp";
import { signInHelp, usualSuspects } from "../../../defender/signIn/signInHelp";

const tenantId = "11112222-3333-4444-8555-666677778888";

function read(
    configuration: Readonly<Record<string, string>>,
    more: Partial<SettingsSource> = {},
): ReturnType<typeof readSettings> {
    return readSettings({ configuration: (name) => configuration[name], environment: {}, ...more });
}

function placesOf(...source: Parameters<typeof read>): SettingPlaces {
    const { settings, problems } = read(...source);
    expect(problems).toEqual([]);
    return settings!.places;
}

const messages = (...source: Parameters<typeof read>) =>
    read(...source)
        .problems.map(({ message }) => message)
        .join("\n");

const contoso: Partial<SettingsSource> = { of: "arguments", name: "contoso" };
const bySecret = { tenantId, clientId: "app", clientSecret: "s" };

describe("called", () => {
    it("names keys, variables, options and arguments as whoever set them does", () => {
        expect(called(stackPlaces, ["tenantId", "cloud"])).toBe("mde:tenantId and mde:cloud");
        const flags = placesBy((name) => ({ in: "flags", flag: `--${name}` }));
        expect(called(flags, ["scope"])).toBe("--scope");
        const contosos = placesBy(() => ({ in: "arguments", provider: "contoso" }));
        expect(called(contosos, ["tenantId"])).toBe(
            'the argument tenantId of mde.Provider "contoso"',
        );
        expect(called(contosos, ["oidcToken", "scope", "cloud"], "or")).toBe(
            'the arguments oidcToken, scope or cloud of mde.Provider "contoso"',
        );
        const some = placesBy(() => ({ in: "arguments", provider: undefined }));
        expect(called(some, ["scope"])).toBe("the argument scope of the mde.Provider");
    });

    it("names what two settings are called alike once", () => {
        const alike = placesBy(() => ({ in: "environment", variable: "ARM_CLIENT_ID" }));
        expect(called(alike, ["clientId", "msiClientId"])).toBe("ARM_CLIENT_ID");
    });
});

describe("the places of settings", () => {
    it("are the stack's keys where the stack has a way of signing in", () => {
        const places = placesOf(bySecret, { environment: { ARM_CLIENT_ID: "other" } });
        expect(places).toEqual(stackPlaces);
        expect(howToSet(places, "clientSecret")).toBe(
            'with "pulumi config set --secret mde:clientSecret"',
        );
        expect(howToSet(places, "cloud")).toBe('with "pulumi config set mde:cloud"');
    });

    it("are the variables that were used, and those to set, where the environment signs in", () => {
        const environment = { AZURE_CLIENT_ID: "app", ARM_CLIENT_SECRET: "s" };
        const places = placesOf({ tenantId }, { environment });
        expect(called(places, ["tenantId", "clientId", "clientSecret", "cloud"])).toBe(
            "mde:tenantId, AZURE_CLIENT_ID, ARM_CLIENT_SECRET and MDE_CLOUD",
        );
        expect(howToSet(places, "clientSecret")).toBe("in ARM_CLIENT_SECRET");
    });

    it("are a runner's variables for what only it knows", () => {
        const environment = {
            ACTIONS_ID_TOKEN_REQUEST_URL: "https://runner.example/token",
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t",
        };
        const places = placesOf({ tenantId, clientId: "app", useOidc: "true" }, { environment });
        expect(called(places, ["clientId", "oidcRequestUrl", "oidcRequestToken"])).toBe(
            "mde:clientId, ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN",
        );
    });

    it("are the application's variable for a user-assigned identity of the environment", () => {
        const environment = { ARM_USE_MSI: "true", AZURE_CLIENT_ID: "identity" };
        const places = placesOf({ tenantId }, { environment });
        expect(called(places, ["msiClientId"])).toBe("AZURE_CLIENT_ID");
    });

    it("are a provider object's arguments, but for what the environment gave", () => {
        const places = placesOf(bySecret, contoso);
        expect(called(places, ["clientId", "scope"])).toBe(
            'the arguments clientId and scope of mde.Provider "contoso"',
        );
        const environment = { ARM_CLIENT_ID: "app", ARM_CLIENT_SECRET: "s" };
        const mixed = placesOf({ tenantId }, { ...contoso, environment });
        expect(called(mixed, ["tenantId", "clientId"])).toBe(
            'ARM_CLIENT_ID and the argument tenantId of mde.Provider "contoso"',
        );
    });
});

describe("messages", () => {
    const byEnvironment = placesOf(
        {},
        {
            environment: {
                ARM_TENANT_ID: tenantId,
                ARM_CLIENT_ID: "app",
                AZURE_CLIENT_SECRET: "s",
                MDE_SCOPE: "https://example.com/.default",
            },
        },
    );
    const byArguments = placesOf(bySecret, contoso);

    it("name the variables that were set, and no key", () => {
        const texts = [
            signInHelp(7000215, "clientSecret", byEnvironment)!,
            signInHelp(90002, "clientSecret", byEnvironment)!,
            usualSuspects("clientSecret", byEnvironment),
            audienceHelp(
                { aud: "https://graph.microsoft.com", roles: [], scp: [] },
                {
                    scope: "https://example.com/.default",
                    cloud: "commercial",
                    places: byEnvironment,
                },
            ),
        ].join("\n");
        expect(texts).toContain("set the secret's value (not its id) in AZURE_CLIENT_SECRET.");
        expect(texts).toContain("check ARM_TENANT_ID and MDE_CLOUD.");
        expect(texts).toContain("Remove MDE_SCOPE");
        expect(texts).not.toMatch(/mde:|pulumi config/);
    });

    it("name the provider object, and no command that sets a stack's configuration", () => {
        const texts = [
            signInHelp(7000222, "clientSecret", byArguments)!,
            usualSuspects("clientSecret", byArguments),
            messages({}, contoso),
            messages({ clientId: "app" }, contoso),
            messages({ ...bySecret, tenantId: "contoso" }, contoso),
            messages({ ...bySecret, useCli: "true" }, contoso),
            messages({ ...bySecret, clientSecret: "" }, contoso),
            messages({ tenantId, clientId: "app", useOidc: "true" }, contoso),
        ].join("\n");
        expect(texts).toContain('set it as the argument clientSecret of mde.Provider "contoso"');
        expect(texts).toContain('the argument tenantId of mde.Provider "contoso" is missing');
        expect(texts).toContain(
            'one of the arguments clientSecret, clientCertificatePath, useOidc and useLogin of mde.Provider "contoso"',
        );
        expect(texts).not.toMatch(/mde:|pulumi config/);
    });

    it("name variables where there is no configuration at all", () => {
        const text = messages({}, { of: "environment" });
        expect(text).toContain("ARM_TENANT_ID is missing");
        expect(text).toContain("set ARM_CLIENT_ID and one of ARM_CLIENT_SECRET");
        expect(text).not.toMatch(/mde:|pulumi config/);
    });
});
