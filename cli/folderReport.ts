import type { FolderCheck, FolderFinding, NotChecked } from "./folderFinding";
import { pathFrom } from "./sourceRoot";

/** What `pulumi-mde check --format json` prints; documented in docs/check.md, and only ever added to. */
export interface FolderReport {
    readonly version: 1;
    /** Whether there is no mandatory finding. */
    readonly ok: boolean;
    /** From the root of the repository, as all paths: "." for that itself. */
    readonly folder: string;
    readonly files: number;
    readonly findings: readonly ReportedFinding[];
    readonly notChecked: readonly NotChecked[];
}

/** One finding; `null` for what is not known, or is not there. */
export interface ReportedFinding {
    readonly policy: string;
    readonly level: "mandatory" | "advisory";
    readonly fileName: string | null;
    readonly path: string;
    readonly line: number | null;
    readonly column: number | null;
    readonly message: string;
    readonly mend: string;
    readonly exemption: {
        readonly reason: string;
        readonly owner: string;
        readonly expires: string;
        /** Of the content that is exempted; `null` for any. */
        readonly sha256: string | null;
    } | null;
}

/** The report of a check, for a program. */
export function folderReport({
    folder,
    root,
    files,
    findings,
    notChecked,
}: FolderCheck): FolderReport {
    return {
        version: 1,
        ok: isOk(findings),
        folder: pathFrom(root, folder) || ".",
        files,
        findings: findings.map((finding) => reported(finding, root)),
        notChecked,
    };
}

/** Whether nothing is wrong that stops a run. */
export function isOk(findings: readonly FolderFinding[]): boolean {
    return findings.every(({ level }) => level !== "mandatory");
}

function reported(finding: FolderFinding, root: string): ReportedFinding {
    const { policy, level, fileName, path, line, column, message, mend, exemption } = finding;
    return {
        policy,
        level,
        fileName: fileName ?? null,
        path: pathFrom(root, path),
        line: line ?? null,
        column: column ?? null,
        message,
        mend,
        exemption: exemption === undefined ? null : reportedExemption(exemption),
    };
}

function reportedExemption({
    reason,
    owner,
    expires,
    sha256,
}: NonNullable<FolderFinding["exemption"]>): NonNullable<ReportedFinding["exemption"]> {
    return { reason, owner, expires, sha256: sha256 ?? null };
}
