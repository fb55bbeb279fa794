import { watchedByName } from "../../../cli/status/watchedTenants";

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
