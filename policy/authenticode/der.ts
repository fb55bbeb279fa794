/** No signature nests as deeply, and what reads it calls itself for each level. */
const MAX_DEPTH = 60;

/** What a tag of the universal class is, as far as a rule is here for it. */
const tag = { boolean: 1, integer: 2, null: 5, identifier: 6, sequence: 16, set: 17 } as const;

/**
 * Throws for bytes that are not one value of DER from the first to the last: the library that reads
 * them takes lengths that fit nothing, and Windows does not, so that a block would hold here alone.
 *
 * Each length is definite and no longer than it has to be, and what is in a value fills it (X.690, 10.1
 * and 8.1). The order in a SET is not looked at: tools that sign do not keep it. It takes time in
 * proportion to the bytes.
 */
export function requireDer(bytes: Uint8Array): void {
    /** Where each value ends that is still open. */
    const ends: number[] = [];
    let at = 0;
    do {
        const end = ends.at(-1) ?? bytes.length;
        const { constructed, number, from, to } = headerAt(bytes, at, end);
        if (!constructed) {
            requireContent(number, bytes.subarray(from, to));
            at = to;
        } else {
            if (ends.length === MAX_DEPTH) throw notDer("it nests too deeply", at);
            ends.push(to);
            at = from;
        }
        while (ends.at(-1) === at) ends.pop();
    } while (ends.length > 0);
    if (at !== bytes.length) throw notDer("something stands after it", at);
}

/** The head of the value at a place, which must end by `end`; the number is of universal tags alone. */
function headerAt(bytes: Uint8Array, at: number, end: number) {
    const [first, short] = bytes.subarray(at, Math.min(at + 2, end));
    if (first === undefined || short === undefined) throw notDer("it is cut off", at);
    const long = first & 0x1f;
    if (long === 0x1f) throw notDer("it has a tag that no signature has", at);
    const number = (first & 0xc0) === 0 ? long : undefined;
    const constructed = (first & 0x20) !== 0;
    const list = number === tag.sequence || number === tag.set;
    if (number === 0 || (number !== undefined && list !== constructed))
        throw notDer("it has a value in parts, or one that should be", at);
    let from = at + 2;
    let length = short;
    if (short >= 0x80) {
        from += short & 0x7f;
        // Four bytes: more than there can be.
        if (short === 0x80 || short > 0x84 || from > end) throw notDer("a length is wrong", at);
        length = 0;
        for (const byte of bytes.subarray(at + 2, from)) length = length * 256 + byte;
        if (length < 0x80 || bytes[at + 2] === 0) throw notDer("a length is too long", at);
    }
    const to = from + length;
    if (to > end) throw notDer("a length is wrong", at);
    return { constructed, number, from, to };
}

function requireContent(number: number | undefined, content: Uint8Array): void {
    const [first = 0, second = 0] = content;
    const right =
        number === tag.boolean
            ? content.length === 1
            : number === tag.null
              ? content.length === 0
              : number === tag.identifier
                ? content.length > 0 && (content.at(-1) ?? 0x80) < 0x80
                : number === tag.integer
                  ? content.length > 0 && !(content.length > 1 && padded(first, second))
                  : true;
    if (!right) throw new Error("it is not DER: a value has a wrong length");
}

/** Whether the first byte of a number says nothing (X.690, 8.3.2). */
function padded(first: number, second: number): boolean {
    return (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
}

function notDer(why: string, at: number): Error {
    return new Error(`it is not DER: ${why}, at byte ${at}`);
}
