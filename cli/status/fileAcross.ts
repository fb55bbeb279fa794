import { printable } from "../../library/fileName";
import type { LiveFile } from "../../library/liveFile";
import type { ReleaseFile } from "../../library/release";
import type { FileOwner, UnreadStack } from "../fileOwners";
import { asReported } from "../releaseVerification";
import type { Condition } from "./condition";

/** One file in one tenant, as far as it was read. */
export interface FileHere {
    /** `undefined` where the tenant's library was not read. */
    readonly live: readonly LiveFile[] | undefined;
    /** The stacks that manage it there; `undefined` where no state was asked for. */
    readonly owners: readonly FileOwner[] | undefined;
}

/** What there is to compare a file with, in whichever tenant. */
export interface FileAcross {
    /** Whether there is a release at all. */
    readonly isReleased: boolean;
    /** The file in the release. */
    readonly released: ReleaseFile | undefined;
    /** Stacks whose state was not read: what is theirs is not known. */
    readonly unread: readonly UnreadStack[];
    /** The digest that should be live; `undefined` where nothing tells. */
    readonly wanted: string | undefined;
    /** Whether a tenant without the file lacks something, though no stack of its own has it. */
    readonly isShared: boolean;
    /** Since when a content is known to exist anywhere, in milliseconds. */
    readonly firstSeen: ReadonlyMap<string, number>;
}

/** What is said of a file in a tenant. */
export interface Judgement {
    readonly condition: Condition;
    /** What the condition alone does not tell. */
    readonly why?: string;
}

/** Why it is not known whether a stack manages a file. */
const STATE_NOT_READ = "a stack's state was not read";

/** Why nothing is known of any file of a tenant. */
export const NOT_READ = "the tenant was not read";

/**
 * Looks at one file in all tenants.
 *
 * A content's age is the earliest time at which a tenant that runs it has last changed the file; of
 * the release's also the time at which the release was written. Without a release the wanted content
 * is the one whose age is the least, among those that are a stack's own.
 */
export function fileAcross(
    here: readonly FileHere[],
    about: {
        readonly release:
            | { readonly file: ReleaseFile | undefined; readonly time: string | undefined }
            | undefined;
        readonly unread: readonly UnreadStack[];
    },
): FileAcross {
    const { release, unread } = about;
    const released = release?.file;
    const firstSeen = new Map<string, number>();
    const see = (sha256: string | undefined, time: string | undefined) => {
        const at = Date.parse(time ?? "");
        if (sha256 === undefined || Number.isNaN(at)) return;
        firstSeen.set(sha256, Math.min(firstSeen.get(sha256) ?? Infinity, at));
    };
    for (const { live = [] } of here)
        for (const { sha256, lastUpdatedTime } of live) see(sha256, lastUpdatedTime);
    see(released?.sha256, release?.time);
    const isShared =
        release === undefined
            ? here.some(
                  ({ live = [], owners }) =>
                      (owners?.length ?? 0) > 0 || (live.length > 0 && owners === undefined),
              )
            : released !== undefined;
    return {
        isReleased: release !== undefined,
        released,
        unread,
        wanted: release === undefined ? newestOf(here, firstSeen) : released?.sha256,
        isShared,
        firstSeen,
    };
}

/** The condition of a file in a tenant; `undefined` where it is not there and nobody misses it. */
export function judge({ live, owners }: FileHere, about: FileAcross): Judgement | undefined {
    // That it is not there is not known either.
    if (live === undefined) return { condition: "unknown", why: NOT_READ };
    const isExpected = about.isShared || (owners?.length ?? 0) > 0;
    const [file, ...alike] = live;
    if (file === undefined) {
        if (!isExpected) return undefined;
        const why = about.isShared ? {} : { why: "its stack has made it" };
        return { condition: "absent", ...why };
    }
    if (alike.length > 0)
        return { condition: "other", why: `${live.length} files, by the case of their names` };
    if (file.sha256 === undefined)
        return { condition: "unknown", why: "the service reports no digest" };
    if (owners?.some(isStranger(file.sha256))) return { condition: "drifted" };
    if (!about.isReleased) return amongTenants(file, owners, about);
    if (about.released === undefined) return beside(file, owners, about.unread);
    if (file.sha256 !== about.released.sha256) return byAge(file.sha256, about);
    const differing = textsThatDiffer(file, about.released);
    return differing.length === 0
        ? { condition: "as-wanted" }
        : { condition: "other", why: `same content, other ${differing.join(", ")}` };
}

function amongTenants(
    file: LiveFile,
    owners: readonly FileOwner[] | undefined,
    about: FileAcross,
): Judgement {
    if (owners?.length === 0) {
        if (file.mark !== undefined) return markedBy(file.mark);
        const [unread] = about.unread;
        return unread === undefined
            ? { condition: "unmanaged" }
            : { condition: "unknown", why: STATE_NOT_READ };
    }
    const open = unverified(owners);
    if (open !== undefined) return open;
    return file.sha256 === about.wanted ? { condition: "newest" } : byAge(file.sha256 ?? "", about);
}

/** It is somebody's, though of another project or backend. */
function markedBy(mark: string): Judgement {
    return { condition: "extra", why: `it bears the mark of ${printable(mark)}` };
}

function beside(
    { mark }: LiveFile,
    owners: readonly FileOwner[] | undefined,
    unread: readonly UnreadStack[],
): Judgement {
    if (owners === undefined || owners.length > 0)
        return unverified(owners) ?? { condition: "extra" };
    if (mark !== undefined) return markedBy(mark);
    return unread.length === 0
        ? { condition: "unmanaged" }
        : { condition: "extra", why: STATE_NOT_READ };
}

function byAge(sha256: string, { wanted = "", firstSeen }: FileAcross): Judgement {
    const [own, other] = [firstSeen.get(sha256), firstSeen.get(wanted)];
    const isOlder = own !== undefined && other !== undefined && own < other;
    return { condition: isOlder ? "behind" : "other" };
}

/** The content that appeared last; `undefined` where two did at once, or no time is known. */
function newestOf(
    here: readonly FileHere[],
    firstSeen: ReadonlyMap<string, number>,
): string | undefined {
    const digests = new Set(
        here.flatMap(({ live = [], owners }) => {
            const [file, ...alike] = live;
            const isOwn =
                owners === undefined ||
                (owners.length > 0 &&
                    unverified(owners) === undefined &&
                    owners.every(({ digests }) => digests?.includes(file?.sha256 ?? "")));
            return file?.sha256 !== undefined && alike.length === 0 && isOwn ? [file.sha256] : [];
        }),
    );
    const [only] = digests;
    if (digests.size < 2) return only;
    const times = [...digests].map((digest) => firstSeen.get(digest) ?? -Infinity);
    const last = Math.max(...times);
    const newest = [...digests].filter((_, at) => times[at] === last);
    return newest.length === 1 ? newest[0] : undefined;
}

const isStranger =
    (sha256: string) =>
    ({ digests }: FileOwner) =>
        digests !== undefined && !digests.includes(sha256);

/** What a stack has sent, and has not seen live, is not known to be what it wanted. */
function unverified(owners: readonly FileOwner[] = []): Judgement | undefined {
    if (owners.some(({ digests }) => digests === undefined))
        return { condition: "unknown", why: "its stack's last run was interrupted" };
    return owners.every(({ isVerified }) => isVerified)
        ? undefined
        : { condition: "unknown", why: "its stack's last upload was not verified" };
}

function textsThatDiffer(file: LiveFile, released: ReleaseFile): string[] {
    const live = asReported(file, released);
    const names = {
        fileName: "case of the name",
        description: "description",
        parametersDescription: "parametersDescription",
        hasParameters: "hasParameters",
    } as const;
    return (Object.keys(names) as (keyof typeof names)[])
        .filter((key) => live[key] !== released[key])
        .map((key) => names[key]);
}
