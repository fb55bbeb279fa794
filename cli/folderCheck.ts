import { readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

import {
    PORTAL_LIMIT,
    readDescribedFolder,
    textsToSend,
    type DescribedFile,
} from "../library/describedFolder";
import { DOCUMENTED_LIMIT } from "../defender/settings/settings";
import { readRegularFileAsync, sha256Of } from "../library/digest";
import { systemCode } from "../library/fileErrors";
import { fileFilter } from "../library/globs";
import { quoteName } from "../library/fileName";
import { checkFile } from "../policy/checkFile";
import type { CheckedFile, Claim } from "../policy/claim";
import type { Content } from "../policy/content";
import { contentReader, type ReadContent } from "../policy/contentReader";
import { readPack, type ConfiguredPack } from "../policy/packConfiguration";
import { exemptionsName } from "../policy/withExemptions";
import type { FolderCheck, FolderFinding, NotChecked } from "./folderFinding";
import { isIn, pathFrom, sourceRootOf } from "./sourceRoot";
import { uploadLimitFindings } from "./uploadLimit";

/** Nothing was checked; the message is one for a person. */
export class FolderCheckError extends Error {
    override name = "FolderCheckError" as const;
}

/** Which folder to check, and how. */
export interface FolderCheckOptions {
    /** As somebody gave it, relative to the working directory. */
    readonly folder: string;
    readonly include?: readonly string[] | undefined;
    readonly exclude?: readonly string[] | undefined;
    /** The path of the pack's configuration. Default: none. */
    readonly configurationFile?: string | undefined;
    /** The largest file that goes up. Default: the documented limit. */
    readonly maxUploadBytes?: number | undefined;
    /** Where the report will be written. */
    readonly output?: string | undefined;
    readonly claims: readonly Claim[];
    readonly now: () => Date;
}

/**
 * Checks a folder by a pack's claims, as a `Library` of that folder would send it, without a stack.
 *
 * @throws {FolderCheckError} when the folder, its sidecar or the configuration is not as it must be:
 * nothing is checked then.
 */
export async function checkFolder(options: FolderCheckOptions): Promise<FolderCheck> {
    const { include, exclude, claims, now, maxUploadBytes = DOCUMENTED_LIMIT } = options;
    refuseFile(options.folder);
    const today = now().toISOString().slice(0, "2027-01-31".length);
    const pack = packOf(options.configurationFile, { claims, today });
    const read = readDescribedFolder(
        { path: options.folder, include, exclude },
        (_, bytes): Facts => ({ sha256: sha256Of(bytes), size: bytes.byteLength }),
    );
    const problems = [...read.problems, ...read.unreadable];
    if (problems.length > 0) {
        throw new FolderCheckError(
            `${options.folder} was not checked, and a Library of it would be refused:\n  ` +
                problems.join("\n  "),
        );
    }
    const folder = realpathSync(options.folder);
    refuseOutput(folder, options);
    const readContent = readerOf(read.files);
    const findings = exemptionFindings(pack, options.configurationFile);
    for (const file of read.files) {
        findings.push(...uploadLimitFindings(file, maxUploadBytes));
        findings.push(...(await findingsIn(file, pack, readContent)));
    }
    return {
        folder,
        root: sourceRootOf(folder, process.cwd()),
        files: read.files.length,
        findings,
        notChecked: notChecked(pack),
    };
}

interface Facts {
    readonly sha256: string;
    readonly size: number;
}

function refuseFile(folder: string): void {
    if (statSync(folder, { throwIfNoEntry: false })?.isFile() !== true) return;
    throw new FolderCheckError(
        `${folder} is a file, and was not checked: its texts may stand in its folder's ` +
            `library.yaml. Give the folder and the file's path in it, such as ` +
            `"pulumi-mde check ${dirname(folder)} --include ${basename(folder)}".`,
    );
}

/** A report among the scripts would be one of them the next time. */
function refuseOutput(folder: string, options: FolderCheckOptions): void {
    const { output, include = ["**/*"], exclude = [] } = options;
    if (output === undefined) return;
    const path = resolve(realFolder(dirname(resolve(output))), basename(output));
    if (!isIn(folder, path) || !fileFilter({ include, exclude }).matches(pathFrom(folder, path)))
        return;
    throw new FolderCheckError(
        `Nothing was checked: --output ${output} would be a file of the library. Name one ` +
            `outside of ${options.folder}.`,
    );
}

function realFolder(folder: string): string {
    try {
        return realpathSync(folder);
    } catch (error) {
        throw new FolderCheckError(
            `Nothing was checked: the folder of --output, ${folder}, cannot be written to ` +
                `(${systemCode(error) ?? "unknown reason"}). Make it first.`,
        );
    }
}

function packOf(
    file: string | undefined,
    options: { claims: readonly Claim[]; today: string },
): ConfiguredPack {
    const read = readPack(file === undefined ? "" : configurationText(file), options);
    if ("pack" in read) return read.pack;
    throw new FolderCheckError(
        `Nothing was checked, for the configuration ${file ?? ""} is wrong:\n  ` +
            read.problems.join("\n  "),
    );
}

function configurationText(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        const code = systemCode(error) ?? "unknown reason";
        const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
        throw new FolderCheckError(
            `Nothing was checked: --policy-pack-config names ${resolve(file)}, which ${why}.`,
        );
    }
}

/** Contents by digest, as they were when the folder was read. */
function readerOf(files: readonly DescribedFile<Facts>[]): ReadContent {
    const paths = new Map(files.map(({ path, facts }) => [facts.sha256, path]));
    return contentReader({
        open: () => ({
            async read(sha256) {
                const path = paths.get(sha256) ?? "";
                const bytes = await readRegularFileAsync(path, PORTAL_LIMIT);
                if (sha256Of(bytes) === sha256) return bytes;
                throw new Error(`${path} was changed while it was checked`);
            },
        }),
    });
}

async function findingsIn(
    { fileName, path, texts, facts }: DescribedFile<Facts>,
    pack: ConfiguredPack,
    read: ReadContent,
): Promise<FolderFinding[]> {
    const content = () => read(facts.sha256, facts.size);
    const file: CheckedFile = {
        ...textsToSend(texts),
        ...facts,
        fileName,
        source: undefined,
        tenantId: undefined,
        cloud: undefined,
        stack: undefined,
        content,
    };
    const found = await checkFile(file, pack);
    const lengths = found.some(({ line }) => line !== undefined)
        ? await content().then(lineLengths, () => [])
        : [];
    return found.map(({ policy, level, message, mend, line, column, exemption }) => {
        const length = line === undefined ? undefined : lengths[line - 1];
        return {
            policy,
            level,
            fileName,
            path,
            line,
            column,
            endColumn: length === undefined ? undefined : length + 1,
            message: `${quoteName(fileName)} ${message}.`,
            mend,
            exemption,
        };
    });
}

function lineLengths({ text }: Content): number[] {
    return text.split(/\r\n|\n|\r/).map(({ length }) => length);
}

/** What is wrong with the exemptions is found in the configuration. */
function exemptionFindings(
    { exemptionProblems, exemptionLevel }: ConfiguredPack,
    file: string | undefined,
): FolderFinding[] {
    if (file === undefined) return [];
    const path = realpathSync(file);
    return exemptionProblems.map((message) => ({
        policy: exemptionsName,
        level: exemptionLevel === "mandatory" ? "mandatory" : "advisory",
        fileName: undefined,
        path,
        line: undefined,
        column: undefined,
        endColumn: undefined,
        message: `Of the exemptions, ${message}`,
        mend: "",
        exemption: undefined,
    }));
}

function notChecked({ claims, others }: ConfiguredPack): NotChecked[] {
    const nothing = claims.every(({ level }) => level === "disabled");
    return [
        ...(nothing
            ? [{ policy: "all", why: "The configuration switches every policy off." }]
            : []),
        ...claims.flatMap(({ claim: { name: policy, needs }, level }) => {
            if (needs === undefined || level === "disabled") return [];
            const why = `It goes by ${needs}: a preview with the pack checks it.`;
            return [{ policy, why }];
        }),
        ...others.map((policy) => ({
            policy,
            why: "It is no policy of this pack, and may be one of yours.",
        })),
    ];
}
