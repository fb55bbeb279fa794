import * as pulumi from "@pulumi/pulumi";

import { namespace } from "../defender/settings/settingsKeys";

/** Files of the stack's state that are in one tenant and cloud. */
export interface TenantFiles {
    /** Lower case. */
    readonly tenantId: string;
    /** `undefined` in states that do not tell. */
    readonly cloud: string | undefined;
    /** One of them, for a message. */
    readonly fileName: string;
}

/** What served files in the run before. */
export interface StateProvider {
    readonly name: string | undefined;
    readonly tenantId: string | undefined;
}

/** What the stack's state tells of tenants, as the run before has left it. */
export interface StateTenants {
    readonly files: readonly TenantFiles[];
    /** All of its files, by types and name, as their URNs end. */
    readonly byResource: ReadonlyMap<string, TenantFiles>;
    /** Its provider objects by name; `undefined` for the stack's own configuration. */
    readonly providers: readonly StateProvider[];
}

const nothing: StateTenants = { files: [], byResource: new Map(), providers: [] };

/** What the engine calls the reading of a stack's resources. */
const reading = "pulumi:pulumi:readStackResourceOutputs";
const providerType = "pulumi:providers:pulumi-nodejs";
/** The provider that the engine makes itself, of the stack's configuration. */
const enginesOwn = /^default(_\d+_\d+_\d+.*)?$/;

/**
 * Reads which tenants the stack's state names. The engine is asked, for a program cannot see the
 * state otherwise; of what it answers nothing else is kept.
 *
 * Only where `PULUMI_MDE_STATE_PIN` is `on`. The engine answers with the whole state, secrets
 * included, which its debug output then shows; and asking is a step of its own (it makes a provider
 * for it), which no update plan expects.
 *
 * A preview writes nothing, and is not asked: the engine breaks down over the state of a stack that
 * has none yet. In an update it has one as soon as the stack itself is registered, unless
 * checkpoints are skipped.
 *
 * @param fileType the type of the resources that are files.
 */
export async function readStateTenants(fileType: string): Promise<StateTenants> {
    const stack = pulumi.runtime.getStackResource();
    const isOn = process.env["PULUMI_MDE_STATE_PIN"] === "on";
    // Read as the engine reads it.
    const isSkipped = /^(1|true)$/i.test(process.env["PULUMI_SKIP_CHECKPOINTS"] ?? "");
    if (!isOn || pulumi.runtime.isDryRun() || stack === undefined || isSkipped) return nothing;
    await new Promise((resolve) => stack.urn.apply(resolve));
    const names = [
        [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/"),
        // Backends of one's own that know no projects.
        pulumi.getStack(),
    ];
    for (const stackName of names) {
        try {
            const answer: unknown = await pulumi.runtime.invoke(reading, { stackName });
            return stateTenantsOf(answer, fileType);
        } catch {
            // An engine that cannot tell: the provider looks at each file's own state all the same.
        }
    }
    return nothing;
}

/** Picks tenants and clouds out of the engine's answer. */
export function stateTenantsOf(answer: unknown, fileType: string): StateTenants {
    const resources = Object.entries(objectOf(objectOf(answer)["outputs"]));
    const files = new Map<string, TenantFiles>();
    const byResource = new Map<string, TenantFiles>();
    const providers: StateProvider[] = [];
    for (const [urn, resource] of resources) {
        const { type, outputs } = objectOf(resource);
        const own = objectOf(outputs);
        const name = urn.split("::").at(-1) ?? "";
        if (type === providerType) {
            const isOfStack = enginesOwn.test(name);
            const tenantId = textOf(own[`${namespace}:tenantId`])?.toLowerCase();
            providers.push({ name: isOfStack ? undefined : name, tenantId });
        }
        const tenantId = textOf(own["tenantId"])?.toLowerCase();
        if (type !== fileType || tenantId === undefined) continue;
        const cloud = textOf(own["cloud"]);
        const fileName = textOf(own["fileName"]) ?? name;
        const file = { tenantId, cloud, fileName };
        files.set(`${tenantId}/${cloud ?? ""}`, file);
        byResource.set(typesAndName(urn), file);
    }
    return { files: [...files.values()], byResource, providers };
}

/** A URN without stack and project, which a stack that is renamed changes. */
export function typesAndName(urn: string): string {
    return urn.split("::").slice(2).join("::");
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
    return typeof value === "string" && value !== "" ? value : undefined;
}
