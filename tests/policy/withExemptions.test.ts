import type { ResourceValidationPolicy } from "@pulumi/policy";

import { withExemptions } from "../../policy/withExemptions";
import { runPolicies } from "./runPolicy";

const stackType = "pulumi:pulumi:Stack";
const strict: ResourceValidationPolicy = {
    name: "ours",
    description: "Checks that there is none.",
    enforcementLevel: "mandatory",
    validateResource: ({ props, type }, report) => {
        if (type === stackType) report("of the stack");
        else if (props["fileName"] !== "good.ps1") report("is there");
    },
};
const entry = {
    policy: "ours",
    file: "Get.ps1",
    reason: "INC-7",
    owner: "Ann",
    expires: "2026-06-30",
};
const policies = withExemptions([strict], { now: () => new Date("2026-06-30T23:59:59Z") });
const run = (
    exemptions: unknown,
    resource: { type?: string; props?: Record<string, unknown>; unknown?: readonly string[] } = {},
    of = policies,
) => runPolicies(of, { ...resource, configuration: { "mde-exemptions": { exemptions } } });

describe("withExemptions", () => {
    it("puts its own policy first, and leaves the others what they are", () => {
        expect(policies).toMatchObject([
            { name: "mde-exemptions", enforcementLevel: "mandatory" },
            { ...strict, validateResource: expect.any(Function) as unknown },
        ]);
    });

    it("lets all stand without an exemption", async () => {
        const standing = [{ policy: "ours", level: undefined, message: "is there" }];
        expect(await run([])).toEqual(standing);
        expect(await run([{ ...entry, file: "Other.ps1" }])).toEqual(standing);
    });

    it("reports what an exemption covers as an advisory, with its reason", async () => {
        expect(await run([entry])).toEqual([
            {
                policy: "ours",
                level: "advisory",
                message:
                    "Checks that there is none.\nis there\nExempted through 2026-06-30, by Ann: INC-7",
            },
        ]);
    });

    it("reports one that is needed no more", async () => {
        const props = { fileName: "good.ps1" };
        expect(await run([{ ...entry, file: "good.ps1" }], { props })).toMatchObject([
            {
                level: "advisory",
                message: expect.stringContaining("nothing wrong any more") as string,
            },
        ]);
    });

    it("ends one by digest with the content", async () => {
        const exemptions = [{ ...entry, sha256: "ab".repeat(32) }];
        const before = await run(exemptions, { props: { sha256: "ab".repeat(32) } });
        expect(before).toMatchObject([{ level: "advisory" }]);
        const after = await run(exemptions, { props: { sha256: "cd".repeat(32) } });
        expect(after).toMatchObject([{ level: undefined }]);
    });

    it("reports one that is over as a violation of its own, and exempts nobody", async () => {
        const over = [{ ...entry, expires: "2026-06-29" }];
        expect(await run(over)).toEqual([
            { policy: "ours", level: undefined, message: "is there" },
        ]);
        expect(await run(over, { type: stackType })).toEqual([
            {
                policy: "mde-exemptions",
                level: undefined,
                message: expect.stringContaining("expired on 2026-06-29") as string,
            },
            { policy: "ours", level: undefined, message: "of the stack" },
        ]);
    });

    it("exempts nobody from what is told of the stack", async () => {
        expect(await run([entry], { type: stackType })).toMatchObject([{ level: undefined }]);
    });

    it("exempts nothing whose name is not known yet", async () => {
        const found = runPolicies(policies, {
            unknown: ["fileName"],
            configuration: { "mde-exemptions": { exemptions: [entry] } },
        });
        // The policy itself needs the name: Pulumi says that it could not run.
        await expect(found).rejects.toThrow("fileName");
    });

    it("reads each of a policy's validations, and says of no one that nothing is wrong", async () => {
        const several = { ...strict, validateResource: [strict.validateResource].flat() } as never;
        const of = withExemptions([several], { now: () => new Date("2026-06-30") });
        expect(await run([entry], {}, of)).toMatchObject([{ level: "advisory" }]);
        const props = { fileName: "good.ps1" };
        expect(await run([{ ...entry, file: "good.ps1" }], { props }, of)).toEqual([]);
    });

    it("knows no exemptions where its own policy is disabled", async () => {
        const others = withExemptions([strict]).slice(1);
        expect(await run([entry], {}, others)).toMatchObject([{ level: undefined }]);
    });

    it("leaves policies of stacks, and the type that one is for, as they are", () => {
        const ofStack = { name: "whole", description: "", validateStack: () => undefined };
        expect(withExemptions([ofStack])[1]).toBe(ofStack);
        const typed = Object.assign(() => undefined, { __pulumiType: "a:b:C" });
        const [, kept] = withExemptions([{ ...strict, validateResource: typed }]);
        expect(kept).toHaveProperty("validateResource.__pulumiType", "a:b:C");
    });
});
