import * as pulumi from "@pulumi/pulumi";

import { emulatorTenant } from "../../defender/settings/emulatorTenant";
import { settingKeys } from "../../defender/settings/settingsKeys";
import { Library, LibraryFile, Provider, type ProviderArgs } from "../../sdk";
import { providerArgNames } from "../../sdk/providerArgs";
import { placeOf } from "../../sdk/place";
import { providerSettings } from "../../sdk/providerSettings";
import { program, tenantId, valueOf, type Program } from "./program";

let own: Program;
beforeEach(() => {
    own = program();
    own.configure({});
    own.write("scripts/Get.ps1", "Get-Process\r\n");
});
afterEach(() => {
    own.close();
});

const complete = { tenantId, clientId: "app", clientSecret: "canary" };
const inputsOf = (name: string) => own.registered.find((one) => one.name === name)?.inputs;

async function registered(args: ProviderArgs): Promise<Program["registered"][0]> {
    await valueOf(new Provider("p", args).urn);
    return own.registered.find(({ name }) => name === "p")!;
}

describe("Provider", () => {
    it("has an argument for each configuration key, and registers it under that key, as text", async () => {
        expect(providerArgNames).toEqual(Object.keys(settingKeys));
        const args: Required<Omit<ProviderArgs, "region" | "apiUrl" | "authorityUrl">> = {
            tenantId,
            clientId: "app",
            clientSecret: "canary",
            clientCertificatePath: "",
            clientCertificatePassword: undefined,
            useOidc: false,
            oidcToken: undefined,
            oidcTokenFilePath: "",
            oidcRequestUrl: "",
            oidcRequestToken: undefined,
            useMsi: false,
            msiClientId: "id",
            useCli: false,
            useLogin: pulumi.output(false),
            cloud: "gcc",
            scope: "https://api.example/.default",
            onDrift: "overwrite",
            mark: true,
            markAlso: ["soc/dev", pulumi.output("soc/test")],
            callsPerMinute: 0,
            callsPerHour: pulumi.output(7),
            maxUploadBytes: 5,
        };
        const { type, inputs } = await registered(args);
        expect(type).toBe("pulumi:providers:pulumi-nodejs");
        expect(inputs).toMatchObject({
            "mde:tenantId": tenantId,
            "mde:clientSecret": expect.anything() as unknown,
            "mde:useOidc": "false",
            "mde:useLogin": "false",
            "mde:mark": "true",
            "mde:markAlso": "soc/dev,soc/test",
            "mde:callsPerMinute": "0",
            "mde:callsPerHour": "7",
            "mde:cloud": "gcc",
        });
        expect(Object.keys(inputs)).not.toContain("mde:oidcToken");
    });

    it.each<[string, ProviderArgs]>([
        ["clientSecret", { clientSecret: "x" }],
        [
            "clientCertificatePassword",
            { clientCertificatePath: "c.pfx", clientCertificatePassword: "x" },
        ],
        ["oidcToken", { oidcToken: pulumi.output("x.y.z") }],
        ["oidcRequestToken", { oidcRequestUrl: "https://a.example/", oidcRequestToken: "x" }],
    ])("marks %s as secret, and nothing else", async (secret, way) => {
        const { props } = providerSettings("p", { tenantId, clientId: "app", ...way });
        const marked = await Promise.all(
            Object.entries(props).map(async ([key, prop]) =>
                (await pulumi.isSecret(prop as pulumi.Output<unknown>)) ? [key] : [],
            ),
        );
        expect(marked.flat()).toEqual([`mde:${secret}`]);
    });

    it.each<[string, unknown, RegExp]>([
        [
            "an unknown argument",
            { tenant: tenantId },
            /there is no argument "tenant": did you mean/,
        ],
        [
            "several unknown arguments",
            { tenant: tenantId, clientSecrett: "b", x: 1 },
            /"tenant": did you mean .* And there is no argument "clientSecrett": did you mean clientSecret\? And there is no argument "x"\. There are/,
        ],
        ["no tenant", { clientId: "a", clientSecret: "b" }, /tenantId is missing.*Give it/],
        [
            "a secret that is empty",
            { ...complete, clientSecret: " " },
            /clientSecret is empty: give/,
        ],
        [
            "a cloud there is not",
            { ...complete, cloud: "gov" },
            /cloud is "gov", but must be one of/,
        ],
        ["an object", { ...complete, clientId: {} }, /clientId must be text, a number or true or/],
        [
            "http: elsewhere",
            { ...complete, apiUrl: "http://example.com" },
            /apiUrl is "http:\/\/example\.com", but http: is for loopback only/,
        ],
    ])("refuses %s at once", (_, args, message) => {
        const make = () => new Provider("contoso", args as ProviderArgs);
        expect(make).toThrow(message);
        expect(make).toThrow(/mde\.Provider "contoso"/);
        expect(make).not.toThrow(/canary|mde:|pulumi config/);
    });

    it("takes nothing from the stack's keys", () => {
        own.configure({ tenantId, clientId: "app", clientSecret: "canary" });
        expect(() => new Provider("contoso", {})).toThrow(/tenantId is missing/);
    });
});

describe("a resource of a Provider", () => {
    const type = LibraryFile.__pulumiType;
    const elsewhere = { ...complete, tenantId: "00001111-3333-4444-8555-666677778888" };

    it("needs no key of the stack, and has the tenant and the limit of its provider", () => {
        const provider = new Provider("p", {
            ...complete,
            tenantId: tenantId.toUpperCase(),
            maxUploadBytes: 5,
        });
        expect(placeOf(type, { provider })).toMatchObject({ tenantId, maxUploadBytes: 5 });
    });

    it("has them when they are known, and the limit at once where that is plain", async () => {
        const provider = new Provider("p", {
            ...complete,
            clientId: pulumi.output("app"),
            maxUploadBytes: 5,
        });
        const place = placeOf(type, { provider });
        expect(place.maxUploadBytes).toBe(5);
        expect(await place.tenantId).toBe(tenantId);
    });

    it("is of the nearest provider that its parents have, a Library included", async () => {
        const component = (name: string, opts: pulumi.ComponentResourceOptions) =>
            new pulumi.ComponentResource("tests:index:Group", name, {}, opts);
        const outer = component("outer", { providers: [new Provider("p", complete)] });
        const inner = component("inner", {
            parent: outer,
            providers: { "pulumi-nodejs": new Provider("q", elsewhere) },
        });
        const library = new Library("scripts", { path: "scripts" }, { parent: outer });
        expect(placeOf(type, { parent: outer }).tenantId).toBe(tenantId);
        expect(placeOf(type, { parent: library }).tenantId).toBe(tenantId);
        expect(placeOf(type, { parent: inner }).tenantId).toBe(elsewhere.tenantId);
        await Promise.all([valueOf(library.digest), valueOf(inner.urn)]);
    });

    it("is of a tenant that is not known where another kind of object serves it", () => {
        class Other extends pulumi.ProviderResource {}
        const provider = new Other("pulumi-nodejs", "p", {});
        expect(placeOf(type, { provider }).tenantId).toBeUndefined();
    });

    it.each<[string, (args: ProviderArgs) => ProviderArgs]>([
        ["plain arguments", (args) => args],
        ["arguments known late", (args) => ({ ...args, callsPerMinute: pulumi.output(0) })],
    ])("has the emulator's tenant of project and stack, with %s", async (_, form) => {
        const provider = new Provider("p", form({ cloud: "emulator" }));
        const file = new LibraryFile("x", { source: "scripts/Get.ps1" }, { provider });
        await valueOf(file.sha256);
        expect(inputsOf("x")).toMatchObject({ tenantId: emulatorTenant("project", "stack") });
    });

    it("keeps a secret tenant's secrecy to the provider: a file's name is none", async () => {
        const provider = new Provider("p", { ...complete, tenantId: pulumi.secret(tenantId) });
        const file = new LibraryFile("x", { source: "scripts/Get.ps1" }, { provider });
        expect(await valueOf(file.fileName)).toBe("Get.ps1");
        expect(inputsOf("x")).toMatchObject({ fileName: "Get.ps1" });
    });
});
