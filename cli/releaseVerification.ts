import { fileNameKey, printable } from "../library/fileName";
import type { LiveFile } from "../library/liveFile";
import { NOTHING, promotionDifferences, type PromotionDifference } from "../library/promotion";
import type { ReleaseDocument } from "../library/readRelease";
import type { ReleaseFile } from "../library/release";
import { textTable } from "../library/textTable";
import type { TenantLibrary } from "./tenantLibrary";

/** Whether a tenant's live library is a release, as evidence: its shape is documented and versioned. */
export interface ReleaseVerification {
    readonly schema: 1;
    /** Whether it is. */
    readonly ok: boolean;
    /** When the list was read: ISO 8601 in UTC. */
    readonly time: string;
    readonly tenantId: string;
    readonly cloud: string;
    /** The release that was compared; its files are in its own file. */
    readonly release: Omit<ReleaseDocument, "__files">;
    /** How many files are live. */
    readonly count: number;
    readonly differences: readonly PromotionDifference[];
    /** Files that are live and not of the release, where these are allowed. */
    readonly others: readonly string[];
    /** The ids that the service has given to the calls, where it gives any. */
    readonly requestIds: readonly string[];
    /** The version of pulumi-mde. */
    readonly version: string;
}

/**
 * Compares what is live with a release.
 *
 * @param options.allowOthers whether files may be live that are not of the release.
 * @param options.partial whether files of the release may be absent.
 */
export async function verifyRelease(
    live: TenantLibrary,
    release: ReleaseDocument,
    options: {
        readonly allowOthers: boolean;
        readonly partial: boolean;
        readonly time: string;
        readonly version: string;
    },
): Promise<ReleaseVerification> {
    const { allowOthers, time, version } = options;
    const tested = new Map(release.__files.map((file) => [fileNameKey(file.fileName), file]));
    const isOther = ({ fileName }: LiveFile) => !tested.has(fileNameKey(fileName));
    const compared = allowOthers ? live.files.filter((file) => !isOther(file)) : live.files;
    const differences = await promotionDifferences(
        release.__files,
        compared.map((file) => asReported(file, tested.get(fileNameKey(file.fileName)))),
        { partial: options.partial },
    );
    const { schema, tenantId, cloud, count, digest, stack, git } = release;
    return {
        schema: 1,
        ok: differences.length === 0,
        time,
        tenantId: live.tenantId,
        cloud: live.cloud,
        release: {
            schema,
            tenantId,
            cloud,
            count,
            digest,
            time: release.time,
            stack,
            git,
        },
        count: live.files.length,
        differences,
        others: allowOthers
            ? live.files
                  .filter(isOther)
                  .map(({ fileName }) => fileName)
                  .sort()
            : [],
        requestIds: live.requestIds,
        version,
    };
}

/** A text whose white space at the ends the service has taken off counts as the one that was sent. */
export function asReported(live: LiveFile, tested: ReleaseFile | undefined): ReleaseFile {
    const { fileName, sha256 = "", hasParameters } = live;
    const text = (key: "description" | "parametersDescription") =>
        tested !== undefined && live[key].trim() === tested[key].trim() ? tested[key] : live[key];
    const texts = {
        description: text("description"),
        parametersDescription: text("parametersDescription"),
    };
    return { fileName, sha256, ...texts, hasParameters };
}

/** The verification for a person. */
export function verificationText(verification: ReleaseVerification): string {
    const { ok, tenantId, release, count, differences, others, time } = verification;
    const whose = `tenant ${printable(tenantId)}`;
    const which = `release ${release.digest} (${files(release.count)}, tested in tenant ${printable(release.tenantId)})`;
    const beside =
        others.length === 0
            ? ""
            : `Beside it ${files(others.length)}: ${others.map(printable).join(", ")}.\n`;
    if (ok) return `${whose} runs ${which}, at ${time}.\n${beside}`;
    const table = textTable({
        head: ["file", "release", "live"],
        body: differences.map(({ fileName, tested, here }) => [printable(fileName), tested, here]),
    });
    return (
        `${whose} does not run ${which}, at ${time}: of its ${files(count)} these differ.\n\n` +
        `${table}\n\n${beside}` +
        `Nothing was changed. ${wayOut(differences)}\n`
    );
}

/** An up does away with a difference, but for files that no stack has: it leaves those. */
function wayOut(differences: ReleaseVerification["differences"]): string {
    const beside = differences.filter(({ tested }) => tested === NOTHING);
    const ways = [
        `Run "pulumi up" with the release as promotedFrom, or "pulumi refresh" to see what was changed ` +
            `outside Pulumi.`,
        `What is live and not of the release an "up" removes only where the stack has it: --allow-others lets ` +
            `it pass, "npx pulumi-mde list" tells whose it is, and "prune" removes what is nobody's.`,
    ];
    return ways
        .filter((_, at) => (at === 0 ? beside.length < differences.length : beside.length > 0))
        .join(" ");
}

const files = (count: number) => (count === 1 ? "1 file" : `${count} files`);
