import { entropyOf } from "./placeholder";
import type { Secret } from "./secret";

/** PEM of every kind, and the one of SSH2. */
const HEADER = /-----?[ ]?BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?[ ]?-----?/g;

/** How far behind the header the key begins at the latest: headers of PEM and PGP may stand between. */
const NEAR = 800;

const OTHERS: readonly RegExp[] = [
    // https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html
    /PuTTY-User-Key-File-[23]: /g,
    // RSA in XML, as .NET writes it.
    /<D>[\w+/=\s]{40,1400}<\/D>/g,
    // A PKCS #12 file in Base64: SEQUENCE, version 3, SEQUENCE.
    /MII[A-Za-z0-9+/]{2}[AQgw]IBAzCC[A-Za-z0-9+/]{100}/g,
];

/**
 * Private keys, wherever they stand: in a here-string, in pieces of strings, behind comment signs, in
 * JSON. A header alone, by which a script looks for keys, is none.
 */
export function privateKeys(text: string): Secret[] {
    const found: Secret[] = [];
    for (const match of text.matchAll(HEADER)) {
        const begin = match.index + match[0].length;
        const behind = text.slice(begin, begin + NEAR);
        const hyphens = behind.indexOf("----");
        const end = hyphens === -1 ? behind.length : hyphens;
        const key = /[A-Za-z0-9+/]{40,}/.exec(behind.slice(0, end));
        if (key === null || entropyOf(key[0]) < 3) continue;
        found.push({ kind: "privatekey", start: match.index, end: begin + end });
    }
    for (const pattern of OTHERS) {
        for (const { index, 0: whole } of text.matchAll(pattern))
            found.push({ kind: "privatekey", start: index, end: index + whole.length });
    }
    return found;
}
