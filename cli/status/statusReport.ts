import { fileNameKey } from "../../library/fileName";
import { nameFilter } from "../../library/globs";
import type { ReleaseDocument } from "../../library/readRelease";
import type { FileOwner, UnreadStack } from "../fileOwners";
import type { TenantLibrary } from "../tenantLibrary";
import {
    isFine,
    together,
    type Allowances,
    type Condition,
    type ConditionCounts,
} from "./condition";
import { fileAcross, judge } from "./fileAcross";

/** A tenant's library with the stacks that manage it, or why it was not read. */
export interface TenantReading {
    /** What people call the tenant: its stacks, or its name in the tenants file. */
    readonly name: string;
    readonly stacks: readonly string[];
    readonly tenantId: string | undefined;
    readonly cloud: string | undefined;
    readonly library: TenantLibrary | undefined;
    /** A whole sentence; where there is no library. */
    readonly error: string | undefined;
    /** By `fileNameKey`; `undefined` where no state was asked for. */
    readonly owners: ReadonlyMap<string, readonly FileOwner[]> | undefined;
}

/** A tenant in a report. */
export interface StatusTenant {
    readonly name: string;
    readonly stacks: readonly string[];
    readonly tenantId: string | null;
    readonly cloud: string | null;
    /** `null` where it was not judged. */
    readonly ok: boolean | null;
    /** Why its library was not read. */
    readonly error: string | null;
    readonly counts: ConditionCounts;
    /** The ids that the service has given to the calls, where it gives any. */
    readonly requestIds: readonly string[];
}

/** One file in one tenant. */
export interface StatusCell {
    /** The tenant's name in the report. */
    readonly tenant: string;
    readonly condition: Condition;
    readonly why: string | null;
    /** What is live; `null` where nothing is, or nothing is known. */
    readonly sha256: string | null;
    readonly lastUpdatedTime: string | null;
    readonly createdBy: string | null;
    readonly owners: readonly { readonly stack: string; readonly resource: string }[];
}

/** A file in the tenants where it is, or is missed. */
export interface StatusFile {
    readonly fileName: string;
    /** The release's digest, or the newest one; `null` where nothing tells. */
    readonly wanted: string | null;
    readonly tenants: readonly StatusCell[];
}

/** Which tenant runs what: its shape is documented and versioned. */
export interface StatusReport extends Allowances {
    readonly schema: 1;
    /** Whether all is as it should be; `null` where that is not known. */
    readonly ok: boolean | null;
    /** When the lists were read: ISO 8601 in UTC. */
    readonly time: string;
    /** The release that should be live, without its files. */
    readonly release: Omit<ReleaseDocument, "__files"> | null;
    /** The globs of the files that alone were looked at; none for all. */
    readonly names: readonly string[];
    /** In the order in which they were named. */
    readonly tenants: readonly StatusTenant[];
    /** Ordered by name. */
    readonly files: readonly StatusFile[];
    /** Stacks whose state could not be read, each with why. */
    readonly unread: readonly UnreadStack[];
    /** The version of pulumi-mde. */
    readonly version: string;
}

/** What a report is made of, beside the tenants. */
export interface StatusOptions extends Allowances {
    readonly release: ReleaseDocument | undefined;
    readonly unread: readonly UnreadStack[];
    /** Globs of file names; none for all. */
    readonly names: readonly string[];
    readonly time: string;
    readonly version: string;
}

/** Compares what the tenants have live with a release, or with each other. */
export function statusReport(
    readings: readonly TenantReading[],
    options: StatusOptions,
): StatusReport {
    const { release, unread } = options;
    const released = new Map(release?.__files.map((file) => [fileNameKey(file.fileName), file]));
    const rows = readings.map(({ name, library, owners }) => ({
        name,
        owners,
        live: library && Map.groupBy(library.files, ({ fileName }) => fileNameKey(fileName)),
    }));
    const counts = readings.map((): Partial<Record<Condition, number>> => ({}));
    const files = namesIn(readings, release, options.names).map(([key, fileName]): StatusFile => {
        const here = rows.map(({ live, owners }) => ({
            live: live && (live.get(key) ?? []),
            owners: owners && (owners.get(key) ?? []),
        }));
        const about = fileAcross(here, {
            release: release && { file: released.get(key), time: release.time },
            unread,
        });
        const cells = here.flatMap((file, at): StatusCell[] => {
            const judged = judge(file, about);
            if (judged === undefined) return [];
            const { condition, why = null } = judged;
            const own = counts[at] ?? {};
            own[condition] = (own[condition] ?? 0) + 1;
            const [live] = file.live ?? [];
            return [
                {
                    tenant: rows[at]?.name ?? "",
                    condition,
                    why,
                    sha256: live?.sha256 ?? null,
                    lastUpdatedTime: live?.lastUpdatedTime ?? null,
                    createdBy: live?.createdBy ?? null,
                    owners: (file.owners ?? []).map(({ stack, resource }) => ({ stack, resource })),
                },
            ];
        });
        return { fileName, wanted: about.wanted ?? null, tenants: cells };
    });
    const tenants = readings.map((reading, at) => tenantOf(reading, counts[at] ?? {}, options));
    const verdicts = [...tenants.map(({ ok }) => ok), ...unread.map(() => null)];
    return {
        schema: 1,
        ok: tenants.length === 0 ? null : together(verdicts),
        time: options.time,
        release: release === undefined ? null : withoutFiles(release),
        names: options.names,
        allowOthers: options.allowOthers,
        partial: options.partial,
        tenants,
        files,
        unread,
        version: options.version,
    };
}

function tenantOf(
    reading: TenantReading,
    counts: ConditionCounts,
    options: StatusOptions,
): StatusTenant {
    const { name, stacks, tenantId = null, cloud = null, error = null, library } = reading;
    const found = Object.keys(counts) as Condition[];
    const verdicts = found.map((condition) => isFine(condition, options));
    // A file that such a state alone knows may be missed anywhere, and not be in the report at all; and
    // of an empty library beside nothing, or no file of such a name, nothing was compared.
    const isOpen =
        (found.length === 0 && (options.release === undefined || options.names.length > 0)) ||
        options.unread.some(({ stack }) => options.release === undefined || stacks.includes(stack));
    return {
        name,
        stacks,
        tenantId,
        cloud,
        ok: library === undefined ? null : together([...verdicts, isOpen ? null : true]),
        error,
        counts,
        requestIds: library?.requestIds ?? [],
    };
}

function withoutFiles(release: ReleaseDocument): Omit<ReleaseDocument, "__files"> {
    const { schema, tenantId, cloud, count, digest, time, stack, git } = release;
    return { schema, tenantId, cloud, count, digest, time, stack, git };
}

/** The files that a release, a tenant or a state knows, by key, each with a name to show. */
function namesIn(
    readings: readonly TenantReading[],
    release: ReleaseDocument | undefined,
    globs: readonly string[],
): [string, string][] {
    const names = new Map<string, string>();
    const add = (fileName: string) => {
        const key = fileNameKey(fileName);
        if (!names.has(key)) names.set(key, fileName);
    };
    for (const { fileName } of release?.__files ?? []) add(fileName);
    for (const { library } of readings)
        for (const { fileName } of library?.files ?? []) add(fileName);
    for (const { owners } of readings)
        for (const { fileName } of [...(owners?.values() ?? [])].flat()) add(fileName);
    const isNamed = globs.length === 0 ? () => true : nameFilter(globs);
    return [...names]
        .filter(([, fileName]) => isNamed(fileName))
        .sort(([one], [other]) => (one < other ? -1 : 1));
}
