import { fileNameKey } from "../library/fileName";
import { knownDigests, readStateOrId, reportedOf } from "../provider/state";
import { fileType } from "../sdk/fileType";
import type { StackState } from "./stackRelease";
import { isSamePlace, type TenantPlace } from "./tenantPlace";

/** The resource of a stack that manages a file. */
export interface FileOwner {
    readonly stack: string;
    /** The resource's name in the program. */
    readonly resource: string;
    /** As the service has reported it, or the stack has sent it. */
    readonly fileName: string;
    /** The digests that are the stack's own there; `undefined` where its state does not tell. */
    readonly digests: readonly string[] | undefined;
    /** Whether its last upload was verified: else any of its digests may be live, a wrong one too. */
    readonly isVerified: boolean;
}

/** A stack whose state could not be read, or not understood, and why. */
export interface UnreadStack {
    /** `""` where which stacks there are is not known, or there are none. */
    readonly stack: string;
    readonly why: string;
}

/**
 * Which stacks manage the files of a tenant, by `fileNameKey`. Nothing else says whose a file is: the
 * service keeps no owner.
 */
export function fileOwners(
    stacks: readonly { readonly stack: string; readonly state: StackState }[],
    place: TenantPlace,
): { readonly owners: Map<string, FileOwner[]>; readonly unread: UnreadStack[] } {
    const owners = new Map<string, FileOwner[]>();
    const unread: UnreadStack[] = [];
    for (const { stack, state } of stacks)
        try {
            for (const [key, owner] of ownedBy(stack, state, place))
                owners.set(key, [...(owners.get(key) ?? []), owner]);
        } catch (error) {
            unread.push({ stack, why: error instanceof Error ? error.message : String(error) });
        }
    return { owners, unread };
}

function ownedBy(
    stack: string,
    { resources, interrupted }: StackState,
    place: TenantPlace,
): [string, FileOwner][] {
    const kept = resources
        .filter(({ external }) => external !== true)
        .map(({ type, urn, id, outputs, pendingReplacement, initErrors = [] }) => {
            // One that is to be made again may have left its file: another resource had claimed it.
            const isWhole = pendingReplacement !== true;
            const hasFailed = !isWhole || initErrors.length > 0;
            return { type, urn, id, props: outputs, isWhole, hasFailed };
        });
    // Of a create that was interrupted there is no resource, and there may be a file.
    const begun = interrupted.map(({ type, urn, id, inputs }) => {
        const { tenantId: tenant, fileName } = inputs;
        const props = { ...inputs, tenantId: plainText(tenant), fileName: plainText(fileName) };
        const known = id ?? `${props.tenantId ?? ""}/${props.fileName ?? ""}`;
        return { type, urn, id: known, props, isWhole: false, hasFailed: true };
    });
    const owned = [...kept, ...begun]
        .filter(({ type }) => type === fileType)
        .map(({ id = "", urn, props = {}, isWhole, hasFailed }) => {
            const file = readStateOrId(id, props);
            const digests = isWhole && file.sha256 !== "" ? knownDigests(file) : undefined;
            const resource = urn.slice(urn.lastIndexOf("::") + 2);
            const isVerified = !hasFailed && (file.__pending ?? []).length === 0;
            const { fileName } = reportedOf(file);
            return { file, owner: { stack, resource, fileName, digests, isVerified } };
        })
        .filter(({ file }) => isSamePlace(file, place));
    // By the name that was sent too, where the service reports another one.
    const entries = owned.flatMap(({ file, owner }) =>
        [...new Set([owner.fileName, file.fileName].map(fileNameKey))].map(
            (key): [string, FileOwner] => [key, owner],
        ),
    );
    // An interrupted update is both.
    const isNamed = ([key, { resource, digests }]: [string, FileOwner]) =>
        digests === undefined &&
        entries.some(
            ([other, owner]) => other === key && owner.resource === resource && owner.digests,
        );
    return entries.filter((entry) => !isNamed(entry));
}

/** An input as a state has it: a secret one is wrapped, and its text is JSON. */
function plainText(value: unknown): string | undefined {
    if (typeof value === "string") return value === "" ? undefined : value;
    const wrapped = (value as { readonly plaintext?: unknown } | null | undefined)?.plaintext;
    return typeof wrapped === "string" ? plainText(JSON.parse(wrapped)) : undefined;
}
