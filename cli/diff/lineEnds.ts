/** How the lines of a text end; `none` where it has one line. */
export type LineEnds = "LF" | "CRLF" | "mixed" | "none";

/** How the lines of a text end. */
export function lineEndsOf(text: string): LineEnds {
    const [crlf, lf] = [/\r\n/.test(text), /(?<!\r)\n/.test(text)];
    if (crlf) return lf ? "mixed" : "CRLF";
    return lf ? "LF" : "none";
}

/** A text with LF at the end of each line. */
export function withLf(text: string): string {
    return text.replaceAll("\r\n", "\n");
}

/** Whether two contents differ in line ends alone, as text of one byte or of two for a character. */
export function differInLineEnds(before: Uint8Array, after: Uint8Array): boolean {
    return withoutCr(before) === withoutCr(after);
}

function withoutCr(bytes: Uint8Array): string {
    // Latin-1 maps each byte to one character and back.
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        .toString("latin1")
        .replace(/\r(?=\n)|\r\0(?=\n\0)|\0\r(?=\0\n)/g, "");
}

/**
 * The lines of a hunk of two texts of which one has both line ends: CR is left where line ends differ,
 * and nowhere else.
 */
export function withCrWhereItDiffers(hunk: readonly string[]): readonly string[] {
    const isSame = hunk.every((line) => line.endsWith("\r") || line.startsWith("\\"));
    return hunk.map((line) => (isSame || line.startsWith(" ") ? line.replace(/\r$/, "") : line));
}
