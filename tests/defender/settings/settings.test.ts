import {
    readSettings,
    type Settings,
    type SettingsSource,
} from "../../../defender/settings/settings";
import { keyProblems } from "../../../defender/settings/settingsKeys";

const tenantId = "11112222-3333-4444-8555-666677778888";
const complete = { tenantId, clientId: "app", clientSecret: "s3cret" };

function read(
    configuration: Readonly<Record<string, string>>,
    environment: SettingsSource["environment"] = {},
) {
    return readSettings({ configuration: (name) => configuration[name], environment });
}

function settingsOf(
    configuration: Readonly<Record<string, string>>,
    environment?: SettingsSource["environment"],
): Settings {
    const { settings, problems } = read(configuration, environment);
    expect(problems).toEqual([]);
    return settings!;
}

function problemsOf(
    configuration: Readonly<Record<string, string>>,
    environment?: SettingsSource["environment"],
): string[] {
    return read(configuration, environment).problems.map(({ message }) => message);
}

const signedIn = { AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: "app", AZURE_CLIENT_SECRET: "s" };

describe("readSettings", () => {
    it("has the documented defaults", () => {
        expect(settingsOf(complete)).toMatchObject({
            cloud: "commercial",
            tenantId,
            tenantIdFrom: "configuration",
            onDrift: "fail",
            mark: false,
            markAlso: [],
            callsPerMinute: 100,
            callsPerHour: 1500,
            maxUploadBytes: 20_971_520,
            signIn: { how: "clientSecret", clientId: "app", clientSecret: "s3cret" },
            warnings: [],
        });
    });

    it("takes a mark and what a stack was called before, one or several", () => {
        const marked = { ...complete, mark: "true" };
        expect(settingsOf({ ...marked, markAlso: "soc/dev" })).toMatchObject({
            mark: true,
            markAlso: ["soc/dev"],
        });
        expect(settingsOf({ ...marked, markAlso: " soc/dev , old.soc/dev_1" }).markAlso).toEqual([
            "soc/dev",
            "old.soc/dev_1",
        ]);
        const { mark, markAlso } = settingsOf(
            { cloud: "commercial" },
            { ...signedIn, MDE_MARK: "true", MDE_MARK_ALSO: "soc/dev" },
        );
        expect({ mark, markAlso }).toEqual({ mark: true, markAlso: ["soc/dev"] });
    });

    it("needs nothing at all for the embedded emulator", () => {
        expect(settingsOf({ cloud: "emulator" })).toMatchObject({
            cloud: "emulator",
            tenantId: undefined,
            signIn: { how: "emulator" },
        });
    });

    it("takes the environment where the configuration has no way of signing in", () => {
        const environment = {
            AZURE_TENANT_ID: tenantId.toUpperCase(),
            AZURE_CLIENT_ID: "app",
            ARM_CLIENT_SECRET: "s3cret",
            MDE_CLOUD: "gcchigh",
        };
        expect(settingsOf({}, environment)).toMatchObject({
            cloud: "gcchigh",
            tenantId,
            tenantIdFrom: "environment",
        });
    });

    it("leaves the environment alone where the configuration has one", () => {
        const environment = {
            ARM_TENANT_ID: "99999999-3333-4444-8555-666677778888",
            MDE_API_URL: "https://elsewhere.example",
            MDE_ON_DRIFT: "overwrite",
        };
        expect(settingsOf(complete, environment)).toEqual(settingsOf(complete));
        expect(problemsOf({ clientId: "app", clientSecret: "s" }, environment)[0]).toContain(
            "mde:tenantId is missing",
        );
    });

    it("records the emulator where apiUrl is on loopback, and keeps the configured cloud's hosts", () => {
        const settings = settingsOf({ ...complete, apiUrl: "http://127.0.0.1:8080" });
        expect(settings).toMatchObject({ cloud: "emulator", hostsOf: "commercial" });
        expect(settings.authorityUrl).toBeUndefined();
        // Without credentials of its own the sign-in is the emulator's, too, and not Microsoft's.
        const bare = settingsOf({ tenantId, apiUrl: "http://127.0.0.1:8080" });
        expect(bare).toMatchObject({
            signIn: { how: "emulator" },
            authorityUrl: "http://127.0.0.1:8080",
        });
    });

    it("warns of a host that is neither Microsoft's nor this machine", () => {
        expect(settingsOf({ ...complete, apiUrl: "https://proxy.example" }).warnings).toEqual([
            expect.stringContaining("https://proxy.example"),
        ]);
        expect(
            settingsOf({ ...complete, apiUrl: "https://api-us.securitycenter.microsoft.com" })
                .warnings,
        ).toEqual([]);
    });

    describe("given a host that only the environment names", () => {
        const environment = { ARM_CLIENT_ID: "app", ARM_CLIENT_SECRET: "canary" };
        const url = "https://gateway.example";

        it.each([
            ["MDE_API_URL", "apiUrl"],
            ["MDE_AUTHORITY_URL", "authorityUrl"],
        ])("refuses %s for a stack that has anything configured", (variable, name) => {
            const problems = problemsOf({ tenantId }, { ...environment, [variable]: url });
            expect(problems).toEqual([
                expect.stringMatching(
                    `^${variable} is ${url}, .*neither Microsoft's nor this machine.*` +
                        `"pulumi config set mde:${name} ${url}", or unset ${variable}`,
                ),
            ]);
            expect(problems.join()).not.toContain("canary");
        });

        it("refuses it for a provider object, by its argument", () => {
            const { problems } = readSettings({
                configuration: (name) => (name === "tenantId" ? tenantId : undefined),
                environment: { ...environment, MDE_API_URL: url },
                of: "arguments",
            });
            expect(problems).toHaveLength(1);
            expect(problems[0]?.message).toMatch(/confirm it as the argument apiUrl, or unset/);
        });

        it("obeys it once it is confirmed, whatever the variable says then", () => {
            const left = { ...environment, MDE_API_URL: "https://left-over.example" };
            const settings = settingsOf({ tenantId, apiUrl: url }, left);
            expect(settings).toMatchObject({ apiUrl: url, warnings: [expect.any(String)] });
        });

        it("only warns where the environment is the whole configuration", () => {
            const whole = { ...environment, ARM_TENANT_ID: tenantId, MDE_API_URL: url };
            expect(settingsOf({}, whole).warnings).toEqual([expect.stringContaining(url)]);
        });

        it.each(["http://127.0.0.1:8080", "https://eu.api.security.microsoft.com"])(
            "obeys it where it is %s",
            (apiUrl) => {
                const settings = settingsOf({ tenantId }, { ...environment, MDE_API_URL: apiUrl });
                expect(settings).toMatchObject({ apiUrl, warnings: [] });
            },
        );
    });

    it.each([
        [{ ...complete, cloud: "azure" }, /mde:cloud is "azure", but must be one of commercial/],
        [{ cloud: "emulater" }, /mde:cloud is "emulater", but must be one of/],
        [{ cloud: "emulater", region: "us" }, /mde:cloud is "emulater"/],
        [{ ...complete, clientSecret: " " }, /mde:clientSecret is empty.*--secret/],
        [{ ...complete, region: "mars" }, /mde:region is "mars", but must be one of us, eu/],
        [{ ...complete, cloud: "dod", region: "us" }, /mde:region is us.*commercial cloud only/],
        [{ ...complete, tenantId: "contoso" }, /mde:tenantId is "contoso".*GUID/],
        [{ ...complete, apiUrl: "https://host/api" }, /the host alone \(https:\/\/host\)/],
        [{ ...complete, apiUrl: "nonsense" }, /must be an address/],
        [{ ...complete, authorityUrl: "ftp://host" }, /must begin with https/],
        [{ ...complete, apiUrl: "https://a:canary@host" }, /no user name or password/],
        [{ ...complete, apiUrl: "http://10.0.0.1" }, /loopback only/],
        [{ ...complete, callsPerMinute: "-1" }, /mde:callsPerMinute is "-1"/],
        [{ ...complete, maxUploadBytes: "0" }, /at least 1/],
        [{ ...complete, onDrift: "Fail" }, /fail or overwrite/],
        [{ ...complete, mark: "yes" }, /mde:mark is "yes", but must be true or false/],
        [
            { ...complete, markAlso: "dev" },
            /mde:markAlso is "dev", but must be what.*project\/stack/,
        ],
        [{ ...complete, markAlso: "soc/dev,[pulumi: soc/dev]" }, /mde:markAlso/],
        [{ ...complete, scope: "a b" }, /mde:scope/],
        [
            { ...complete, scope: "https://api.securitycenter.microsoft.com" },
            /mde:scope is "https.*must be a scope that ends in "\/\.default"/,
        ],
        [
            { tenantId: complete.tenantId, clientId: "../../app", useLogin: "true" },
            /mde:clientId is "\.\.\/\.\.\/app", but must be the application's id, a GUID/,
        ],
        [
            { tenantId, clientId: "app" },
            /mde:clientSecret \(--secret\), .*mde:useLogin is missing, which goes with mde:clientId/,
        ],
        [
            { tenantId, clientSecret: "canary" },
            /mde:clientId is missing, which goes with mde:clientSecret/,
        ],
        [{ tenantId }, /There is no way to sign in/],
        [
            { cloud: "emulator", apiUrl: "https://host" },
            /mde:apiUrl is https:\/\/host, but mde:cloud is emulator/,
        ],
    ])("refuses %j, naming key, value and what is allowed", (configuration, message) => {
        const problems = problemsOf(configuration);
        expect(problems).toEqual([expect.stringMatching(message)]);
        expect(problems.join()).not.toContain("canary");
    });

    it.each(["", " ", "\t\n"])("takes %j for absent, wherever it is found", (blank) => {
        const environment = { MDE_REGION: blank, ARM_CLIENT_ID: blank, AZURE_CLIENT_ID: "app" };
        const secret = { ARM_TENANT_ID: tenantId, ARM_CLIENT_SECRET: "s3cret" };
        const blanks = { clientCertificatePath: blank, cloud: blank, apiUrl: blank, useCli: blank };
        expect(settingsOf({ ...complete, ...blanks })).toEqual(settingsOf(complete));
        expect(settingsOf(blanks, { ...environment, ...secret })).toMatchObject({
            tenantIdFrom: "environment",
            signInWhy: "ARM_CLIENT_SECRET and AZURE_CLIENT_ID (environment)",
        });
        expect(problemsOf({ ...complete, clientId: blank })).toEqual([
            "mde:clientId is missing, which goes with mde:clientSecret.",
        ]);
        expect(problemsOf({ ...complete, tenantId: blank })).toEqual([
            expect.stringMatching(/^mde:tenantId is missing/),
        ]);
    });

    it("does not ask the environment where the configured cloud is misspelt", () => {
        const environment = { ARM_TENANT_ID: "x", ARM_CLIENT_SECRET: "s", MDE_REGION: "mars" };
        expect(problemsOf({ cloud: "emulater" }, environment)).toEqual([
            expect.stringContaining("mde:cloud"),
        ]);
    });

    it("tells all problems at once, by the name under which the value came", () => {
        const problems = problemsOf({}, { AZURE_TENANT_ID: "x", MDE_CLOUD: "y" });
        expect(problems).toHaveLength(2);
        expect(problems[0]).toContain('MDE_CLOUD is "y"');
        expect(problems[1]).toContain('AZURE_TENANT_ID is "x"');
    });
});

describe("keyProblems", () => {
    it("finds misspelt keys, and secrets in clear, and leaves other packages alone", () => {
        const problems = keyProblems({
            keys: [
                "mde:tenantID",
                "mde:clientSecret",
                "mde:cloud",
                "azure:clientSecrte",
                "mde:zzz",
            ],
            secretKeys: [],
        });
        expect(problems.map(({ key }) => key)).toEqual([
            "mde:tenantID",
            "mde:clientSecret",
            "mde:zzz",
        ]);
        expect(problems[0]?.message).toContain("did you mean mde:tenantId?");
        expect(problems[1]?.message).toContain("pulumi config set --secret mde:clientSecret");
        expect(problems[2]?.message).toContain("there are mde:tenantId, ");
    });

    it.each(["clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"])(
        "finds %s in clear",
        (name) => {
            const [problem] = keyProblems({ keys: [`mde:${name}`], secretKeys: [] });
            expect(problem?.message).toContain(`pulumi config set --secret mde:${name}`);
        },
    );

    it("is content with an encrypted secret", () => {
        const keys = ["mde:clientSecret"];
        expect(keyProblems({ keys, secretKeys: keys })).toEqual([]);
    });
});

describe("readSettings of a provider object's arguments", () => {
    const messages = (args: Readonly<Record<string, string>>) =>
        readSettings({
            configuration: (name) => args[name],
            environment: {},
            of: "arguments",
        }).problems.map(({ message }) => message);

    it.each([
        ["no tenant", { clientId: "app", clientSecret: "s3cret" }, /^tenantId is missing.*Give it/],
        ["no way of signing in", { tenantId }, /^There is no way to sign in: set clientId and/],
        [
            "half a way",
            { tenantId, clientId: "app" },
            /^clientSecret, clientCertificatePath, useOidc/,
        ],
        [
            "two ways",
            { ...complete, useMsi: "true" },
            /^clientSecret and useMsi are 2 ways.*leave the others out/,
        ],
        ["an empty secret", { ...complete, clientSecret: "" }, /^clientSecret is empty: give it/],
        [
            "federation without a token",
            { tenantId, clientId: "app", useOidc: "true" },
            /^useOidc is true, but there is no token.*set oidcToken, oidcTokenFilePath/,
        ],
        [
            "two sources of a token",
            { tenantId, clientId: "app", oidcToken: "a.b.c", oidcTokenFilePath: "t" },
            /^oidcToken and oidcTokenFilePath are 2 sources.*Leave the rest out/,
        ],
        [
            "a request without its token",
            { tenantId, clientId: "app", oidcRequestUrl: "https://example.com/" },
            /^oidcRequestToken is missing, which goes with oidcRequestUrl/,
        ],
        [
            "a region elsewhere",
            { ...complete, cloud: "gcc", region: "eu" },
            /^region is eu, but regions are/,
        ],
        [
            "an emulator that is not here",
            { cloud: "emulator", apiUrl: "https://example.com" },
            /^apiUrl is https:\/\/example\.com, but cloud is emulator/,
        ],
    ])("names %s by the arguments", (_, args, message) => {
        const told = messages(args);
        expect(told[0]).toMatch(message);
        expect(told.join("\n")).not.toMatch(/mde:|pulumi config|--secret/);
    });
});
