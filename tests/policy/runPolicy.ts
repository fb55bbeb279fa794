import type { Policies, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import { fileType } from "../../sdk/fileType";

/** One violation, as the engine is told it. */
export interface Reported {
    readonly policy: string;
    /** `undefined`: the policy's. */
    readonly level: string | undefined;
    readonly message: string;
}

class NotApplicable extends Error {}

/** Stands for a value that a preview does not know: `@pulumi/policy` throws where it is read. */
export class Unknown extends Error {}

/** Runs policies on one resource, one after the other, as the engine and `@pulumi/policy` do. */
export async function runPolicies(
    policies: Policies,
    resource: {
        type?: string;
        props?: Record<string, unknown>;
        unknown?: readonly string[];
        configuration?: Readonly<Record<string, object>>;
        /** Whether somebody has set the levels, and whoever wants them otherwise is not asked. */
        levelsSet?: boolean;
    } = {},
): Promise<Reported[]> {
    const { type = fileType, props = {}, unknown = [], configuration = {} } = resource;
    const { levelsSet = false } = resource;
    const reported: Reported[] = [];
    const known = { fileName: "Get.ps1", sha256: "0".repeat(64), size: 1, ...props };
    for (const policy of policies as ResourceValidationPolicy[]) {
        const args = {
            type,
            props: new Proxy(known, {
                get(target, name) {
                    if (unknown.includes(String(name))) throw new Unknown(String(name));
                    return target[name as keyof typeof target];
                },
            }),
            urn: `urn:pulumi:dev::project::${type}::get`,
            name: "get",
            getConfig: () => configuration[policy.name] ?? {},
            notApplicable: () => {
                throw new NotApplicable();
            },
        } as unknown as ResourceValidationArgs;
        if (policy.enforcementLevel === "remediate" && !levelsSet)
            await policy.remediateResource?.(args);
        const report = (message: unknown) => {
            if (typeof message === "string") {
                reported.push({ policy: policy.name, level: undefined, message });
                return;
            }
            const given = message as { message: string; enforcementLevel: string };
            const { message: text, enforcementLevel: level } = given;
            reported.push({ policy: policy.name, level, message: text });
        };
        for (const validate of [policy.validateResource ?? []].flat()) {
            try {
                await validate(args, report);
            } catch (error) {
                if (!(error instanceof NotApplicable)) throw error;
            }
        }
    }
    return reported;
}
