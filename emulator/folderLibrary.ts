import { randomUUID } from "node:crypto";
import {
    mkdirSync,
    readFileSync,
    readdirSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { diskNameOf } from "./diskName";
import {
    indexText,
    readIndex,
    reconcile,
    stampOf,
    type FolderIndex,
    type FolderRecord,
} from "./folderIndex";
import { withFolderLock, type LockOptions } from "./folderLock";
import type { Change, StoredFile } from "./store";

/** What this process knows of the folder, and by which signs it is still so. */
interface Known {
    readonly files: readonly FolderRecord[];
    readonly indexStamp: string | undefined;
    readonly folderStamp: string | undefined;
}

/**
 * One tenant's library in a folder.
 *
 * A write first lays the bytes in `incoming`, then writes `library.json` with the new record and a note
 * of the pending write, then renames the bytes into `files`. Whenever the process is killed, the file
 * is the old or the new one with the facts that belong to it. (Nothing is forced to the disk: the
 * promise is about processes, not about power.)
 */
export class FolderLibrary {
    readonly #folder: string;
    readonly #files: string;
    readonly #incoming: string;
    readonly #index: string;
    readonly #lockOptions: LockOptions | undefined;
    #known: Known | undefined;
    /** The changes of this process wait for each other here and not at the lock file. */
    #last: Promise<unknown> = Promise.resolve();

    constructor(folder: string, lockOptions?: LockOptions) {
        this.#folder = folder;
        this.#files = join(folder, "files");
        this.#incoming = join(folder, "incoming");
        this.#index = join(folder, "library.json");
        this.#lockOptions = lockOptions;
    }

    /** The files; the lock is needed only where somebody changed them since they were recorded. */
    async list(): Promise<readonly StoredFile[]> {
        const index = this.#unchangedIndex() ?? readIndex(this.#index);
        const { files, differs } = reconcile(this.#files, index);
        if (!differs) return files.map(storedOf);
        const actual = await this.#locked(() => this.#open({ trusting: false }));
        return actual.map(storedOf);
    }

    /** The bytes of a file of exactly that name. */
    read(fileName: string): Buffer | undefined {
        const index = this.#unchangedIndex() ?? readIndex(this.#index);
        const { files } = reconcile(this.#files, index);
        const found = files.find((file) => file.fileName === fileName);
        if (found === undefined) return undefined;
        try {
            return readFileSync(join(this.#files, found.diskName));
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
            throw error;
        }
    }

    /** Changes the library under the lock. */
    async change<T>(decide: (files: readonly StoredFile[]) => Change<T>): Promise<T> {
        return this.#locked(() => {
            const files = this.#open({ trusting: true });
            const { result, remove, write } = decide(files.map(storedOf));
            if (remove === undefined && write === undefined) return result;
            const left = this.#removed(files, remove);
            const next = write === undefined ? left : this.#written(left, write);
            if (write === undefined) this.#save({ files: next });
            this.#remember(next);
            return result;
        });
    }

    async #locked<T>(work: () => T): Promise<T> {
        const lock = () => withFolderLock(join(this.#folder, "lock"), work, this.#lockOptions);
        const mine = this.#last.then(lock, lock);
        this.#last = mine;
        return mine;
    }

    /** The index that was read last, while `library.json` is the same. */
    #unchangedIndex(): FolderIndex | undefined {
        const known = this.#known;
        if (known === undefined || stampOf(this.#index) !== known.indexStamp) return undefined;
        return { files: known.files };
    }

    /**
     * The files as they are, under the lock. With `trusting`, what this process knows is taken as it
     * is while neither `library.json` nor the folder's list of names has changed: a decision needs to
     * know which files there are, not what somebody wrote into them.
     */
    #open({ trusting }: { trusting: boolean }): readonly FolderRecord[] {
        const known = this.#known;
        const unchanged = known !== undefined && stampOf(this.#index) === known.indexStamp;
        if (trusting && unchanged && folderStampOf(this.#files) === known.folderStamp)
            return known.files;
        mkdirSync(this.#files, { recursive: true, mode: 0o700 });
        mkdirSync(this.#incoming, { recursive: true, mode: 0o700 });
        const index = unchanged ? { files: known.files } : readIndex(this.#index);
        const settled = this.#settled(index);
        const { files, differs } = reconcile(this.#files, settled);
        if (differs || settled !== index) this.#save({ files });
        // Only now: what waits there tells that a pending write did not happen.
        for (const left of readdirSync(this.#incoming))
            rmSync(join(this.#incoming, left), { force: true });
        this.#remember(files);
        return files;
    }

    /** The index without a write that was cut short: its bytes are still in `incoming`. */
    #settled(index: FolderIndex): FolderIndex {
        const { pending } = index;
        if (pending === undefined) return index;
        const waiting = stampOf(join(this.#incoming, pending.incoming)) !== undefined;
        if (!waiting) return index;
        const { diskName, before } = pending;
        const files = index.files.flatMap((file) => {
            if (file.diskName !== diskName) return [file];
            return before === undefined ? [] : [before];
        });
        return { files };
    }

    #removed(files: readonly FolderRecord[], fileName: string | undefined) {
        const found = files.find((file) => file.fileName === fileName);
        if (found === undefined) return files;
        rmSync(join(this.#files, found.diskName), { force: true });
        return files.filter((file) => file !== found);
    }

    #written(files: readonly FolderRecord[], write: NonNullable<Change<unknown>["write"]>) {
        const before = files.find((file) => file.fileName === write.file.fileName);
        const diskName = before?.diskName ?? diskNameOf(write.file.fileName);
        const incoming = randomUUID();
        const path = join(this.#incoming, incoming);
        writeFileSync(path, write.bytes);
        // A rename changes neither inode, size nor time: the stamp is known before the file is there.
        const record = { ...write.file, diskName, stamp: stampOf(path) ?? "" };
        const next = before
            ? files.map((file) => (file === before ? record : file))
            : [...files, record];
        this.#save({ files: next, pending: { diskName, incoming, ...(before && { before }) } });
        renameSync(path, join(this.#files, diskName));
        return next;
    }

    #save(index: FolderIndex): void {
        // What is remembered is right again only when the change has come to its end.
        this.#known = undefined;
        const path = join(this.#incoming, randomUUID());
        writeFileSync(path, indexText(index));
        renameSync(path, this.#index);
    }

    #remember(files: readonly FolderRecord[]): void {
        this.#known = {
            files,
            indexStamp: stampOf(this.#index),
            folderStamp: folderStampOf(this.#files),
        };
    }
}

/** Changes with every name that comes, goes or is renamed in a folder. */
function folderStampOf(folder: string): string | undefined {
    const stat = statSync(folder, { bigint: true, throwIfNoEntry: false });
    return stat && `${stat.ino}:${stat.mtimeNs}`;
}

function storedOf(record: FolderRecord): StoredFile {
    return {
        fileName: record.fileName,
        sha256: record.sha256,
        size: record.size,
        description: record.description,
        parametersDescription: record.parametersDescription,
        hasParameters: record.hasParameters,
        creationTime: record.creationTime,
        lastUpdatedTime: record.lastUpdatedTime,
        createdBy: record.createdBy,
    };
}
