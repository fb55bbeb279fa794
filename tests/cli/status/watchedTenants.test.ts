import { fileType, pinType } from "../../../sdk/fileType";
import {
    asPinned,
    joined,
    pinIn,
    watchedByName,
    watchedByStack,
} from "../../../cli/status/watchedTenants";

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
    const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
    const watchedAt = (name: string, environment: Readonly<Record<string, string>>) =>
        watchedByName([
            {
                name,
                subject: {
                    stack: undefined,
                    folder: "/",
                    configuration: {},
                    environment: { ARM_TENANT_ID: tenantId, ARM_USE_CLI: "true", ...environment },
                },
            },
        ]);

    it("takes one id at two addresses for two tenants, and at one for one", () => {
        const real = watchedAt("real", {});
        const tried = watchedAt("tried", { MDE_CLOUD: "emulator" });
        const served = watchedAt("served", { MDE_API_URL: "http://127.0.0.1:1" });
        const names = (watched: Parameters<typeof joined>[0]) =>
            joined(watched).map(({ name }) => name);
        expect(names([...real, ...tried, ...served])).toEqual(["real", "tried", "served"]);
        expect(names([...real, ...watchedAt("twin", {})])).toEqual(["real, twin"]);
    });

    it("asks nobody for a stack whose configuration is for another tenant than its pin", () => {
        const other = "99998888-aaaa-2222-bbbb-3333cccc4444";
        const [watched] = watchedAt("stack", {});
        expect(asPinned(watched!, tenantId)).toBe(watched);
        const refused = asPinned(watched!, other);
        expect(refused).toMatchObject({ subjects: [], tenantId: undefined });
        expect(refused.error).toContain(
            `names tenant ${tenantId}, and its state is pinned to ${other}`,
        );
        const pin = (between: string) => ({
            type: pinType,
            urn: `urn:pulumi:s::p::${between}${pinType}::mde`,
            outputs: { tenantId: other.toUpperCase() },
        });
        expect(pinIn({ resources: [pin("")], interrupted: [] })).toBe(other);
        const below = pin("pulumi:providers:pulumi-nodejs$");
        expect(pinIn({ resources: [below], interrupted: [] })).toBeUndefined();
    });

    it("has those that a stack reaches by a provider object, by whatever name it was asked for", async () => {
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
