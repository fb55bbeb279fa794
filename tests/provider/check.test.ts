import { readSettings } from "../../defender/settings/settings";
import { check } from "../../provider/check";

const tenant = "11112222-3333-4444-8555-666677778888";
const other = "99992222-3333-4444-8555-666677778888";
const file = { fileName: "Get.ps1", sha256: "a".repeat(64), size: 3 };

function checked(configuration: Readonly<Record<string, string>>, olds: object, news: object) {
    const { settings, problems } = readSettings({
        configuration: (name) => configuration[name],
        environment: {},
    });
    if (settings === undefined) throw new Error(JSON.stringify(problems));
    return check({ configuration: { settings } }, { ...olds }, { ...file, ...news });
}

describe("check in the emulator's default tenant", () => {
    const configuration = { cloud: "emulator" };

    it("adds the tenant that the program names", () => {
        const { inputs, failures } = checked(configuration, {}, { tenantId: tenant });
        expect(failures).toEqual([]);
        expect(inputs).toMatchObject({ tenantId: tenant, cloud: "emulator" });
    });

    it("stops when the stack was renamed: old files and new ones would part", () => {
        const olds = { tenantId: other, cloud: "emulator" };
        const { failures, pinBroken } = checked(configuration, olds, { tenantId: tenant });
        expect(pinBroken).toBe(failures[0]?.reason);
        expect(failures).toEqual([
            {
                property: "tenantId",
                reason: expect.stringContaining(
                    `pulumi config set mde:tenantId ${other}`,
                ) as string,
            },
        ]);
    });

    it("goes on in the old tenant once it is configured", () => {
        const olds = { tenantId: other, cloud: "emulator" };
        const kept = { ...configuration, tenantId: other };
        const { inputs, failures } = checked(kept, olds, {});
        expect(failures).toEqual([]);
        expect(inputs).toMatchObject({ tenantId: other });
    });
});
