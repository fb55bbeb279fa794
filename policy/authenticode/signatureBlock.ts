import { positionAt } from "../content";

/** More than ten times the largest that signing tools write. */
const MAX_CHARACTERS = 262_144;

const BEGIN = "# SIG # Begin signature block";
const END = "# SIG # End signature block";

/** A line that is a mark of a signature block, or may be taken for one. */
const MARK = /^[\t ]*#[\t ]*SIG[\t ]*#[\t ]*(?:Begin|End)\b.*/gim;
const ENCODED = /^# [A-Za-z0-9+/]{1,64}={0,2}$/;

/** The signature block of a script, or what is wrong with it. */
export type SignatureBlock =
    | { readonly kind: "none" }
    | {
          readonly kind: "torn";
          /** What is wrong, as a phrase of its own. */
          readonly what: string;
          readonly line: number;
      }
    | {
          readonly kind: "block";
          /** Where what is signed ends: the line end before the block is the block's. */
          readonly end: number;
          /** The line that the block begins with. */
          readonly line: number;
          /** The message, as the base64 says. */
          readonly der: Buffer;
      };

/**
 * Finds the signature block of a PowerShell script. Nothing may stand after it, for what stands there
 * is not signed. It takes time in proportion to the text, and never throws.
 *
 * Its lines end with CRLF, as those that all signing tools write: Windows takes others for none.
 *
 * @param text without its byte order mark.
 */
export function signatureBlock(text: string): SignatureBlock {
    const [begin, end, another] = [...marks(text)];
    if (begin === undefined) return { kind: "none" };
    const torn = (what: string, index: number): SignatureBlock => ({
        kind: "torn",
        what,
        line: positionAt(text, index).line,
    });
    if (begin.line !== BEGIN)
        return torn(
            begin.line === END
                ? "its end stands here without a beginning"
                : `this line is like "${BEGIN}", and is not that`,
            begin.index,
        );
    if (end === undefined) return torn("it has no end", begin.index);
    if (end.line === BEGIN) return torn("another one begins here", end.index);
    if (end.line !== END) return torn(`this line is like "${END}", and is not that`, end.index);
    if (another !== undefined) return torn("another one stands after it", another.index);
    if (end.index - begin.index > MAX_CHARACTERS)
        return torn(`it has more than ${MAX_CHARACTERS} characters`, begin.index);
    if (begin.index > 0 && !text.endsWith("\r\n", begin.index))
        return torn("the line before it does not end with CRLF", begin.index);
    const after = end.index + END.length;
    if (text.slice(after, after + 2) !== "\r\n")
        return torn("its last line does not end with CRLF", end.index);
    if (after + 2 < text.length)
        return torn("something stands after it, which nobody has signed", after + 2);
    return decoded(text, begin.index, end.index, torn);
}

/** The first marks of a text: more than three make no difference. */
function* marks(text: string) {
    let count = 0;
    for (const { 0: line, index } of text.matchAll(MARK)) {
        yield { line, index };
        if (++count === 3) return;
    }
}

function decoded(
    text: string,
    begin: number,
    end: number,
    torn: (what: string, index: number) => SignatureBlock,
): SignatureBlock {
    const lines = text.slice(begin, end).split("\n");
    let base64 = "";
    let at = begin;
    for (const [number, line] of lines.entries()) {
        if (number === lines.length - 1) break;
        if (!line.endsWith("\r"))
            return torn("this line ends with LF alone: git or an editor has changed it", at);
        const own = line.slice(0, -1);
        if (number > 0) {
            if (!ENCODED.test(own) || base64.endsWith("="))
                return torn("this line is no line of a signature", at);
            base64 += own.slice("# ".length);
        }
        at += line.length + 1;
    }
    const der = Buffer.from(base64, "base64");
    if (der.length === 0 || der.toString("base64") !== base64)
        return torn("characters are missing in it, or too many", begin);
    const signed = begin === 0 ? 0 : begin - "\r\n".length;
    return { kind: "block", end: signed, line: positionAt(text, begin).line, der };
}
