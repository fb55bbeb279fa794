import { createHash } from "node:crypto";

const plain = /^[A-Za-z0-9_ ()+,=@[\]{}~!#$&'^`.-]$/;
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const longest = 240;

/**
 * Name of the file that holds a library file: the same name, percent-encoded where a file system would
 * not take it. A dot at the beginning is encoded, so that hidden files of editors and of the system
 * are no library files.
 */
export function diskNameOf(fileName: string): string {
    const characters = Array.from(fileName);
    const encoded = characters
        .map((character, index) => {
            const atEdge = index === 0 || index === characters.length - 1;
            const atRisk = atEdge && (character === "." || character === " ");
            return plain.test(character) && !atRisk ? character : encode(character);
        })
        .join("");
    const safe = reserved.test(encoded) ? encode(encoded.charAt(0)) + encoded.slice(1) : encoded;
    if (safe.length <= longest) return safe;
    const digest = createHash("sha256").update(fileName).digest("hex").slice(0, 32);
    return `${safe.slice(0, 150)}~${digest}`;
}

/** The library file that a file of the folder is, whoever put it there. */
export function fileNameOf(diskName: string): string {
    try {
        return decodeURIComponent(diskName);
    } catch {
        return diskName;
    }
}

function encode(character: string): string {
    return Array.from(
        Buffer.from(character),
        (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    ).join("");
}
