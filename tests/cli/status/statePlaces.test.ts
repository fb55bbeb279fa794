import { pinIn, placesIn } from "../../../cli/status/statePlaces";
import type { StateResource } from "../../../cli/stackRelease";
import { fileType, pinType } from "../../../sdk/fileType";

const tenantId = "00001111-aaaa-2222-bbbb-3333cccc4444";
const stateOf = (...resources: StateResource[]) => ({ resources, interrupted: [] });

describe("the pin of a stack", () => {
    const pin = (between: string, outputs: object): StateResource => ({
        type: pinType,
        urn: `urn:pulumi:s::p::${between}${pinType}::mde`,
        outputs: { ...outputs },
    });

    it("is that of its own configuration, and of no provider object", () => {
        const own = pin("", { tenantId: tenantId.toUpperCase(), cloud: "gcc" });
        const below = pin("pulumi:providers:pulumi-nodejs$", { tenantId: "other" });
        expect(pinIn(stateOf(below, own))).toEqual({ tenantId, cloud: "gcc" });
        expect(pinIn(stateOf(below))).toBeUndefined();
        expect(pinIn(stateOf(pin("", { tenantId })))).toEqual({ tenantId, cloud: undefined });
    });
});

describe("the places of a state's files", () => {
    const file = (id: string, outputs: object, more: Partial<StateResource> = {}) => ({
        type: fileType,
        urn: `urn:pulumi:s::p::${fileType}::a`,
        id,
        outputs: { sha256: "0".repeat(64), ...outputs },
        ...more,
    });

    it("are each there once, an emulator apart from a tenant of the same id", () => {
        const id = `${tenantId.toUpperCase()}/a.sh`;
        const places = placesIn(
            stateOf(
                file(id, { cloud: "commercial" }),
                file(id, { cloud: "commercial" }),
                file(id, { cloud: "emulator" }),
                file("other/a.sh", {}, { external: true }),
                file("no-tenant", {}),
            ),
        );
        expect(places).toEqual([
            { tenantId, cloud: "commercial" },
            { tenantId, cloud: "emulator" },
        ]);
    });
});
