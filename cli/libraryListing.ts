import { fileNameKey, printable } from "../library/fileName";
import { nameFilter } from "../library/globs";
import type { LiveFile } from "../library/liveFile";
import { textTable } from "../library/textTable";
import type { FileOwner, UnreadStack } from "./fileOwners";
import { shortDigest } from "./shortDigest";
import type { TenantLibrary } from "./tenantLibrary";

/** A tenant's live library with whose each file is, as far as the project's stacks tell. */
export interface LibraryListing {
    readonly schema: 1;
    readonly tenantId: string;
    readonly cloud: string;
    /** Stacks whose state could not be read, each with why: an owner of theirs is not known. */
    readonly unread: readonly UnreadStack[];
    /** Ordered by name. */
    readonly files: readonly ListedFile[];
}

/** A live file and who manages it. */
export interface ListedFile extends LiveFile {
    /** The stacks of this project that manage it; none for a file that is nobody's here. */
    readonly owners: readonly {
        readonly stack: string;
        readonly resource: string;
        /** Whether the content is another one than the stack knows; `null` where nothing tells. */
        readonly drifted: boolean | null;
    }[];
}

/** Which files are listed. */
export interface ListingFilter {
    /** Globs of names; none for all. */
    readonly names: readonly string[];
    /** Only files that no stack of the project manages, and none has marked. */
    readonly unmanaged: boolean;
}

/** The files of a tenant that a filter leaves, with their owners. */
export function libraryListing(
    { tenantId, cloud, files }: TenantLibrary,
    owners: ReadonlyMap<string, readonly FileOwner[]>,
    options: ListingFilter & { readonly unread: LibraryListing["unread"] },
): LibraryListing {
    const isNamed = options.names.length === 0 ? () => true : nameFilter(options.names);
    const listed = files
        .filter(({ fileName }) => isNamed(fileName))
        .map((file): ListedFile => ({
            ...file,
            owners: (owners.get(fileNameKey(file.fileName)) ?? []).map(
                ({ stack, resource, digests }) => ({
                    stack,
                    resource,
                    drifted:
                        file.sha256 === undefined || digests === undefined
                            ? null
                            : !digests.includes(file.sha256),
                }),
            ),
        }))
        .filter((file) => !options.unmanaged || !isManaged(file))
        .sort((one, other) => (fileNameKey(one.fileName) < fileNameKey(other.fileName) ? -1 : 1));
    return { schema: 1, tenantId, cloud, unread: options.unread, files: listed };
}

const isManaged = ({ owners, mark }: ListedFile) => owners.length > 0 || mark !== undefined;

const DAY = "2026-01-31".length;

const contents: Readonly<Record<string, string>> = {
    true: " (drifted)",
    false: "",
    null: " (content not known)",
};

/** A mark counts where no state tells: the stack that has it may be of another project. */
function managedBy({ owners, mark }: ListedFile, isAllRead: boolean): string {
    if (owners.length === 0 && mark === undefined) return isAllRead ? "nobody" : "not known";
    if (owners.length === 0) return `${printable(mark ?? "")} (by its mark)`;
    return owners
        .map(({ stack, drifted }) => `${printable(stack)}${contents[String(drifted)]}`)
        .join(", ");
}

/** The listing for a person. */
export function listingText(
    { tenantId, cloud, files, unread }: LibraryListing,
    { columns }: { readonly columns: number | undefined },
): string {
    const warnings = unread.map(({ stack, why }) =>
        stack === ""
            ? `Whose the files are is not known: ${printable(why)}\n`
            : `The state of stack ${printable(stack)} was not read, so that which files are its own is not ` +
              `known: ${printable(why)}\n`,
    );
    const count = files.length === 1 ? "1 file" : `${files.length} files`;
    const where = `${count} of tenant ${printable(tenantId)} (${cloud})`;
    if (files.length === 0) return `${warnings.join("")}${where}.\n`;
    const table = textTable(
        {
            head: ["file", "sha256", "changed", "by", "managed by"],
            body: files.map((file) => [
                printable(file.fileName),
                file.sha256 === undefined ? "not reported" : shortDigest(file.sha256),
                printable(file.lastUpdatedTime.slice(0, DAY)),
                printable(file.createdBy),
                managedBy(file, unread.length === 0),
            ]),
        },
        { columns, narrowed: [0, 3, 4] },
    );
    return `${warnings.join("")}${table}\n\n${where}.\n${sharedText(files)}`;
}

/** Stacks that mean well may still have come to share a file: unmarked, it was the same for both. */
function sharedText(files: readonly ListedFile[]): string {
    const shared = files.filter(({ owners }) => new Set(owners.map(({ stack }) => stack)).size > 1);
    if (shared.length === 0) return "";
    const which = shared.length === 1 ? "1 file is" : `${shared.length} files are`;
    return (
        `${which} managed by more than one stack: each overwrites it for the others, and removes it for ` +
        `them when it goes there. Leave it to one stack: in the others, "pulumi state delete" it first, and ` +
        `then take it out of the program.\n`
    );
}
