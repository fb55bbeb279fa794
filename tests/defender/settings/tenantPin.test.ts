import { placesBy } from "../../../defender/settings/settingPlaces";
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

    const there = { tenantId: other, cloud: "gcc" };
    const urn = "urn:pulumi:dev::p::t::contoso";

    it("tells a mistake, another tenant and giving one up apart, for a stack", () => {
        expect(pinProblem({ settings: here, there, urn })).toBe(
            `this stack is pinned to tenant ${other} (cloud gcc), but the configuration of this run ` +
                `names tenant ${tenant} (cloud gcc). None of its files was touched. If that was not ` +
                `meant, put the configuration back ("pulumi config set mde:tenantId ${other}" and ` +
                `the credentials for it) and run again. Tenant ${tenant} needs a stack of its own. ` +
                `To give tenant ${other} up, put it back as well, and run "pulumi destroy ` +
                `--run-program", which removes all that this stack has; then change to ${tenant}. ` +
                `Where no file is left there, "pulumi state delete '${urn}'" ends the pin; ` +
                `Pulumi refuses it as long as a file depends on it`,
        );
    });

    it("tells the three apart for a provider object", () => {
        expect(pinProblem({ settings: here, there, provider: "contoso" })).toBe(
            `mde.Provider "contoso" is pinned to tenant ${other} (cloud gcc), but its arguments now ` +
                `name tenant ${tenant} (cloud gcc). None of its files was touched. If that was not ` +
                `meant, put the arguments back (tenantId: "${other}" and the credentials for it) ` +
                `and run again. Tenant ${tenant} needs a provider object of another name. To give ` +
                `tenant ${other} up, put them back as well, and take its files out of the program ` +
                `and run "pulumi up"; then change to ${tenant}`,
        );
    });

    it.each([
        [undefined, "the stack's own configuration", "the configuration"],
        ["two", 'mde.Provider "two"', "the arguments"],
    ])(
        "asks for the provider object of a resource that was given another: %s",
        (provider, by, what) => {
            const problem = pinProblem({
                settings: here,
                there,
                provider,
                fileName: "Get.ps1",
                ofProgram: true,
            });
            expect(problem).toContain(
                `Get.ps1 is in tenant ${other} (cloud gcc), but its resource is served by ${by} now, ` +
                    `which names tenant ${tenant} (cloud gcc). It was not touched in either. If that was ` +
                    `not meant, give the resource back the option "provider" that it had; where it never had another, put ${what} back`,
            );
        },
    );

    it("names the variable that a tenant was left over in", () => {
        const places = placesBy((name) => ({ in: "environment", variable: `ARM_${name}` }));
        const settings = { ...here, places };
        expect(pinProblem({ settings, there })).toContain(
            `names tenant ${tenant} (cloud gcc), of the variable ARM_tenantId in the environment. None`,
        );
        // It is not what has changed.
        const moved = { tenantId: tenant, cloud: "dod" };
        expect(pinProblem({ settings, there: moved })).not.toContain("ARM_tenantId");
    });

    it("tells another cloud of the same tenant, and of which file", () => {
        const moved = { tenantId: tenant, cloud: "emulator" };
        const problem = pinProblem({ settings: here, there: moved, fileName: "Get.ps1" });
        expect(problem).toContain(`Get.ps1 is in tenant ${tenant} (cloud emulator), but`);
        expect(problem).toContain("It was not touched in either.");
        expect(problem).toContain(
            "back (mde:cloud and mde:apiUrl as for emulator) and run again with --run-program",
        );
        expect(problem).toContain("The cloud gcc needs a stack of its own");
    });

    it("asks to keep the emulator's tenant where the stack was renamed", () => {
        const settings = { tenantId: undefined, cloud: "emulator" } as const;
        const pin = {
            settings,
            there: { tenantId: other, cloud: "emulator" },
            defaultTenant: tenant,
        };
        expect(pinProblem(pin)).toContain(`("pulumi config set mde:tenantId ${other}")`);
        expect(pinProblem({ ...pin, provider: "contoso" })).toContain(`(tenantId: "${other}")`);
        expect(pinProblem({ ...pin, defaultTenant: other })).toBeUndefined();
        // Without a program nobody knows a default, and the state's tenant is served.
        expect(pinProblem({ settings, there: pin.there })).toBeUndefined();
    });
});
