import { printable } from "../library/fileName";

/** So many of a digest's digits tell it apart for a person. */
const DIGITS = 12;

/** A digest for a person; one that a service reports may be any text. */
export function shortDigest(digest: string): string {
    return `${printable(digest.slice(0, DIGITS))}…`;
}
