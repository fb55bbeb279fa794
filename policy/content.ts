import { isUtf8 } from "node:buffer";

/** How the bytes of a text stand for characters; `unknown` is none of those that are told apart. */
export type Encoding = "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be" | "utf-32" | "unknown";

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
    // Before UTF-16: its mark begins with the one of UTF-16LE.
    ["utf-32", [0xff, 0xfe, 0, 0]],
    ["utf-32", [0, 0, 0xfe, 0xff]],
    ["utf-8-bom", [0xef, 0xbb, 0xbf]],
    ["utf-16le", [0xff, 0xfe]],
    ["utf-16be", [0xfe, 0xff]],
];

/** The bytes of a file, with the text that they stand for. */
export class Content {
    /** By the byte order mark; `utf-8` for bytes without one that are UTF-8, ASCII included. */
    readonly encoding: Encoding;
    #text: string | undefined;

    constructor(readonly bytes: Buffer) {
        this.encoding = encodingOf(bytes);
    }

    /**
     * The text, without its byte order mark. What is not valid in the encoding stands as U+FFFD, and
     * each byte of an unknown one as the character of that number: no byte is passed over.
     */
    get text(): string {
        return (this.#text ??= this.#decoded());
    }

    /** Whether the bytes are valid in the encoding that they claim to have. */
    get valid(): boolean {
        switch (this.encoding) {
            case "utf-8":
            case "utf-8-bom":
                return isUtf8(this.bytes);
            case "utf-16le":
            case "utf-16be":
                return this.bytes.length % 2 === 0 && this.text.isWellFormed();
            case "utf-32":
            case "unknown":
                return false;
        }
    }

    /** Whether the content begins with these bytes, or has them at that place. */
    startsWith(bytes: readonly number[], place = 0): boolean {
        return bytes.every((byte, at) => this.bytes[place + at] === byte);
    }

    #decoded(): string {
        switch (this.encoding) {
            case "utf-8":
            case "utf-8-bom":
                return new TextDecoder("utf-8").decode(this.bytes);
            case "utf-16le":
                return this.bytes.toString("utf16le", 2);
            case "utf-16be":
                // A copy, for it swaps in place; an odd byte at the end is no character.
                return Buffer.from(this.bytes.subarray(2, this.bytes.length & ~1))
                    .swap16()
                    .toString("utf16le");
            case "utf-32":
            case "unknown":
                return this.bytes.toString("latin1");
        }
    }
}

/** Where in a text: line and column from 1, the column in UTF-16 code units. */
export interface Position {
    readonly line: number;
    readonly column: number;
}

/** The position of a character of a text; a line ends with LF, CRLF or a CR alone. */
export function positionAt(text: string, index: number): Position {
    let line = 1;
    let start = 0;
    for (const { 0: end, index: at } of text.slice(0, index).matchAll(/\r\n|\n|\r/g)) {
        line++;
        start = at + end.length;
    }
    return { line, column: index - start + 1 };
}

function encodingOf(bytes: Buffer): Encoding {
    const marked = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
    if (marked !== undefined) return marked[0];
    return isUtf8(bytes) ? "utf-8" : "unknown";
}
