import * as pulumi from "@pulumi/pulumi";

import type { Settings } from "../defender/settings/settings";
import { namespace } from "../defender/settings/settingsKeys";
import { defaultTenantOf } from "./defaultTenant";
import { fileType } from "./fileType";
import type { Place } from "./place";
import {
    programRun,
    refusal,
    unlessRefused,
    type ProgramRun,
    type UnpinnedFile,
} from "./programRun";
import { quietStackSettings } from "./stackSettings";
import { readStateTenants, type StateTenants, type TenantFiles } from "./stateTenants";

/** A tenant that this run is configured for; what is `undefined` may be any. */
export interface ServedTenant {
    readonly tenantId: string | undefined;
    readonly cloud: string | undefined;
}

/**
 * Holds a registration back until nothing of the program is refused, and until it is sure that the
 * run is configured for the tenants in which the stack's files are. The engine looks at one
 * resource after the other: without this a new file would be in the wrong tenant before the first
 * old one is found to be in another.
 */
export async function clearedToRegister(): Promise<true> {
    const run = programRun();
    await unlessRefused(true, run);
    await requireStatePin(run);
    // Refused meanwhile, by an argument that came late.
    if (run.refusal !== undefined) throw run.refusal;
    return true;
}

/**
 * Has a file's tenant compared with the one in which the state has it, before any other file of
 * the program is registered; the engine would come to it in its turn.
 */
export function pinFile(name: string, parent: pulumi.Resource | undefined, place: Place): void {
    const { tenantId } = place;
    const file: UnpinnedFile = { resource: fileResource(name, parent), name, tenantId: undefined };
    programRun().unpinned.add(file);
    if (!(tenantId instanceof Promise)) file.tenantId = tenantId;
    else
        tenantId.then(
            (known) => (file.tenantId = known),
            () => undefined,
        );
}

/** How a file's URN ends: known at once, where the URN waits for the parent to be registered. */
export function fileResource(name: string, parent: pulumi.Resource | undefined): string {
    return `${[...parentTypes(parent), fileType].join("$")}::${name}`;
}

/** As in the URNs of their children; what Pulumi's types leave out. */
function parentTypes(parent: pulumi.Resource | undefined): string[] {
    const { __pulumiType: type, __parentResource: above } = (parent ?? {}) as {
        readonly __pulumiType?: string;
        readonly __parentResource?: pulumi.Resource;
    };
    const isAbove = type === undefined || type === "pulumi:pulumi:Stack";
    return isAbove ? [] : [...parentTypes(above), type];
}

/** @throws {pulumi.RunError} when the stack has files in a tenant that nothing in this run names. */
export async function requireStatePin(run = programRun()): Promise<void> {
    const state = await (run.state ??= readStateTenants(fileType));
    const served = servedTenants(state, run);
    const left = state.files.find((file) => !served.some((tenant) => isOf(file, tenant)));
    // All are stopped by the same error, which Pulumi shows once.
    if (left !== undefined) throw run.refusal ?? refusal(pinMessage(left, served));
    const turned = turnedProvider(state, run);
    if (turned !== undefined) throw run.refusal ?? refusal(turnedMessage(turned));
    for (const file of [...run.unpinned]) {
        if (file.tenantId === undefined) continue;
        run.unpinned.delete(file);
        const there = state.byResource.get(file.resource);
        if (there !== undefined && there.tenantId !== file.tenantId)
            throw run.refusal ?? refusal(movedMessage(file, there));
    }
}

function isOf(file: TenantFiles, { tenantId, cloud }: ServedTenant): boolean {
    if (tenantId !== undefined && tenantId !== file.tenantId) return false;
    return cloud === undefined || file.cloud === undefined || cloud === file.cloud;
}

/**
 * The tenants of the configuration, of the program's provider objects as they are now, and of those
 * that the state alone knows: what they serve is removed through them, as they were.
 */
function servedTenants(state: StateTenants, { providers }: ProgramRun): ServedTenant[] {
    const known = providers.filter(({ settings }) => settings !== undefined);
    const isKnown = (name: string) => known.some((provider) => provider.name === name);
    const others = state.providers.filter(({ name }) => name !== undefined && !isKnown(name));
    return [
        ...stackTenant(),
        ...known.flatMap(({ settings }) => (settings === undefined ? [] : [tenantOf(settings)])),
        ...others.map(({ tenantId }) => ({
            tenantId,
            cloud: tenantId === undefined ? "emulator" : undefined,
        })),
    ];
}

/** A provider, or the stack's own configuration, that is for another tenant than it was. */
interface Turned {
    readonly name: string | undefined;
    readonly before: string;
    readonly now: string;
}

/**
 * Whatever else serves the tenant: files that two provider objects have exchanged would be live in
 * both, and none of them could be removed.
 */
function turnedProvider(state: StateTenants, { providers }: ProgramRun): Turned | undefined {
    for (const { name, tenantId: before } of state.providers) {
        const settings = providers.find((provider) => provider.name === name)?.settings;
        const now = name === undefined ? stackTenant()[0]?.tenantId : settings?.tenantId;
        const hasFiles = state.files.some((file) => file.tenantId === before);
        if (before !== undefined && now !== undefined && before !== now && hasFiles)
            return { name, before, now };
    }
    return undefined;
}

function turnedMessage({ name, before, now }: Turned): string {
    const what =
        name === undefined ? "The stack's own configuration" : `The mde.Provider "${name}"`;
    return (
        `${what} was for tenant ${before}, in which this stack has files, and is for tenant ${now} ` +
        `now. Nothing was written to any tenant. Put it back as it was, and give what is for another ` +
        `tenant a stack or a provider object of its own, with a new name.`
    );
}

function tenantOf(settings: Settings): ServedTenant {
    return { tenantId: settings.tenantId ?? defaultTenantOf(), cloud: settings.cloud };
}

/** The stack's own, also where the rest of its configuration is of no use. */
function stackTenant(): ServedTenant[] {
    const settings = quietStackSettings();
    if (settings !== undefined) return [tenantOf(settings)];
    const tenantId = pulumi.runtime.allConfig()[`${namespace}:tenantId`]?.toLowerCase();
    return tenantId === undefined ? [] : [{ tenantId, cloud: undefined }];
}

function pinMessage({ tenantId, cloud, fileName }: TenantFiles, served: ServedTenant[]): string {
    const inCloud = (name: string | undefined) => (name === undefined ? "" : ` (cloud ${name})`);
    const now = served.map((one) => `${one.tenantId ?? "none"}${inCloud(one.cloud)}`).join(", ");
    return (
        `This stack has files in tenant ${tenantId}${inCloud(cloud)}, such as ${fileName}, and the ` +
        `configuration of this run is for another: ${now === "" ? "none" : now}. Nothing was ` +
        `written to any tenant. Use a new stack for another tenant, or put the configuration back ` +
        `("pulumi config set ${namespace}:tenantId ${tenantId}", or the tenantId of the ` +
        `mde.Provider) and run "pulumi destroy" there first; never edit the state. Where the stack ` +
        `was renamed, the same command keeps the emulator's tenant.`
    );
}

function movedMessage({ name, tenantId }: UnpinnedFile, there: TenantFiles): string {
    return (
        `The resource "${name}" has its file ${there.fileName} in tenant ${there.tenantId}, and the ` +
        `mde.Provider or configuration that serves it now is for tenant ${tenantId ?? "none"}. Nothing ` +
        `was written to any tenant. Put the configuration back as it was; or, to have the file in ` +
        `the new tenant and no longer in the old one, give the resource another name, and a provider ` +
        `object of its own.`
    );
}
