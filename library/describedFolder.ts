import { readRegularFile } from "./digest";
import { fileNameKey } from "./fileName";
import { readFolder, type FolderFile, type FolderOptions } from "./folder";
import type { Texts } from "./liveFile";
import { scriptHelp } from "./scriptHelp";
import { readSidecar, type Sidecar, type SidecarTexts } from "./sidecar";

/** What a file may have where nobody knows the limit: what the portal takes. */
export const PORTAL_LIMIT = 250 * 1_048_576;

/** A file of a folder with its texts: the sidecar's, and otherwise those of the script's own help. */
export interface DescribedFile<Facts> extends FolderFile {
    /** A text that nobody says is not a key. */
    readonly texts: SidecarTexts;
    /** What was made of the file's bytes. */
    readonly facts: Facts;
}

/** A folder as it is kept as a library. */
export interface DescribedFolder<Facts> {
    /** Those that could be read, ordered by name without case. */
    readonly files: readonly DescribedFile<Facts>[];
    /** The names of all files, of those that could not be read too. */
    readonly names: readonly string[];
    /** All that is wrong with the folder and its sidecar, each a whole sentence. */
    readonly problems: readonly string[];
    /** Each file that could not be read, as a whole sentence. */
    readonly unreadable: readonly string[];
}

/**
 * Reads a folder, its sidecar and its scripts' own help. It never throws.
 *
 * @param factsOf makes of a file's bytes what is to be kept of them: each file is read once, and
 * its texts and its facts are of the same bytes.
 */
export function readDescribedFolder<Facts>(
    { path, include, exclude }: FolderOptions,
    factsOf: (file: FolderFile, bytes: Buffer) => Facts,
): DescribedFolder<Facts> {
    const { files, sidecarPath, problems } = readFolder({ path, include, exclude });
    const names = files.map(({ fileName }) => fileName);
    const filtered = include !== undefined || exclude !== undefined;
    // Libraries of parts of one folder share its sidecar: it may speak of files of another part.
    const inFolder = () =>
        filtered ? readFolder({ path }).files.map(({ fileName }) => fileName) : names;
    const sidecar = sidecarOf(sidecarPath, inFolder);
    const unreadable: string[] = [];
    const described = files.flatMap((file) => {
        const { fileName } = file;
        const bytes = bytesOf(file, unreadable);
        if (bytes === undefined) return [];
        const own = sidecar.files.get(fileNameKey(fileName));
        const texts = { ...scriptHelp({ fileName, bytes }), ...own };
        return [{ ...file, texts, facts: factsOf(file, bytes) }];
    });
    return {
        files: described,
        names,
        problems: [...problems, ...sidecar.problems],
        unreadable,
    };
}

/** The texts that a file goes up with where no program says others: what is not said is not there. */
export function textsToSend({
    description = "",
    parametersDescription = "",
    hasParameters = parametersDescription !== "",
}: { readonly [K in keyof Texts]?: Texts[K] | undefined }): Texts {
    return { description, parametersDescription, hasParameters };
}

function bytesOf(file: FolderFile, unreadable: string[]): Buffer | undefined {
    try {
        return readRegularFile(file.path, PORTAL_LIMIT);
    } catch (error) {
        unreadable.push(error instanceof Error ? error.message : String(error));
        return undefined;
    }
}

function sidecarOf(path: string | undefined, names: () => readonly string[]): Sidecar {
    if (path === undefined) return readSidecar("", []);
    try {
        return readSidecar(readRegularFile(path, PORTAL_LIMIT).toString("utf8"), names());
    } catch (error) {
        return {
            files: new Map(),
            problems: [error instanceof Error ? error.message : String(error)],
        };
    }
}
