import type { AppOptions } from "../../../emulator";
import type { SignIn } from "../../../defender/settings/signInSettings";
import { signInHelp, usualSuspects } from "../../../defender/signIn/signInHelp";
import { errorFrom } from "../answers";
import { clientId, federatedCredential, issued, removeFolders, setUpSignIn } from "./setUpSignIn";

afterAll(removeFolders);

const bySecret: SignIn = { how: "clientSecret", clientId, clientSecret: "canary~secret~8Q" };
const byToken: SignIn = { how: "oidc", clientId, assertion: { from: "token", token: issued() } };
const federated = { federatedCredentials: [federatedCredential] };
const good = { secret: "canary~secret~8Q" };

describe("a sign-in that Entra ID refuses", () => {
    it.each<[string, SignIn, Partial<AppOptions>, string, RegExp]>([
        [
            "a wrong secret",
            bySecret,
            { secret: "other" },
            "AADSTS7000215",
            /secret's value \(not its id\).*--secret mde:clientSecret/,
        ],
        [
            "an expired secret",
            bySecret,
            { ...good, secretExpires: 1 },
            "AADSTS7000222",
            /make a new one.*Certificates & secrets.*mde:clientSecret/,
        ],
        [
            "a disabled application",
            bySecret,
            { ...good, disabled: true },
            "AADSTS7000112",
            /is disabled: an administrator must enable it/,
        ],
        [
            "a policy",
            bySecret,
            { ...good, conditionalAccess: "block" },
            "AADSTS53003",
            /policy for workload identities blocks the application/,
        ],
        [
            "a policy on machines",
            byToken,
            { ...federated, conditionalAccess: "managedDevice" },
            "AADSTS530003",
            /asks for a managed device/,
        ],
        [
            "an application of another tenant",
            { ...bySecret, clientId: "99999999-1111-4111-8111-cccccccccccc" },
            good,
            "AADSTS700016",
            /not known in this tenant: check mde:clientId and mde:tenantId/,
        ],
        ["no federated credential", byToken, {}, "AADSTS70025", /no federated credential at all/],
    ])(
        "is told as %s, in one sentence that says what to do",
        async (_, signIn, app, code, help) => {
            const error = await errorFrom(setUpSignIn(signIn, { app }).credential.getToken());
            expect(error).toMatchObject({ code });
            expect(error.message).toMatch(help);
            expect(error.message).not.toContain("canary");
        },
    );

    it("never names the client secret where none is in use", () => {
        const others: SignIn["how"][] = [
            "clientCertificate",
            "oidc",
            "managedIdentity",
            "azureCli",
            "login",
        ];
        const general = [
            700016, 90002, 65001, 500011, 70011, 70021, 700024, 700027, 7000218, 50027, 53003,
        ];
        for (const how of others) {
            for (const code of general) expect(signInHelp(code, how)).not.toMatch(/clientSecret/);
            expect(usualSuspects(how)).not.toMatch(/clientSecret/);
        }
    });

    it("says that refresh and destroy use the state's secret, unless the environment has it", async () => {
        const refused = async (why: string) => {
            const { credential } = setUpSignIn(bySecret, { app: { secret: "other" }, why });
            return (await errorFrom(credential.getToken())).message;
        };
        const configured = await refused("mde:clientSecret and mde:clientId (configuration)");
        expect(configured).toMatch(/pulumi destroy.*--run-program/);
        const variable = await refused("ARM_CLIENT_SECRET and ARM_CLIENT_ID (environment)");
        expect(variable).not.toContain("--run-program");
        expect(variable).toContain("ARM_CLIENT_SECRET");
    });

    it.each<[number, SignIn["how"], RegExp]>([
        [700024, "clientCertificate", /this machine's clock/],
        [700024, "oidc", /mde:oidcTokenFilePath.*clock/],
        [65001, "azureCli", /Azure CLI.*mde:useLogin/],
        [65001, "login", /administrator of the tenant must grant consent/],
        [7000218, "login", /Allow public client flows/],
        [53003, "login", /this person or machine/],
        [50076, "login", /pulumi-mde login/],
        [50027, "oidc", /mde:oidcToken/],
        [700027, "clientCertificate", /mde:clientCertificatePath/],
        [700016, "azureCli", /az login --service-principal/],
    ])("fits AADSTS%d to the way of signing in: %s", (code, how, help) => {
        expect(signInHelp(code, how)).toMatch(help);
    });
});
