import { watchedByName, watchedByStack } from "../../../cli/status/watchedTenants";
import type { StateResource } from "../../../cli/stackRelease";
import { fileType, pinType } from "../../../sdk/fileType";

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
        const inWords = (text: string) => text.replace("ARM_TENANT_ID", "tenantId of line 5");
        const watched = watchedByName([
            { name: "good", subject: of(good), inWords },
            { name: "bad", subject: of({ ARM_TENANT_ID: "contoso" }), inWords },
        ]);
        expect(watched[0]).toMatchObject({
            name: "good",
            tenantId,
            cloud: "gcc",
            error: undefined,
        });
        expect(watched[1]).toMatchObject({ name: "bad", subjects: [] });
        expect(watched[1]!.error).toMatch(/nobody was asked.*tenantId of line 5 is .*contoso/);
    });
});

describe("the tenants of stacks", () => {
    const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
    const fileIn = (cloud?: string): StateResource => ({
        urn: `urn:pulumi:dev::library::${fileType}::a`,
        type: fileType,
        id: `${tenantId}/a.sh`,
        outputs: { sha256: "0".repeat(64), cloud },
    });
    const pinIn = (cloud: string): StateResource => ({
        urn: `urn:pulumi:dev::library::${pinType}::mde`,
        type: pinType,
        outputs: { tenantId, cloud },
    });
    const watched = (stacks: Readonly<Record<string, readonly StateResource[]>>) => {
        const states = Object.entries(stacks).map(([stack, resources]) => ({
            stack,
            state: { resources, interrupted: [] },
        }));
        const asked = states.map(({ stack }) => ({
            stack,
            asked: `organization/library/${stack}`,
        }));
        // No project is there, so that no configuration can be read.
        const from = { folder: "/", environment: {} };
        return watchedByStack(asked, { project: "library", states, unread: [] }, from);
    };
    const shown = async (...args: Parameters<typeof watched>) =>
        (await watched(...args)).map(({ name, stacks }) => ({ name, stacks }));

    it("has those that a stack reaches by a provider object, by whatever name it was asked for", async () => {
        expect(await shown({ dev: [fileIn()] })).toEqual([
            { name: "dev", stacks: ["dev"] },
            { name: tenantId, stacks: ["dev"] },
        ]);
        const [dev] = await watched({ dev: [fileIn()] });
        expect(dev!.error).toContain("there is no stack organization/library/dev");
    });

    it("has one that several stacks reach so once", async () => {
        const all = await watched({ dev: [fileIn(), fileIn("emulator")], lab: [fileIn()] });
        expect(all.map(({ name }) => name)).toEqual(["dev", "lab", tenantId]);
        expect(all[2]).toMatchObject({ stacks: ["dev", "lab"] });
        expect(all[2]!.error).toMatch(/^stacks dev and lab have files there by a provider object/);
    });

    it("takes no stack's own tenant for a provider object's, nor an emulator for it", async () => {
        const own = { dev: [pinIn("commercial"), fileIn("commercial")] };
        expect(await shown(own)).toEqual([{ name: "dev", stacks: ["dev"] }]);
        const tried = { dev: [pinIn("emulator"), fileIn("commercial")] };
        expect(await shown(tried)).toHaveLength(2);
    });
});
