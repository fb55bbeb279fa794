import { createEmulator, readTenants } from "../../emulator";
import { appCertificate } from "./appCertificate";
import { clientId, tenantId, wireOf } from "./wire";

const withApp = (app: object) => ({ [tenantId]: { apps: { [clientId]: app } } });

describe("readTenants", () => {
    it("reads what an emulator works with", async () => {
        const document = {
            [tenantId]: {
                displayName: "Contoso",
                liveResponse: true,
                region: "eu",
                authority: "login.microsoftonline.us",
                users: { "ada@contoso.example": { displayName: "Ada" } },
                apps: {
                    [clientId]: {
                        displayName: "Deployer",
                        secret: "right",
                        secretExpires: 4e12,
                        roles: ["Library.Manage"],
                        publicClient: { redirectUris: ["http://localhost"], scopes: ["x"] },
                        disabled: false,
                        consented: true,
                    },
                },
            },
        };
        const wire = wireOf(createEmulator({ tenants: readTenants(document) }).handle);
        await wire.signIn({ secret: "right" });
        expect((await wire.list()).status).toBe(200);
    });

    it("reads PEM in place, and asks for what is not", async () => {
        const { cert } = await appCertificate();
        const document = withApp({ displayName: "App", certificates: [cert, "app.pem"] });
        const asked: string[] = [];
        const tenants = readTenants(document, {
            readPem: (name) => {
                asked.push(name);
                return cert;
            },
        });
        expect(asked).toEqual(["app.pem"]);
        expect(tenants[tenantId]!.apps[clientId]!.certificates).toEqual([cert, cert]);
    });

    it.each<[string, unknown, RegExp]>([
        ["a list", [], /the document: .*expected record/],
        ["a tenant that is no GUID", { contoso: { apps: {} } }, /contoso: must be a GUID/],
        [
            "an authority of nobody",
            { [tenantId]: { apps: {}, authority: "login.example" } },
            /authority: /,
        ],
        ["a tenant without apps", { [tenantId]: {} }, /apps: /],
        ["an app without a name", withApp({}), new RegExp(`apps → ${clientId} → displayName: `)],
        ["an unknown key", withApp({ displayName: "A", sekret: "x" }), /"sekret"/],
        ["a policy that is none", withApp({ displayName: "A", conditionalAccess: "x" }), /block/],
        [
            "a user's id that is no GUID",
            { [tenantId]: { apps: {}, users: { a: { displayName: "A", objectId: "7" } } } },
            /users → a → objectId: must be a GUID/,
        ],
        ["a certificate", withApp({ displayName: "A", certificates: ["x"] }), /certificate of app/],
    ])("names %s", (_, document, problem) => {
        expect(() => readTenants(document)).toThrow(problem);
        expect(() => readTenants(document)).toThrow(TypeError);
    });

    it("names all that is wrong at once", () => {
        const document = { [tenantId]: { apps: { [clientId]: { secret: 1, roles: "x" } } } };
        expect(() => readTenants(document)).toThrow(/displayName.*secret.*roles/);
    });
});
