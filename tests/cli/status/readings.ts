import { createHash } from "node:crypto";

import type { FileOwner } from "../../../cli/fileOwners";
import {
    statusReport,
    type StatusOptions,
    type StatusReport,
    type TenantReading,
} from "../../../cli/status/statusReport";
import { fileNameKey } from "../../../library/fileName";
import type { LiveFile } from "../../../library/liveFile";
import { releaseOf, type ReleaseFile } from "../../../library/release";
import type { ReleaseDocument } from "../../../library/readRelease";

/** The digest of a content. */
export const sha = (content: string) => createHash("sha256").update(content).digest("hex");

/** A live file: its content by a word, changed on a day of the year 2026. */
export function live(
    fileName: string,
    content: string | undefined,
    day = "01-01",
    more: Partial<LiveFile> = {},
): LiveFile {
    const time = `2026-${day}T12:00:00.1234567Z`;
    return {
        fileName,
        sha256: content === undefined ? undefined : sha(content),
        description: "",
        parametersDescription: "",
        hasParameters: false,
        createdBy: "Ann",
        creationTime: time,
        lastUpdatedTime: time,
        ...more,
    };
}

/**
 * A tenant that was read. With `owned`, a stack of its name has these contents in its state: of
 * several, the first one with the others pending.
 */
export function tenant(
    name: string,
    files: readonly LiveFile[],
    owned?: Readonly<Record<string, string | readonly string[] | undefined>>,
): TenantReading {
    const ownerOf = (
        fileName: string,
        content: string | readonly string[] | undefined,
    ): FileOwner => ({
        fileName,
        stack: name,
        resource: "response",
        digests: content === undefined ? undefined : [content].flat().map(sha),
        isVerified: typeof content === "string",
    });
    return {
        name,
        stacks: owned === undefined ? [] : [name],
        tenantId: `id-of-${name}`,
        cloud: "commercial",
        library: { tenantId: `id-of-${name}`, cloud: "commercial", files, requestIds: [] },
        error: undefined,
        owners:
            owned &&
            new Map(
                Object.entries(owned).map(([fileName, content]) => [
                    fileNameKey(fileName),
                    [ownerOf(fileName, content)],
                ]),
            ),
    };
}

/** A tenant that was not read. */
export function unreadTenant(name: string, error = "Nobody answered."): TenantReading {
    return { ...tenant(name, []), library: undefined, error };
}

/** A release of these files, each with its content by a word. */
export function release(
    contents: Readonly<Record<string, string>>,
    more: Partial<ReleaseDocument> & { texts?: Partial<ReleaseFile> } = {},
): ReleaseDocument {
    const { texts, ...rest } = more;
    const files = Object.entries(contents).map(([fileName, content]) => ({
        fileName,
        sha256: sha(content),
        description: "",
        parametersDescription: "",
        hasParameters: false,
        ...texts,
    }));
    return { ...releaseOf({ tenantId: "staging", cloud: "commercial", files }), ...rest };
}

/** The report of these tenants. */
export function reportOf(
    readings: readonly TenantReading[],
    options: Partial<StatusOptions> = {},
): StatusReport {
    return statusReport(readings, {
        release: undefined,
        unread: [],
        names: [],
        allowOthers: false,
        partial: false,
        time: "2026-11-30T12:00:00.000Z",
        version: "0.0.0",
        ...options,
    });
}

/** What is said of a file, by tenant: `{ contoso: "behind" }`. */
export function conditionsOf({ files }: StatusReport, fileName: string): Record<string, string> {
    const file = files.find((each) => each.fileName === fileName);
    return Object.fromEntries((file?.tenants ?? []).map((cell) => [cell.tenant, cell.condition]));
}
