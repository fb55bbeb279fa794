import type { ContentDiff } from "./contentDiff";
import { contentDiff } from "./contentDiff";
import type { FoundContent } from "./earlierContent";
import { isSecret, type FileVersion } from "./fileVersion";
import type { PlannedChange } from "./plannedChanges";

/** A planned change with what could be found of the bytes. */
export interface FileChange extends PlannedChange {
    /**
     * `unknown`: a preview does not know the new content yet. `secret`: the stack keeps a digest as a
     * secret. `not at hand`: bytes of one side were found nowhere, and the service gives none back.
     */
    readonly content:
        | ContentDiff
        | { readonly kind: "unknown" | "secret" }
        | { readonly kind: "not at hand"; readonly missing: readonly ("before" | "after")[] };
    /** Where the earlier bytes were found. */
    readonly foundIn: string | undefined;
}

const NONE = new Uint8Array();

/**
 * Looks for the bytes of both sides and compares them.
 *
 * @param find the bytes of a digest; the paths at which they may have been.
 */
export async function fileChange(
    change: PlannedChange,
    find: (sha256: string, paths: readonly string[]) => Promise<FoundContent | undefined>,
): Promise<FileChange> {
    const { operation, before, after } = change;
    if (operation === "forget") return { ...change, content: { kind: "same" }, foundIn: undefined };
    if (isSecret(before?.sha256) || isSecret(after?.sha256))
        return { ...change, content: { kind: "secret" }, foundIn: undefined };
    if (after !== undefined && typeof after.sha256 !== "string")
        return { ...change, content: { kind: "unknown" }, foundIn: undefined };
    if (before !== undefined && before.sha256 === after?.sha256)
        return { ...change, content: { kind: "same" }, foundIn: undefined };
    const paths = [before?.source, after?.source].filter((path) => typeof path === "string");
    const bytesOf = async (version: FileVersion | undefined) => {
        if (version === undefined) return { bytes: NONE, where: undefined };
        return typeof version.sha256 === "string" ? find(version.sha256, paths) : undefined;
    };
    const [old, now] = [await bytesOf(before), await bytesOf(after)];
    const foundIn = old?.where;
    if (old !== undefined && now !== undefined)
        return { ...change, content: contentDiff(old.bytes, now.bytes), foundIn };
    const missing = [
        ...(old === undefined ? (["before"] as const) : []),
        ...(now === undefined ? (["after"] as const) : []),
    ];
    return { ...change, content: { kind: "not at hand", missing }, foundIn };
}
