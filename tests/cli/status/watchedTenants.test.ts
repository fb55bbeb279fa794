import { fileType } from "../../../sdk/fileType";
import { watchedByName, watchedByStack } from "../../../cli/status/watchedTenants";

describe("the tenants of a file", () => {
    it("keeps one whose settings are no good beside the others, with why", () => {
        const of = (environment: Readonly<Record<string, string>>) => ({
            stack: undefined,
            folder: "/",
            configuration: {},
            environment,
        });
        const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
        const good = { ARM_TENANT_ID: tenantId, ARM_USE_CLI: "true", MDE_CLOUD: "gcc" };
        const watched = watchedByName([
            { name: "good", subject: of(good) },
            { name: "bad", subject: of({ ARM_TENANT_ID: "contoso" }) },
        ]);
        expect(watched[0]).toMatchObject({
            name: "good",
            tenantId,
            cloud: "gcc",
            error: undefined,
        });
        expect(watched[1]).toMatchObject({ name: "bad", subjects: [] });
        expect(watched[1]!.error).toMatch(/nobody was asked.*ARM_TENANT_ID is .*contoso/);
    });
});

describe("the tenants of stacks", () => {
    it("has those that a stack reaches by a provider object, by whatever name it was asked for", async () => {
        const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
        const urn = `urn:pulumi:dev::library::${fileType}::a`;
        const outputs = { sha256: "0".repeat(64) };
        const resources = [{ urn, type: fileType, id: `${tenantId}/a.sh`, outputs }];
        const state = { resources, interrupted: [] };
        const states = { project: "library", states: [{ stack: "dev", state }], unread: [] };
        // No project is there, so that no configuration can be read.
        const from = { folder: "/", environment: {} };
        const asked = "organization/library/dev";
        const watched = await watchedByStack([{ stack: "dev", asked }], states, from);
        expect(watched.map(({ name, stacks }) => ({ name, stacks }))).toEqual([
            { name: "dev", stacks: ["dev"] },
            { name: tenantId, stacks: ["dev"] },
        ]);
        expect(watched[0]!.error).toContain(`there is no stack ${asked}`);
    });
});
