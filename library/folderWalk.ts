import {
    readdirSync,
    readlinkSync,
    realpathSync,
    statSync,
    type Dirent,
    type Stats,
} from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";

import { systemCode } from "./fileErrors";
import { fileNameProblem, quoteName } from "./fileName";
import type { FileFilter } from "./globs";
import { SIDECAR_NAME } from "./sidecar";

/** Far above any library; a folder that is larger is the wrong one (`/`, a home folder). */
const MAX_ENTRIES = 100_000;

/** One file of a folder that is kept as a library. */
export interface FolderFile {
    /** The name in the library: the last part of the path. */
    readonly fileName: string;
    /** The path from the folder to the file, with "/" on every system. */
    readonly relativePath: string;
    /** The absolute path with all links resolved: a regular file when the folder was read. */
    readonly path: string;
}

interface Folder {
    /** From the root, with "/"; "" for the root. */
    readonly relativePath: string;
    /** Absolute, links resolved. */
    readonly path: string;
    /** The real paths of the folders that lead here, this one included. */
    readonly trail: readonly string[];
}

type Kind = Pick<Stats, "isFile" | "isDirectory">;

/** One walk through a folder: what it finds is collected in its fields. */
export class FolderWalk {
    readonly files: FolderFile[] = [];
    readonly problems: string[] = [];
    /** The paths from the root of all that could have been files, problems included. */
    readonly considered: string[] = [];
    sidecarPath: string | undefined;
    #entries = 0;

    constructor(
        /** Absolute, links resolved. */
        readonly root: string,
        readonly filter: FileFilter,
    ) {}

    run(): void {
        this.#visit({ relativePath: "", path: this.root, trail: [this.root] });
        if (this.#entries > MAX_ENTRIES) {
            this.problems.push(
                `The folder ${this.root} holds more than ${MAX_ENTRIES} files and folders, and ` +
                    `not all were looked at: name the folder of the scripts, or exclude the rest.`,
            );
        }
    }

    #visit(folder: Folder): void {
        let entries: Dirent[];
        try {
            entries = readdirSync(folder.path, { withFileTypes: true });
        } catch (error) {
            const name = folder.relativePath === "" ? "." : folder.relativePath;
            this.problems.push(
                `The folder ${quoteName(name)} cannot be read (${codeOf(error)}): give yourself ` +
                    `permission, or leave it out with exclude.`,
            );
            return;
        }
        for (const entry of entries) {
            this.#entries += 1;
            if (this.#entries > MAX_ENTRIES) return;
            this.#look(entry, folder);
        }
    }

    #look(entry: Dirent, folder: Folder): void {
        const { name } = entry;
        const relativePath = folder.relativePath === "" ? name : `${folder.relativePath}/${name}`;
        const path = join(folder.path, name);
        if (folder.relativePath === "" && this.#isSidecar(name, path)) return;
        if (entry.isSymbolicLink()) this.#follow({ relativePath, path, trail: folder.trail });
        else this.#take(entry, { relativePath, path, trail: folder.trail });
    }

    /** `library.yaml` of the root is no file of the library; a name that nearly is one is told. */
    #isSidecar(name: string, path: string): boolean {
        if (!/^library\.ya?ml$/i.test(name)) return false;
        if (name === SIDECAR_NAME) {
            this.sidecarPath = this.#resolveLink(SIDECAR_NAME, path);
        } else if (this.filter.matches(name)) {
            this.considered.push(name);
            this.problems.push(
                `${quoteName(name)} is not read: the file with the texts is called ` +
                    `${SIDECAR_NAME}. Rename it, or leave it out with exclude.`,
            );
        }
        return true;
    }

    /** `place.path` is a link; what it leads to takes its place. */
    #follow(place: Folder): void {
        const { relativePath } = place;
        const mayBeFile = this.filter.matches(relativePath);
        const mayBeFolder = this.filter.mayMatchBelow(relativePath);
        if (!mayBeFile && !mayBeFolder) return;
        const kind = targetKind(place.path);
        if (kind !== undefined && !(kind.isDirectory() ? mayBeFolder : mayBeFile)) return;
        this.considered.push(relativePath);
        const path = this.#resolveLink(relativePath, place.path);
        if (kind === undefined || path === undefined) return;
        if (kind.isDirectory() && place.trail.includes(path)) {
            this.problems.push(
                `The link ${quoteName(relativePath)} leads to ${path}, a folder that it lies in: ` +
                    `it would go round in a circle. Remove it, or leave it out with exclude.`,
            );
            return;
        }
        this.#take(kind, { ...place, path });
    }

    #take(kind: Kind, { relativePath, path, trail }: Folder): void {
        if (kind.isDirectory()) {
            if (!this.filter.mayMatchBelow(relativePath)) return;
            this.#visit({ relativePath, path, trail: [...trail, path] });
            return;
        }
        if (!this.filter.matches(relativePath)) return;
        this.considered.push(relativePath);
        if (!kind.isFile()) {
            this.problems.push(
                `${quoteName(relativePath)} is neither a file nor a folder (a FIFO, a socket or a ` +
                    `device) and has no content to upload: leave it out with exclude.`,
            );
            return;
        }
        const fileName = relativePath.slice(relativePath.lastIndexOf("/") + 1);
        const problem = fileNameProblem(fileName);
        if (problem === undefined) this.files.push({ fileName, relativePath, path });
        else this.problems.push(`The file name of ${quoteName(relativePath)} ${problem}.`);
    }

    /** The absolute path that a path stands for, or a problem when it leaves the folder. */
    #resolveLink(relativePath: string, path: string): string | undefined {
        let target: string;
        try {
            target = realpathSync(path);
        } catch (error) {
            this.problems.push(
                `The link ${quoteName(relativePath)} leads to ${quoteName(linkText(path))}, ` +
                    `${whyNowhere(error)}: mend it, or leave it out with exclude.`,
            );
            return undefined;
        }
        const way = relative(this.root, target);
        if (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return target;
        this.problems.push(
            `The link ${quoteName(relativePath)} leads to ${quoteName(target)}, which is not in ` +
                `the folder: what is uploaded would not be what is reviewed. Copy the content ` +
                `into the folder, or leave the link out with exclude.`,
        );
        return undefined;
    }
}

/** What a link leads to; `undefined` where it leads nowhere. */
function targetKind(path: string): Kind | undefined {
    try {
        return statSync(path);
    } catch {
        return undefined;
    }
}

function linkText(path: string): string {
    try {
        return readlinkSync(path);
    } catch {
        return path;
    }
}

function whyNowhere(error: unknown): string {
    const code = codeOf(error);
    if (code === "ELOOP") return "and from there back to itself";
    return code === "ENOENT" || code === "ENOTDIR"
        ? "which does not exist"
        : `which cannot be read (${code})`;
}

function codeOf(error: unknown): string {
    return systemCode(error) ?? "unknown reason";
}
