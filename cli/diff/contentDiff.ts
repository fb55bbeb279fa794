import { structuredPatch } from "diff";

import { decodedText } from "../../library/decodedText";
import { lineEndTwins, sha256Of } from "../../library/digest";

/** In what two contents differ. */
export type ContentDiff =
    | { readonly kind: "same" | "line ends" | "no text" | "too different" }
    | {
          readonly kind: "lines";
          /** As in a unified diff: a head for each place, and lines that begin with ` `, `+`, `-` or `\`. */
          readonly lines: readonly string[];
      };

/** How long two contents are compared, in milliseconds: a script of 20 MB may have nothing in common. */
const PATIENCE = 5000;

/** The lines in which two contents differ. A new or deleted file is compared with no bytes at all. */
export function contentDiff(before: Uint8Array, after: Uint8Array): ContentDiff {
    if (sha256Of(before) === sha256Of(after)) return { kind: "same" };
    if (lineEndTwins(after).includes(sha256Of(before))) return { kind: "line ends" };
    const [old, now] = [decodedText(before), decodedText(after)];
    if (old === undefined || now === undefined || old === now) return { kind: "no text" };
    const patch = structuredPatch("", "", old, now, undefined, undefined, {
        context: 3,
        timeout: PATIENCE,
    });
    if (patch === undefined) return { kind: "too different" };
    const lines = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: hunk }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...hunk,
    ]);
    return { kind: "lines", lines };
}
