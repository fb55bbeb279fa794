import { isInComment } from "./comments";
import type { Found } from "./patterns";
import { entropyOf, isStockPassword } from "./placeholder";
import { fixedPart } from "./variables";

/** A key is made by a machine: it has numbers and letters, and no two of them belong together. */
export function isKey({ secret }: Pick<Found, "secret">): boolean {
    return (
        /^[\w+/=~.:-]{16,}$/.test(secret) &&
        !isIdentifier(secret) &&
        !isPath(secret) &&
        !isNameInWords(secret) &&
        /\d/.test(secret) &&
        /[a-z]/i.test(secret) &&
        entropyOf(secret) >= 3.2
    );
}

/**
 * Whether it can be a password: characters of two kinds, a number among them; no path, no address, no
 * regular expression, no sentence. Of one with variables in it, what is fixed must be like that.
 */
export function isPassword(found: Found): boolean {
    const secret = fixed(found);
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(secret));
    return (
        kinds.length >= 2 &&
        /\d/.test(secret) &&
        !/\s/.test(secret) &&
        !isPath(secret) &&
        !/^[a-z][a-z\d+.-]{1,20}:\/\//i.test(secret) &&
        !EXPRESSION.test(secret) &&
        isNoStockPasswordOfComment(found)
    );
}

/** A secret or a token by its name alone: a key, or a password that is no name of a secret in a vault. */
export function isKeyOrPassword(found: Found): boolean {
    const { secret } = found;
    if (isIdentifier(secret) || isNameInWords(secret)) return false;
    return isKey(found) || isPassword(found);
}

/** In a comment a stock password is an example; in code it is somebody's. */
export function isNoStockPasswordOfComment(found: Found): boolean {
    return !isStockPassword(found.secret) || !isInComment(found);
}

function fixed({ secret, expands }: Found): string {
    return secret.includes("$") && expands() ? fixedPart(secret) : secret;
}

/** What no password has: a group, a class of characters, a sign for one that is repeated. */
const EXPRESSION = /\(\?[:=!<i]|\[\^|\[\w-\w|\\[sdwSDWB][+*{?)\]]|\\[bB(.].*[+*)?]/;

/** Of a folder, a drive (`HKLM:`, `Cert:`), the registry. */
const PATH =
    /^(?:(?:[a-z]|HK[a-z_]{2,20}|cert|env|wsman|function|variable|alias|(?:[\w.]{1,40}\\)?registry::?HK[a-z_]{2,20}):?[\\/]|(?:HKEY_[A-Z_]{5,20}|HKLM|HKCU|software|system)\\|(?:~|\.{1,2}|\\|%\w{1,40}%|\$env:\w{1,40})?[\\/])[\w.:\\/(){}%@+~*?-]*$/i;

/** Whether it is a GUID or the identifier of an account. */
function isIdentifier(value: string): boolean {
    return /^(?:\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|S-1(?:-\d+)+)$/i.test(value);
}

/** Whether the whole is a path. */
function isPath(value: string): boolean {
    return value.length <= 300 && PATH.test(value);
}

/** Whether it is a name of several words (`vault-secret-name-for-api1`), and no row of characters. */
function isNameInWords(value: string): boolean {
    if (value.length > 200) return false;
    const parts = value.split(/[-_./:]/);
    if (!parts.every((part) => /^[A-Za-z]*\d{0,4}$/.test(part))) return false;
    const words = value.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
    const letters = words.join("").length;
    return (
        words.length >= 2 &&
        letters >= 3 * words.length &&
        3 * letters >= 2 * value.replaceAll(/[-_./:]/g, "").length &&
        words.every(isSpeakable)
    );
}

/** It has a vowel, unless it is short, and no long row of consonants. */
function isSpeakable(word: string): boolean {
    return (
        word.length <= 14 &&
        (word.length <= 4 || /[aeiouy]/i.test(word)) &&
        !/[^aeiouy]{5}/i.test(word)
    );
}
