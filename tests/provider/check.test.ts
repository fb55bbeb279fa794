import { readSettings } from "../../defender/settings/settings";
import { check } from "../../provider/check";
import { unknown } from "../../provider/unknown";

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

describe("check of what has to do with marks", () => {
    const configuration = { cloud: "emulator", tenantId: tenant };

    it.each([true, false])(
        "refuses a description that ends with a mark, for it would be taken off: mark is %s",
        (mark) => {
            const news = { description: "Text [pulumi: soc/dev]" };
            const { failures } = checked({ ...configuration, mark: String(mark) }, {}, news);
            expect(failures).toEqual([
                {
                    property: "description",
                    reason: expect.stringMatching(/Leave it out$/) as string,
                },
            ]);
        },
    );

    it("keeps the stack's name out of the inputs, and so out of the state", () => {
        const marked = { ...configuration, mark: "true" };
        const { inputs, failures } = checked(marked, {}, { __stack: "soc/dev" });
        expect(failures).toEqual([]);
        expect(JSON.stringify(inputs)).not.toContain("soc/dev");
    });

    it("refuses a stack whose name cannot be a mark, where marks are on", () => {
        const news = { __stack: "my soc/dev" };
        expect(checked(configuration, {}, news).failures).toEqual([]);
        const { failures } = checked({ ...configuration, mark: "true" }, {}, news);
        expect(failures.map(({ reason }) => reason)).toEqual([
            expect.stringMatching(/mde:mark is on, and "my soc\/dev" cannot be a mark/),
        ]);
    });
});

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

describe("check of a file that was compared with a release", () => {
    const configuration = { cloud: "emulator", tenantId: tenant };
    const tested = { fileName: "Get.ps1", sha256: "A".repeat(64), parametersDescription: "Which" };
    const told = (news: object, __tested: object = tested) =>
        checked(configuration, {}, { parametersDescription: "Which", ...news, __tested }).failures;

    it("passes what is the same, and keeps it out of the inputs, and so out of the state", () => {
        const news = { parametersDescription: "Which", hasParameters: true, __tested: tested };
        const { inputs, failures } = checked(configuration, {}, news);
        expect(failures).toEqual([]);
        expect(inputs).not.toHaveProperty("__tested");
    });

    it.each<[string, object, RegExp]>([
        ["fileName", { fileName: "Got.ps1" }, /"Got\.ps1" is not what .* which is "Get\.ps1"/],
        ["sha256", { sha256: "b".repeat(64) }, /^"b{64}" is not/],
        ["description", { description: "New" }, /^"New" is not .* which is none: a transf/],
        ["parametersDescription", { parametersDescription: "Who" }, /"Who" is not/],
        ["hasParameters", { hasParameters: false }, /^false is not .* which is true/],
    ])("refuses what was changed afterwards: %s", (property, news, reason) => {
        expect(told(news)).toEqual([{ property, reason: expect.stringMatching(reason) as string }]);
    });

    it("leaves to the run what the preview does not know", () => {
        expect(told({ sha256: unknown })).toEqual([]);
        expect(told({}, { ...tested, sha256: unknown })).toEqual([]);
        const fromOutput = { parametersDescription: unknown };
        expect(told(fromOutput, { ...tested, ...fromOutput })).toEqual([]);
    });
});
