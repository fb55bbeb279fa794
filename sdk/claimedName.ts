import * as pulumi from "@pulumi/pulumi";

import { fileNameKey } from "../library/fileName";
import { markOf } from "../library/mark";
import { knownValue } from "./knownValue";
import type { Place } from "./place";
import {
    noted,
    programRun,
    refusal,
    unlessRefused,
    type ProgramRun,
    type TakenName,
} from "./programRun";
import { keyInStack, keyOfResource } from "./resourceNames";
import { pinned } from "./tenantPin";

/** A file's name that a resource is to have. */
interface Claim {
    /** The resource's name in the program. */
    readonly name: string;
    readonly fileName: string | pulumi.Output<string>;
    readonly place: Place;
    /** What identifies the resource: {@link resourceKey}. */
    readonly key: pulumi.Output<string>;
    /** The URNs that the resource had before, known once it is made. */
    readonly aliases: Promise<readonly pulumi.Output<string>[]>;
    /** What has to pass before it is registered. */
    readonly gate: Promise<unknown> | undefined;
}

/**
 * Takes the name for this resource and notes it for the provider: at once where all is plain, so
 * that two resources for one file stop the program before anything is registered.
 */
export function claimedName(claim: Claim): pulumi.Input<string> {
    const { name, fileName, place, key } = claim;
    const { tenantId } = place;
    const owner = {};
    const run = programRun();
    if (typeof fileName === "string" && typeof tenantId === "string")
        takeName({ tenantId, fileName, owner, resource: name });
    else
        run.late.set(owner, {
            resource: name,
            tenantId: typeof tenantId === "string" ? tenantId : undefined,
        });
    // Names are taken before anything is waited for: others' may become known with this one, and be
    // refused.
    const registered = async (known: string) => {
        await claim.gate;
        await pinned(place);
        run.isUnderWay = true;
        return known;
    };
    return pulumi
        .all([fileName, tenantId, key, unlessRefused(undefined, run), aliasKeys(claim.aliases)])
        .apply(async ([known, tenant, ownKey, , aliases]) => {
            run.late.delete(owner);
            if (tenant === undefined) return registered(known);
            takeName({ tenantId: tenant, fileName: known, owner, resource: name, isLate: true });
            const [resource] = ownKey.split("/");
            const note = { tenantId: tenant, fileName: known, resource };
            noted(() => {
                run.notes.named(aliases.length === 0 ? note : { ...note, aliases });
            }, run);
            return registered(known);
        });
}

/**
 * Takes a name in a tenant's library for one resource. The library is flat and its names are
 * compared without case.
 *
 * @param name.isLate whether other resources may have been registered by now.
 * @throws {pulumi.RunError} when another resource of the program has it, naming both.
 */
export function takeName(
    name: TakenName & { readonly tenantId: string; readonly isLate?: boolean },
): void {
    const { taken } = programRun();
    const key = takenKey(name.tenantId, name.fileName);
    const other = taken.get(key);
    if (other !== undefined && other.owner !== name.owner) {
        const names =
            other.fileName === name.fileName
                ? `both name the file ${name.fileName}`
                : `name the files ${other.fileName} and ${name.fileName}, which are the same file: ` +
                  `the library compares names without case`;
        // When a name is known late, the other file may be on its way.
        const what =
            name.isLate === true ? `"${name.resource}" was not uploaded` : "Nothing was uploaded";
        throw refusal(
            `The resources "${other.resource}" and "${name.resource}" ${names} (tenant ` +
                `${name.tenantId}). ${what}. Give one of them another fileName.`,
        );
    }
    taken.set(key, name);
}

/** The resource of the program that has a file, as far as names are known. */
export function takenBy(
    { taken }: ProgramRun,
    { tenantId, fileName }: { readonly tenantId: string; readonly fileName: string },
): TakenName | undefined {
    return taken.get(takenKey(tenantId, fileName));
}

const takenKey = (tenantId: string, fileName: string) => `${tenantId}/${fileNameKey(fileName)}`;

/**
 * Which resource of which stack this is, for the notes of the run and of what has been sent. It comes
 * as a promise, without the dependency on the parent that its URN would bring: a child that depends
 * on its component waits for all children of that, and so for itself.
 */
export function resourceKey(urn: pulumi.Output<string>): pulumi.Output<string> {
    const stack = stackName();
    return pulumi.output(knownValue(urn).then((known) => keyInStack(known ?? "", stack)));
}

/** The stack of this run, as its mark names it. */
export function stackName(): string {
    return markOf(pulumi.getProject(), pulumi.getStack());
}

/** The keys of what the resource was called before; a preview may not know all. */
async function aliasKeys(aliases: Claim["aliases"]): Promise<string[]> {
    const urns = await Promise.all((await aliases).map(knownValue));
    return urns.filter((urn) => urn !== undefined).map(keyOfResource);
}
