import { pinProblem, type PinnedTo } from "../../../defender/settings/tenantPin";

const tenant = "11112222-3333-4444-8555-666677778888";
const other = "99992222-3333-4444-8555-666677778888";
const here = { tenantId: tenant, cloud: "gcc" } as const;

describe("pinProblem", () => {
    it.each<[string, Partial<PinnedTo>]>([
        ["the same tenant and cloud", { there: here }],
        ["the same tenant in capitals", { there: { ...here, tenantId: tenant.toUpperCase() } }],
        ["a state that tells no cloud", { there: { tenantId: tenant } }],
        ["a state that tells nothing", { there: {} }],
        ["a cloud that is null", { there: { tenantId: tenant, cloud: null } }],
    ])("is none for %s", (_, pin) => {
        expect(pinProblem({ settings: here, there: {}, ...pin })).toBeUndefined();
    });

    it("names both tenants, what was not done and the way out of each kind of configuration", () => {
        const there = { tenantId: other, cloud: "gcc" };
        expect(pinProblem({ settings: here, there })).toBe(
            `this stack is pinned to tenant ${other} (cloud gcc), but the configuration of this run ` +
                `now names tenant ${tenant} (cloud gcc). None of its files was touched. Use a new ` +
                `stack for another tenant; or put the configuration back ("pulumi config set ` +
                `mde:tenantId ${other}") and run "pulumi destroy --run-program" first, which ` +
                `removes all that this stack has. Do not edit the state otherwise`,
        );
        const urn = "urn:pulumi:dev::p::t::contoso";
        expect(pinProblem({ settings: here, there, provider: "contoso", urn })).toBe(
            `mde.Provider "contoso" is pinned to tenant ${other} (cloud gcc), but the arguments of ` +
                `mde.Provider "contoso" now name tenant ${tenant} (cloud gcc). None of its files ` +
                `was touched. Use a provider object of another name for another tenant; or put the ` +
                `arguments back (tenantId: "${other}"), take its files out of the program and run ` +
                `"pulumi up" first. Where no file was ever put there, "pulumi state delete '${urn}'" ` +
                `ends the pin; Pulumi refuses it as long as a file depends on it. Do not edit the ` +
                `state otherwise`,
        );
    });

    it("tells another cloud of the same tenant, and of which file", () => {
        const there = { tenantId: tenant, cloud: "emulator" };
        const problem = pinProblem({ settings: here, there, fileName: "Get.ps1" });
        expect(problem).toContain(`Get.ps1 is in tenant ${tenant} (cloud emulator), but`);
        expect(problem).toContain("It was not touched in either.");
        expect(problem).toContain("back (mde:cloud and mde:apiUrl as for emulator) and run");
    });

    it("asks to keep the emulator's tenant where the stack was renamed", () => {
        const settings = { tenantId: undefined, cloud: "emulator" } as const;
        const there = { tenantId: other, cloud: "emulator" };
        const pin = { settings, there, defaultTenant: tenant };
        expect(pinProblem(pin)).toContain(`("pulumi config set mde:tenantId ${other}")`);
        expect(pinProblem({ ...pin, provider: "contoso" })).toContain(`(tenantId: "${other}")`);
        expect(pinProblem({ ...pin, defaultTenant: other })).toBeUndefined();
        // Without a program nobody knows a default, and the state's tenant is served.
        expect(pinProblem({ settings, there })).toBeUndefined();
    });
});
