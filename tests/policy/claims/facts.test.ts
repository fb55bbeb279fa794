import { readConfiguration } from "../../../policy/configuration";
import { allowedDestinations, fileSize, rejectedContent } from "../../../policy/claims";
import { fileWith, found, messages } from "../checked";

describe("mde-file-size", () => {
    it("lets a file pass that is no larger", async () => {
        expect(await found(fileSize, fileWith({ size: 1_048_576 }))).toEqual([]);
        expect(await found(fileSize, fileWith({ size: 7 }), { maxBytes: 7 })).toEqual([]);
    });

    it("does not let a larger one pass", async () => {
        expect(await messages(fileSize, fileWith({ size: 1_048_577 }))).toEqual([
            "has 1,048,577 bytes, and 1,048,576 are allowed",
        ]);
        expect(await found(fileSize, fileWith({ size: 8 }), { maxBytes: 7 })).toHaveLength(1);
    });

    it.each([[{ maxBytes: 0 }], [{ maxBytes: "1 MB" }], [{ maxbytes: 1 }]])(
        "is not configured by %j",
        (configuration) => {
            expect(readConfiguration(fileSize, configuration)).toEqual({
                problems: [expect.stringContaining("maxBytes")],
            });
        },
    );
});

describe("mde-rejected-content", () => {
    const file = fileWith();
    const rejected = (sha256: string) => ({ digests: [{ sha256, reason: "INC-7: it hangs" }] });

    it("lets all pass that nobody has rejected", async () => {
        expect(await found(rejectedContent, file)).toEqual([]);
        expect(await found(rejectedContent, file, rejected("0".repeat(64)))).toEqual([]);
    });

    it.each([
        ["as it is reported", file.sha256],
        ["in upper case", file.sha256.toUpperCase()],
    ])("does not let a digest %s pass, under whatever name", async (_, sha256) => {
        const other = { ...file, fileName: "Other.ps1" };
        expect(await messages(rejectedContent, other, rejected(sha256))).toEqual([
            `has a content that was rejected (sha256 ${file.sha256}): INC-7: it hangs`,
        ]);
    });

    it.each([
        [{ digests: [{ sha256: "abc", reason: "x" }] }, "digests[0].sha256 is not right"],
        [{ digests: [{ sha256: "0".repeat(64) }] }, "digests[0].reason is not right"],
        [{ digests: [{ sha256: "0".repeat(64), reason: "" }] }, "digests[0].reason is not right"],
        [{ digests: [{ sha256: "0".repeat(64), reason: " " }] }, "must say something"],
        [
            { digests: [{ sha256: "0".repeat(64), reason: "x", who: "y" }] },
            "there is no key digests[0].who.",
        ],
        [{ digest: [] }, "there is no key digest, did you mean digests?"],
    ])("is not configured by %j", (configuration, problem) => {
        const read = readConfiguration(rejectedContent, configuration);
        expect(read).toEqual({ problems: [expect.stringContaining(problem)] });
    });
});

describe("mde-allowed-destinations", () => {
    const tenantId = "11112222-3333-4444-8555-666677778888";
    const other = "99992222-3333-4444-8555-666677778888";

    it.each([
        [{}, {}],
        [{}, { tenants: [other, tenantId.toUpperCase()] }],
        [{}, { clouds: ["commercial"] }],
        [{ cloud: "emulator" }, {}],
        [{ cloud: "emulator", stack: "production" }, { productionStacks: ["live"] }],
        [{ stack: "production" }, {}],
        [{ tenantId: undefined, cloud: undefined, stack: undefined }, {}],
    ])("lets a file to %j pass with %j", async (place, configuration) => {
        expect(await found(allowedDestinations, fileWith(place), configuration)).toEqual([]);
    });

    it.each([
        [{}, { tenants: [other] }, `goes to the tenant ${tenantId}`],
        [{ cloud: "gcc" }, { clouds: ["commercial", "gcchigh"] }, "goes to the cloud gcc"],
        [{ tenantId: undefined }, { tenants: [other] }, "goes to a tenant that it does not tell"],
        [{ cloud: undefined }, { clouds: ["gcc"] }, "goes to a cloud that it does not tell"],
        [
            { cloud: "emulator", stack: "contoso-live" },
            { productionStacks: ["*-live"] },
            "goes to the emulator, and the stack contoso-live is for production",
        ],
    ])("does not let a file to %j pass with %j", async (place, configuration, message) => {
        const [first, ...others] = await found(allowedDestinations, fileWith(place), configuration);
        expect(others).toEqual([]);
        expect(first).toMatchObject({ message });
        expect(first).not.toHaveProperty("advisory");
    });

    it.each(["prod", "Production", "prod-eu", "contoso-production"])(
        "finds the emulator in the stack %s, where nobody has said anything",
        async (stack) => {
            const file = fileWith({ cloud: "emulator", stack });
            for (const configuration of [{}, { tenants: [tenantId] }])
                expect(await found(allowedDestinations, file, configuration)).toHaveLength(1);
        },
    );

    it.each([
        [{ tenants: ["contoso"] }, "tenants[0] is not right: must be a tenant id"],
        [{ productionStacks: [] }, "productionStacks"],
        [{ clouds: ["gov"] }, "clouds[0] is not right: must be one of commercial"],
        [{ tenant: [other] }, "there is no key tenant, did you mean tenants?"],
    ])("is not configured by %j", (configuration, problem) => {
        const read = readConfiguration(allowedDestinations, configuration);
        expect(read).toEqual({ problems: [expect.stringContaining(problem)] });
    });
});
