import type { Content } from "../content";

/** What may have been hashed for a signature, and how the text was read for that. */
export interface SignedBytes {
    /** `undefined`: what the byte order mark says, or characters that all encodings have in common. */
    readonly encoding: "UTF-8" | "Windows-1252" | undefined;
    readonly bytes: Buffer;
}

/**
 * What is hashed for the signature of a PowerShell script: its text up to the block as UTF-16LE, with
 * the byte order mark where it has one. Windows reads a text without one in the code page of the
 * machine, other tools as UTF-8: where that makes a difference both are given, of code pages the one
 * of Western Europe. Empty for bytes that are no text.
 *
 * https://learn.microsoft.com/troubleshoot/windows-client/system-management-components/signed-powershell-script-fails-hash-mismatch
 *
 * @param end where the text ends that is signed, of `content.text`.
 */
export function signedBytes(content: Content, end: number): readonly SignedBytes[] {
    const { encoding } = content;
    const text = content.text.slice(0, end);
    switch (encoding) {
        case "utf-16le":
        case "utf-16be":
        case "utf-8-bom":
            // Half a character and the like may be read as something else, or as nothing.
            return content.valid ? [{ encoding: undefined, bytes: wide(`\uFEFF${text}`) }] : [];
        case "utf-8": {
            const utf8 = wide(text);
            const length = Buffer.byteLength(text);
            if (length === text.length) return [{ encoding: undefined, bytes: utf8 }];
            return [
                { encoding: "UTF-8", bytes: utf8 },
                { encoding: "Windows-1252", bytes: windows1252(content.bytes.subarray(0, length)) },
            ];
        }
        case "unknown":
            // Each byte is a character of the text.
            return [
                { encoding: "Windows-1252", bytes: windows1252(content.bytes.subarray(0, end)) },
            ];
        case "utf-32":
            return [];
    }
}

function wide(text: string): Buffer {
    return Buffer.from(text, "utf16le");
}

function windows1252(bytes: Buffer): Buffer {
    return wide(new TextDecoder("windows-1252").decode(bytes));
}
