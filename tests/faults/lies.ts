import type { MetFault } from "./service";

/** A list that answers 404 shows no file, to whoever takes that for an answer. */
export const isNotFound = ({ call, effect }: MetFault) =>
    call === "list" && effect.kind === "answer" && effect.status === 404;

/** A list that shows another library than there is. */
export function isLie({ call, effect }: MetFault): boolean {
    return call === "list" && ["staleList", "wrongDigest"].includes(effect.kind);
}
