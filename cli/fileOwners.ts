import { fileNameKey } from "../library/fileName";
import { knownDigests, readStateOrId, reportedOf } from "../provider/state";
import { fileType } from "../sdk/fileType";
import type { StackState } from "./stackRelease";

/** The resource of a stack that manages a file. */
export interface FileOwner {
    readonly stack: string;
    /** The resource's name in the program. */
    readonly resource: string;
    /** The digests that are the stack's own there, as its state has them. */
    readonly digests: readonly string[];
}

/** A stack whose state could not be read, or not understood, and why. */
export interface UnreadStack {
    readonly stack: string;
    readonly why: string;
}

/**
 * Which stacks manage the files of a tenant, by `fileNameKey`. Nothing else says whose a file is: the
 * service keeps no owner.
 */
export function fileOwners(
    stacks: readonly { readonly stack: string; readonly state: StackState }[],
    tenantId: string,
): { readonly owners: Map<string, FileOwner[]>; readonly unread: UnreadStack[] } {
    const owners = new Map<string, FileOwner[]>();
    const unread: UnreadStack[] = [];
    for (const { stack, state } of stacks)
        try {
            for (const [key, owner] of ownedBy(stack, state, tenantId))
                owners.set(key, [...(owners.get(key) ?? []), owner]);
        } catch (error) {
            unread.push({ stack, why: error instanceof Error ? error.message : String(error) });
        }
    return { owners, unread };
}

function ownedBy(
    stack: string,
    { resources }: StackState,
    tenantId: string,
): [string, FileOwner][] {
    return resources
        .filter(({ type, external }) => type === fileType && external !== true)
        .map(({ id = "", urn, outputs = {} }) => ({ urn, file: readStateOrId(id, outputs) }))
        .filter(({ file }) => file.tenantId.toLowerCase() === tenantId.toLowerCase())
        .map(({ urn, file }) => {
            const resource = urn.slice(urn.lastIndexOf("::") + 2);
            const owner = { stack, resource, digests: knownDigests(file) };
            return [fileNameKey(reportedOf(file).fileName), owner];
        });
}
