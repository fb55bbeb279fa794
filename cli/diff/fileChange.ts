import type { ContentDiff } from "./contentDiff";
import { contentDiff } from "./contentDiff";
import type { FoundContent, MissingContent } from "./earlierContent";
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
        | {
              readonly kind: "not at hand";
              readonly missing: readonly ("before" | "after")[];
              /** A clause about the bytes of the first of them, "they". */
              readonly why: string;
          };
    /** Where the earlier bytes were found. */
    readonly foundIn: string | undefined;
}

const NONE = new Uint8Array();
const NO_DIGEST = { bytes: undefined, why: "the service reported no digest of them" } as const;

/**
 * Looks for the bytes of both sides and compares them.
 *
 * @param find the bytes of a digest; the paths at which they may have been.
 */
export async function fileChange(
    change: PlannedChange,
    find: (sha256: string, paths: readonly string[]) => Promise<FoundContent | MissingContent>,
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
        return typeof version.sha256 === "string" ? find(version.sha256, paths) : NO_DIGEST;
    };
    const [old, now] = [await bytesOf(before), await bytesOf(after)];
    const foundIn = old.bytes === undefined ? undefined : old.where;
    if (old.bytes === undefined)
        return {
            ...change,
            content: {
                kind: "not at hand",
                missing: now.bytes === undefined ? ["before", "after"] : ["before"],
                why: old.why,
            },
            foundIn,
        };
    return now.bytes === undefined
        ? { ...change, content: { kind: "not at hand", missing: ["after"], why: now.why }, foundIn }
        : { ...change, content: contentDiff(old.bytes, now.bytes), foundIn };
}
