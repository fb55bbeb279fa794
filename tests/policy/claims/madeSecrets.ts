import { createHash } from "node:crypto";

/** Characters as if by chance, and the same each time. */
export function random(length: number, alphabet: string, seed = ""): string {
    let text = "";
    for (let at = 0; text.length < length; at++) {
        const digest = createHash("sha256").update(`${seed} ${at}`).digest();
        for (const byte of digest) text += alphabet.charAt(byte % alphabet.length);
    }
    return text.slice(0, length);
}

export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const WORDS = `${LOWER}${LOWER.toUpperCase()}0123456789`;
export const word = (length: number, seed?: string) => random(length, WORDS, seed);
export const base64 = (length: number, seed?: string) => random(length, `${WORDS}+/`, seed);
export const base64Of = (text: string) => Buffer.from(text).toString("base64url");

export const keyLines = base64(64 * 4).match(/.{64}/g)!;
export const pem = (name: string, lines: readonly string[] = keyLines) =>
    [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join("\n");
export const jwt = (payload: object) =>
    [
        base64Of(JSON.stringify({ alg: "RS256", typ: "JWT" })),
        base64Of(JSON.stringify(payload)),
        random(86, `${WORDS}-_`),
    ].join(".");
export const storageKey = `${base64(86)}==`;
export const busKey = `${base64(43)}=`;
export const signature = `${word(40)}%2Ba${word(2)}`.slice(0, 45);
export const clientSecret = `abc8Q~${random(34, `${WORDS}_.-`)}`;
