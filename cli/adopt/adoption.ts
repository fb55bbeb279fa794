import { lstatSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import {
    compareForAdoption,
    endsInWhiteSpace,
    textsToWrite,
    type ComparedFile,
    type HereFile,
    type KnownOwner,
} from "../../library/adoption";
import { PORTAL_LIMIT, readDescribedFolder, textsToSend } from "../../library/describedFolder";
import { lineEndTwins, readRegularFile, sha256Of } from "../../library/digest";
import { readFolder } from "../../library/folder";
import type { LiveFile } from "../../library/liveFile";
import { SIDECAR_NAME } from "../../library/sidecar";
import { editedSidecar, type SidecarChange } from "../../library/sidecarEdit";
import type { ImportedFile } from "./importFile";
import type { TenantLibrary } from "../tenantLibrary";

/** Nothing was compared, and nothing was written; the message is one for a person. */
export class AdoptionError extends Error {
    override name = "AdoptionError" as const;
}

/** Which folder is to take over what is live. */
export interface AdoptedFolder {
    /** As somebody gave it, relative to the working directory. */
    readonly path: string;
    readonly include: readonly string[] | undefined;
    readonly exclude: readonly string[] | undefined;
}

/** A file of the folder. */
export interface FolderFile extends HereFile {
    readonly size: number;
    /** The path in the folder, with "/". */
    readonly relativePath: string;
    /** Absolute, links resolved. */
    readonly path: string;
}

/** What the folder's sidecar has to say, and the text in which it says so. */
export interface SidecarPlan {
    /** Absolute. */
    readonly path: string;
    readonly changes: readonly SidecarChange[];
    /** `undefined` where there is nothing to change. */
    readonly text: string | undefined;
    /** What it was when the folder was read; `undefined` where there was none. */
    readonly before: Buffer | undefined;
}

/** A folder as it was read. */
export interface FolderToAdopt {
    readonly files: readonly FolderFile[];
    /** The bytes of its sidecar, which may change until it is written; `undefined` for none. */
    readonly sidecar: Buffer | undefined;
}

/** A folder beside what is live. */
export interface Adoption {
    readonly folder: AdoptedFolder;
    readonly tenantId: string;
    readonly cloud: string;
    readonly files: readonly ComparedFile<FolderFile>[];
    readonly sidecar: SidecarPlan;
    /** Same files whose live texts the sidecar cannot say to the last blank. */
    readonly inexact: readonly string[];
}

/** Reads a folder as a `Library` reads it. @throws {AdoptionError} with all that is wrong with it. */
export function readFolderToAdopt(folder: AdoptedFolder): FolderToAdopt {
    const { path, include, exclude } = folder;
    const sidecar = sidecarBytes(join(resolve(path), SIDECAR_NAME));
    const { files, problems, unreadable } = readDescribedFolder(
        { path: resolve(path), include, exclude },
        (_, bytes) => ({ sha256: sha256Of(bytes), size: bytes.byteLength }),
    );
    const wrong = [...problems, ...unreadable];
    if (wrong.length > 0)
        throw new AdoptionError(
            `the folder ${path} cannot be compared, and nothing was written:\n  ${wrong.join("\n  ")}`,
        );
    return { files: files.map(({ facts, ...file }) => ({ ...file, ...facts })), sidecar };
}

/**
 * Compares what is live with a folder, and plans what its sidecar is to say.
 *
 * @throws {AdoptionError} when the sidecar is a link.
 * @throws {SidecarEditError} when the sidecar cannot be changed.
 */
export function adoptionOf(
    folder: AdoptedFolder,
    here: FolderToAdopt,
    { live, ownerOf, isOwn }: LiveOwners,
): Adoption {
    const { tenantId, cloud, files } = live;
    const compared = compareForAdoption(files, here.files, { ownerOf, isOwn, hasTwin });
    const same = compared.flatMap(({ status, here: own, live: there }) =>
        status === "same" && own !== undefined && there !== undefined ? [{ own, there }] : [],
    );
    return {
        folder,
        tenantId,
        cloud,
        files: compared,
        sidecar: planSidecar(
            { folder, before: here.sidecar },
            same.map(({ own, there }) => ({
                fileName: own.fileName,
                texts: textsToWrite(own, there),
            })),
        ),
        inexact: same.filter(({ there }) => endsInWhiteSpace(there)).map(({ own }) => own.fileName),
    };
}

/** What is live, and whose it is. */
export interface LiveOwners {
    readonly live: TenantLibrary;
    readonly ownerOf: (file: LiveFile) => KnownOwner;
    /** Whether this is the stack that is to take the files over. */
    readonly isOwn: (stack: string) => boolean;
}

/** The files that can be taken over, as the program will say them once the sidecar is written. */
export function importedFiles(
    { folder, files, sidecar }: Adoption,
    programFolder: string,
): ImportedFile[] {
    const changes = new Map(sidecar.changes.map(({ fileName, texts }) => [fileName, texts]));
    return files.flatMap(({ status, here, live }) => {
        if (status !== "same" || here === undefined || live === undefined) return [];
        const { fileName, sha256, size, relativePath, texts } = here;
        const source = relative(programFolder, join(resolve(folder.path), relativePath));
        return [
            {
                fileName,
                sha256,
                size,
                source: source.split(sep).join("/"),
                ...textsToSend({ ...texts, ...changes.get(fileName) }),
                live,
            },
        ];
    });
}

/** A file that has changed since it was read has no line ends that tell anything. */
function hasTwin({ path, sha256 }: FolderFile, live: string): boolean {
    try {
        const bytes = readRegularFile(path, PORTAL_LIMIT);
        return sha256Of(bytes) === sha256 && lineEndTwins(bytes).includes(live);
    } catch {
        return false;
    }
}

/** A sidecar's bytes; `undefined` where they cannot be had, which is for others to tell. */
export function sidecarBytes(path: string): Buffer | undefined {
    try {
        return readRegularFile(path, PORTAL_LIMIT);
    } catch {
        return undefined;
    }
}

function planSidecar(
    { folder, before }: { readonly folder: AdoptedFolder; readonly before: Buffer | undefined },
    all: readonly SidecarChange[],
): SidecarPlan {
    const changes = all.filter(({ texts }) => Object.keys(texts).length > 0);
    const path = join(realpathSync(resolve(folder.path)), SIDECAR_NAME);
    if (changes.length === 0) return { path, changes, text: undefined, before };
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
        throw new AdoptionError(
            `${path} is a link, and what it leads to may be another folder's or a script of this one. ` +
                `Nothing was written. Put the file itself in its place.`,
        );
    const names = readFolder({ path: folder.path }).files.map(({ fileName }) => fileName);
    const text = before === undefined ? undefined : utf8Of(path, before);
    return { path, changes, text: editedSidecar(text, changes, names), before };
}

/** What is no UTF-8 would come back as other bytes. @throws {AdoptionError} */
function utf8Of(path: string, bytes: Buffer): string {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause;
        throw new AdoptionError(
            `${path} is no UTF-8, and would be damaged by writing into it. Nothing was written. Save it ` +
                `as UTF-8 first.`,
            { cause },
        );
    }
}
