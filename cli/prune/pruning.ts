import type { KnownOwner } from "../../library/adoption";
import { fileNameKey, printable } from "../../library/fileName";
import { nameFilter } from "../../library/globs";
import type { LiveFile } from "../../library/liveFile";
import { textTable } from "../../library/textTable";
import { shortDigest } from "../shortDigest";

/** A live file with the digest by which it is told apart. */
export type PrunableFile = LiveFile & { readonly sha256: string };

/** A file that was named and stays, and why. */
export interface KeptFile {
    readonly fileName: string;
    readonly why: string;
}

/** What of a library is to be removed, and what of the named files is not. */
export interface PrunePlan {
    /** Nobody's, as far as anything tells. Ordered by name. */
    readonly remove: readonly PrunableFile[];
    readonly kept: readonly KeptFile[];
    /** The names and globs that no live file has. */
    readonly unmatched: readonly string[];
}

/** Sorts what is live into what may be removed and what may not. */
export function planPruning(
    live: readonly LiveFile[],
    names: readonly string[],
    ownerOf: (file: LiveFile) => KnownOwner,
): PrunePlan {
    const isNamed = namedBy(names);
    const named = live
        .filter(({ fileName }) => isNamed(fileName))
        .sort((one, other) => (fileNameKey(one.fileName) < fileNameKey(other.fileName) ? -1 : 1));
    const isFull = namedBy(names.filter((name) => !isGlob(name)));
    const judged = named.map((file) => ({
        file,
        why: whyKept(file, { ...ownerOf(file), isFull: isFull(file.fileName) }),
    }));
    return {
        remove: judged.flatMap(({ file, why }) =>
            why === undefined && isPrunable(file) ? [file] : [],
        ),
        kept: judged.flatMap(({ file: { fileName }, why }) =>
            why === undefined ? [] : [{ fileName, why }],
        ),
        unmatched: names.filter((name) => {
            const isIt = namedBy([name]);
            return !named.some(({ fileName }) => isIt(fileName));
        }),
    };
}

const isPrunable = (file: LiveFile): file is PrunableFile => file.sha256 !== undefined;

/** Brackets and parentheses stand in names as they are: `Get-Info(1).ps1` is no other file's name. */
const isGlob = (name: string) => /[*?{]/.test(name);

/** Which files are meant: by a name as it stands, or by a glob. */
function namedBy(names: readonly string[]): (fileName: string) => boolean {
    const full = new Set(names.filter((name) => !isGlob(name)).map(fileNameKey));
    const globs = names.filter(isGlob);
    const isMatched = globs.length === 0 ? () => false : nameFilter(globs);
    return (fileName) => full.has(fileNameKey(fileName)) || isMatched(fileName);
}

function whyKept(
    file: LiveFile,
    { stacks, mark, isFull }: KnownOwner & { readonly isFull: boolean },
): string | undefined {
    if (stacks.length > 0) return `managed by stack ${stacks.join(", ")}`;
    if (mark !== undefined) return `marked by ${mark}`;
    // Its state was lost, or a stack of the same name in another backend has it.
    if (file.mark !== undefined && !isFull)
        return `marked by this stack (${file.mark}), which does not have it in its state: name it in full`;
    if (!isPrunable(file))
        return "the service reports no digest, so that nothing tells which content it is";
    return undefined;
}

const DAY = "2026-01-31".length;
/** More of a text would push the columns apart. */
const SHOWN = 40;

/**
 * The plan for a person, who is to decide about it.
 *
 * @param about.stacks by whose states it was judged.
 * @param about.columns of the terminal; `undefined` where there is none.
 */
export function planText(
    { remove, kept, unmatched }: PrunePlan,
    about: {
        readonly tenant: { readonly tenantId: string; readonly cloud: string };
        readonly stacks: readonly string[];
        readonly columns: number | undefined;
    },
): string {
    const { tenant, stacks, columns } = about;
    const { tenantId, cloud } = tenant;
    const table = textTable(
        {
            head: ["file", "sha256", "changed", "made by", "description"],
            body: remove.map((file) => [
                printable(file.fileName),
                shortDigest(file.sha256),
                printable(file.lastUpdatedTime.slice(0, DAY)),
                printable(file.createdBy),
                printable(cut(file.description)) +
                    (file.mark === undefined ? "" : ` [pulumi: ${printable(file.mark)}]`),
            ]),
        },
        { columns, narrowed: [0, 3, 4] },
    );
    const where = `tenant ${printable(tenantId)} (${cloud})`;
    const lines = [
        ...kept.map(({ fileName, why }) => `${printable(fileName)} stays: ${printable(why)}.`),
        ...unmatched.map((name) => `No live file is called ${printable(name)}.`),
    ];
    const judged =
        `Judged by the states of ${counted(stacks.length, "stack")} that this login can see: ` +
        `${stacks.map(printable).join(", ")}. Another project's files look like nobody's without a mark.`;
    const parts = [
        remove.length === 0 ? `Nothing is to be removed from ${where}.` : table,
        lines.join("\n"),
        judged,
        remove.length === 0
            ? ""
            : `${counted(remove.length)} of ${where} to be removed. Nobody can have the content back: ` +
              `the service has no download.`,
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function cut(text: string): string {
    const characters = Array.from(text);
    return characters.length > SHOWN ? `${characters.slice(0, SHOWN - 1).join("")}…` : text;
}

/** "1 file", "2 files". */
export function counted(count: number, what = "file"): string {
    return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
