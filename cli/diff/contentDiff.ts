import { structuredPatch } from "diff";

import { decodedText } from "../../library/decodedText";
import { sha256Of } from "../../library/digest";
import {
    differInLineEnds,
    lineEndsOf,
    withCrWhereItDiffers,
    withLf,
    type LineEnds,
} from "./lineEnds";

/** In what two contents differ. */
export type ContentDiff =
    | { readonly kind: "same" | "line ends" | "no text" | "too different" }
    | {
          readonly kind: "lines";
          /** As in a unified diff: a head for each place, and lines that begin with ` `, `+`, `-` or `\`. */
          readonly lines: readonly string[];
          /** How the lines ended and end, where that is no longer the same. */
          readonly lineEnds?: readonly [before: LineEnds, after: LineEnds];
      };

/** How long two contents are compared, in milliseconds: a script of 20 MB may have nothing in common. */
const PATIENCE = 5000;

/** The lines in which two contents differ. A new or deleted file is compared with no bytes at all. */
export function contentDiff(before: Uint8Array, after: Uint8Array): ContentDiff {
    if (sha256Of(before) === sha256Of(after)) return { kind: "same" };
    const [old, now] = [decodedText(before), decodedText(after)];
    if (old === undefined || now === undefined) return { kind: "no text" };
    if (differInLineEnds(before, after)) return { kind: "line ends" };
    if (withLf(old) === withLf(now)) return { kind: "no text" };
    const ends = [lineEndsOf(old), lineEndsOf(now)] as const;
    // One line end for all of a text is told once. Where a text has both, CR is a part of its lines.
    const isMixed = ends.includes("mixed");
    const patch = structuredPatch(
        "",
        "",
        isMixed ? old : withLf(old),
        isMixed ? now : withLf(now),
        undefined,
        undefined,
        {
            context: 3,
            timeout: PATIENCE,
        },
    );
    if (patch === undefined) return { kind: "too different" };
    const lines = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: hunk }) => [
        `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
        ...withCrWhereItDiffers(hunk),
    ]);
    return isMixed || ends.includes("none") || ends[0] === ends[1]
        ? { kind: "lines", lines }
        : { kind: "lines", lines, lineEnds: ends };
}

/** Of no lines the line before them is told, as in every unified diff. */
const range = (start: number, lines: number) => `${lines === 0 ? start - 1 : start},${lines}`;
