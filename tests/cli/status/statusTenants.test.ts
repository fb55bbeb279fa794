import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { statusTenants } from "../../../cli/status/statusTenants";

describe("a tenants file", () => {
    let folder: string;
    beforeAll(() => {
        folder = mkdtempSync(join(tmpdir(), "mde-tenants-"));
    });
    afterAll(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    const read = (text: string, environment: Readonly<Record<string, string>> = {}) => {
        const file = join(folder, "tenants.yaml");
        writeFileSync(file, text);
        return statusTenants(file, { folder, environment });
    };
    const refusal = (text: string) => {
        try {
            read(text);
        } catch (error) {
            return (error as Error).message;
        }
        return undefined;
    };
    const id = "00001111-aaaa-2222-bbbb-3333cccc4444";

    it("gives each tenant its keys, and the environment's for all else", () => {
        const environment = { ARM_TENANT_ID: "other", ARM_CLIENT_SECRET: "from-the-environment" };
        const text =
            `tenants:\n  北京:\n    tenantId: ${id}\n    cloud: gcc\n    useMsi: true\n` +
            `  Two:\n    tenantId: 00001111-aaaa-2222-bbbb-3333cccc5555\n`;
        const [one, two, ...others] = read(text, environment);
        expect(others).toEqual([]);
        expect(one!.name).toBe("北京");
        expect(one!.subject).toEqual({
            stack: undefined,
            folder,
            configuration: {},
            environment: {
                ...environment,
                ARM_TENANT_ID: id,
                MDE_CLOUD: "gcc",
                ARM_USE_MSI: "true",
            },
        });
        expect(two!.subject.environment["MDE_CLOUD"]).toBeUndefined();
    });

    it("finds a certificate from its own folder", () => {
        const [one] = read(`tenants: {a: {tenantId: ${id}, clientCertificatePath: keys/a.pem}}`);
        expect(one!.subject.environment["ARM_CLIENT_CERTIFICATE_PATH"]).toBe(
            join(folder, "keys", "a.pem"),
        );
    });

    it("refuses a secret, and does not repeat it", () => {
        const said = refusal(
            `tenants:\n  a:\n    tenantId: ${id}\n    clientSecret: "canary~secret"\n`,
        );
        expect(said).toContain('Line 4: the tenant "a" has the secret clientSecret');
        expect(said).toContain("ARM_CLIENT_SECRET");
        expect(said).not.toContain("canary");
    });

    it.each([
        [`tenants: {a: {tenantId: ${id}, regoin: eu}}`, "did you mean region?"],
        [`tenants: {a: {tenantId: ${id}, onDrift: fail}}`, "the keys are tenantId, "],
        [`tenants: {a: {tenantId: ${id}, mark: true}}`, "no key of a tenant here"],
        [`tenants: {a: {tenantId: ${id}, oidcRequestUrl: x}}`, "no key of a tenant here"],
        [`tenants: {a: {cloud: gcc}}`, "must have a tenantId"],
        [`tenants: {a: {tenantId: [1]}}`, "must be a text"],
        [
            `tenants:\n  a:\n    tenantId: contoso`,
            'Line 3: tenantId of the tenant "a" is "contoso"',
        ],
        [
            `tenants:\n  a:\n    tenantId: ${id}\n    clientId: my-app`,
            'Line 4: clientId of the tenant "a" is "my-app", and must be the application',
        ],
        [`tenants: {a: {tenantId: 5}}`, "must be a text (in quotation marks)"],
        [`tenants: {a: ${id}}`, "must be a map of keys"],
        [`tenants: {a: {tenantId: ${id}, tenantId: ${id}}}`, "has the key tenantId twice"],
        [`tenants: {a: {tenantId: ${id}}, a: {tenantId: x}}`, `"a" is there twice`],
        [`tenants: {a: {tenantId: ${id}}, b: {tenantId: ${id.toUpperCase()}}}`, "are one tenant"],
        [`tenants: {" ": {tenantId: ${id}}}`, "must have a name"],
        [`tenant: {a: {tenantId: ${id}}}`, "the only key is tenants"],
        ["", "must have a map tenants"],
        ["tenants: {}", "must have a map tenants"],
        ["{", "no valid YAML"],
    ])("refuses %j", (text, why) => {
        expect(refusal(text)).toContain(why);
    });

    it("names its own lines for what is said of variables that it stands for, and no others", () => {
        const text = `tenants:\n  a:\n    tenantId: ${id}\n    clientId: ${id}\n    cloud: gc\n`;
        const [one] = read(text, { ARM_CLIENT_SECRET: "x" });
        const file = join(folder, "tenants.yaml");
        expect(one!.inWords("MDE_CLOUD is gc. Set ARM_CLIENT_ID and ARM_CLIENT_SECRET.")).toBe(
            `cloud (${file}, line 5) is gc. Set clientId (${file}, line 4) and ARM_CLIENT_SECRET.`,
        );
        const [other] = read(text, { MDE_REGION: "eu" });
        expect(other!.inWords("Check MDE_SCOPE, MDE_REGION.")).toBe(
            `Check scope, MDE_REGION. Keys belong below line 2 of ${file}.`,
        );
    });

    it("names a file that is not there", () => {
        const from = { folder, environment: {} };
        expect(() => statusTenants(join(folder, "none.yaml"), from)).toThrow(
            /none\.yaml cannot be read \(ENOENT\)/,
        );
    });

    it("tells of many problems as many as fit a screen", () => {
        const many = Array.from({ length: 30 }, (_, at) => `  t${at}: {cloud: gcc}\n`).join("");
        expect(refusal(`tenants:\n${many}`)).toContain("There are 20 more problems.");
    });
});
