import { asPinned, joined, type WatchedTenant } from "../../../cli/status/watchedTenant";

const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
const watched = (name: string, place: string | undefined): WatchedTenant => ({
    name,
    stacks: [name],
    tenantId,
    cloud: "commercial",
    place,
    subjects: [],
    error: undefined,
});

describe("stacks with the same tenant", () => {
    it("are one, which is named as of several stacks", () => {
        const all = [watched("a", "x"), watched("b", "y"), watched("c", "x"), watched("d", "x")];
        expect(joined(all)).toMatchObject([
            { name: "stacks a, c and d", stacks: ["a", "c", "d"] },
            { name: "b", stacks: ["b"] },
        ]);
    });

    it("are none where it is not known which tenant they have", () => {
        expect(joined([watched("a", undefined), watched("b", undefined)])).toHaveLength(2);
    });
});

describe("a stack whose state is pinned", () => {
    const stack = watched("a", "x");

    it.each([
        { tenantId },
        { tenantId: tenantId.toUpperCase() },
        { tenantId, cloud: "commercial" },
    ])("is asked for where its configuration is for %j", (pinned) => {
        expect(asPinned(stack, pinned)).toBe(stack);
    });

    it("is not asked for where its configuration is for another tenant or cloud", () => {
        const other = "99998888-aaaa-2222-bbbb-3333cccc4444";
        const refused = asPinned(stack, { tenantId: other, cloud: "commercial" });
        expect(refused).toMatchObject({ subjects: [], tenantId: undefined, place: undefined });
        expect(refused.error).toContain(
            `names tenant ${tenantId}, and its state is pinned to ${other}: nobody was asked`,
        );
        expect(asPinned(stack, { tenantId, cloud: "emulator" }).error).toContain(
            `names tenant ${tenantId} (cloud commercial), and its state is pinned to ${tenantId} (cloud emulator)`,
        );
    });
});
