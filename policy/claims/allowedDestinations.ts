import picomatch from "picomatch/posix";
import * as z from "zod";

import { printable } from "../../library/fileName";
import type { Claim, Finding } from "../claim";

const PRODUCTION = ["prod", "production", "prod-*", "production-*", "*-prod", "*-production"];
const TENANT_ID = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;
const clouds = ["commercial", "gcc", "gcchigh", "dod", "emulator"] as const;

// Keys without a default: whether somebody has said anything decides the level.
const configuration = z.strictObject({
    tenants: z
        .array(z.string().regex(TENANT_ID, { error: "must be a tenant id, a GUID" }))
        .min(1)
        .optional()
        .describe("The tenants that the stack may reach. Default: any."),
    clouds: z
        .array(z.enum(clouds, { error: `must be one of ${clouds.join(", ")}` }))
        .min(1)
        .optional()
        .describe("The clouds that the stack may reach. Default: any."),
    productionStacks: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe(
            `The names of stacks that never reach the emulator, * for any characters. Default: ${PRODUCTION.join(", ")}.`,
        ),
});

/** Files go to tenants and clouds that the stack may reach alone. */
export const allowedDestinations: Claim<z.infer<typeof configuration>> = {
    name: "mde-allowed-destinations",
    description:
        "Checks that each file goes to a tenant and a cloud that the stack may reach, and no production stack to the emulator.",
    level: "mandatory",
    configuration,
    mandatoryWith: ["tenants", "clouds", "productionStacks"],
    needs: "the tenant and the cloud of a stack",
    check({ tenantId, cloud, stack }, { tenants, clouds: allowed, productionStacks }) {
        const found: Finding[] = [];
        if (tenants !== undefined && !has(tenants, tenantId)) {
            found.push({
                message: `goes to ${tenantId === undefined ? "a tenant that it does not tell" : `the tenant ${printable(tenantId)}`}`,
                mend: `This stack may reach ${tenants.join(", ")} alone: look at mde:tenantId, or at the provider object of the file.`,
            });
        }
        if (allowed !== undefined && !has(allowed, cloud)) {
            found.push({
                message: `goes to ${cloud === undefined ? "a cloud that it does not tell" : `the cloud ${printable(cloud)}`}`,
                mend: `This stack may reach ${allowed.join(", ")} alone: look at mde:cloud and mde:apiUrl, or at the provider object of the file.`,
            });
        }
        const production = productionStacks ?? PRODUCTION;
        if (
            cloud === "emulator" &&
            stack !== undefined &&
            picomatch.isMatch(stack, production, { nocase: true })
        ) {
            found.push({
                message: `goes to the emulator, and the stack ${printable(stack)} is for production`,
                mend: `Nothing of it would be live: look at mde:cloud and mde:apiUrl, or name other stacks in the policy's "productionStacks".`,
            });
        }
        return found;
    },
};

/** What is not told is none of them. */
function has(values: readonly string[], value: string | undefined): boolean {
    return values.some((other) => other.toLowerCase() === value?.toLowerCase());
}
