import type { ComparedFile } from "../../library/adoption";
import type { LiveFile } from "../../library/liveFile";
import type { SidecarTexts } from "../../library/sidecar";
import type { Adoption, FolderFile } from "./adoption";
import type { AdoptionOutcome } from "./outcome";

/** A comparison for a program: its shape is documented and versioned. */
export interface AdoptionReport {
    readonly schema: 1;
    readonly tenantId: string;
    readonly cloud: string;
    readonly folder: string;
    /** Why nothing tells whose the live files are; `null` where the project's states do. */
    readonly ownersUnknown: string | null;
    /** Ordered by name. */
    readonly files: readonly ReportedFile[];
    readonly sidecar: {
        readonly path: string;
        readonly written: boolean;
        /** What it has to say, by file name. */
        readonly files: Readonly<Record<string, SidecarTexts>>;
    };
    /** Files whose live texts the sidecar cannot say to the last blank. */
    readonly inexact: readonly string[];
    /** The import file that was written. */
    readonly importFile: string | null;
    /** Files that are the same and not in it: the stack's state has a resource of that name. */
    readonly notImported: readonly string[];
}

/** One name, live or in the folder or both. */
export interface ReportedFile extends Pick<
    ComparedFile<FolderFile>,
    "fileName" | "status" | "needsDecision" | "onlyLineEndsDiffer" | "undocumented" | "stacks"
> {
    readonly mark: string | null;
    readonly live: LiveFile | null;
    readonly here: Pick<FolderFile, "relativePath" | "sha256" | "size" | "texts"> | null;
}

/** The comparison as one object. */
export function adoptionReport(adoption: Adoption, outcome: AdoptionOutcome): AdoptionReport {
    const { tenantId, cloud, folder, files, sidecar, inexact } = adoption;
    return {
        schema: 1,
        tenantId,
        cloud,
        folder: folder.path,
        ownersUnknown: outcome.ownersUnknown ?? null,
        files: files.map(reported),
        sidecar: {
            path: sidecar.path,
            written: sidecar.text !== undefined && !outcome.dryRun,
            files: Object.fromEntries(
                sidecar.changes.map(({ fileName, texts }) => [fileName, texts]),
            ),
        },
        inexact,
        importFile: outcome.importFile ?? null,
        notImported: outcome.notImported,
    };
}

function reported({ here, live, mark, ...file }: ComparedFile<FolderFile>): ReportedFile {
    const { relativePath = "", sha256 = "", size = 0, texts = {} } = here ?? {};
    return {
        ...file,
        mark: mark ?? null,
        live: live ?? null,
        here: here === undefined ? null : { relativePath, sha256, size, texts },
    };
}
