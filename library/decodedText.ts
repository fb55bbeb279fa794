/**
 * The text of a script, without its byte order mark: UTF-16 where that mark says so, otherwise UTF-8,
 * and Windows-1252 for what is no UTF-8. A character that is cut at the end is left out.
 *
 * @returns `undefined` where the bytes are no text: there is a NUL character in them.
 */
export function decodedText(bytes: Uint8Array): string | undefined {
    const text = decodedAs(encodingOf(bytes), bytes) ?? decodedAs("windows-1252", bytes) ?? "";
    return text.includes("\0") ? undefined : text;
}

function encodingOf(bytes: Uint8Array): string {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
    return "utf-8";
}

function decodedAs(encoding: string, bytes: Uint8Array): string | undefined {
    try {
        return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    } catch {
        return undefined;
    }
}
