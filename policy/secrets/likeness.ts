import { isInComment } from "./comments";
import { isNameInWords } from "./nameInWords";
import { around, LINE, type Found } from "./patterns";
import { entropyOf, isStockPassword } from "./placeholder";
import { isTerm } from "./terms";
import { fixedPart } from "./variables";

/**
 * A key is made by a machine: it has numbers and letters, and no two of them belong together. Of one
 * with variables in it, what is fixed must be like that.
 */
export function isKey(found: Found): boolean {
    const secret = fixed(found);
    return (
        /^[\w+/=~.:-]{16,}$/.test(secret) &&
        !isIdentifier(secret) &&
        !isPath(secret) &&
        !isResource(secret) &&
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
        !isResource(secret) &&
        !isNumber(secret) &&
        !/^[a-z][a-z\d+.-]{1,20}:\/\//i.test(secret) &&
        !EXPRESSION.test(secret) &&
        !COLOUR.test(secret) &&
        !isLabel(found) &&
        !isTerm(found) &&
        isNoStockPasswordOfComment(found)
    );
}

/** A secret or a token by its name alone: a key, or a password that is no name of a secret in a vault. */
export function isKeyOrPassword(found: Found): boolean {
    const { secret } = found;
    if (isIdentifier(secret) || isNameInWords(secret) || isLabel(found) || isTerm(found))
        return false;
    return isKey(found) || isPassword(found);
}

/** In a comment a stock password is an example; in code it is somebody's. */
export function isNoStockPasswordOfComment(found: Found): boolean {
    return !isStockPassword(found.secret) || !isInComment(found);
}

function fixed({ secret, expands }: Found): string {
    return secret.includes("$") && expands() ? fixedPart(secret) : secret;
}

/** Of a terminal: `\033[32m`. */
const COLOUR = /(?:\\(?:033|x1b|u001b|e)|`e|\x1b)\[/i;

/** Names that are as often of something else: of a working directory or a run, or of a mark in a list. */
const SHORT = /(?<![a-z\d_])(?:pass|pwd|pw)_?\d{0,3}\W{0,12}$/i;
/** Names that may be of a pass over something. */
const RUN = /(?:_[Pp][Aa][Ss][Ss]|[a-z]Pass)_?\d{0,3}\W{0,12}$/;
const DATE = /^(?:19|20)\d\d-\d\d-\d\d(?:T[\d:.]{4,15}Z?)?$/;
/** Words and numbers that count runs: `scan_pass_01`. */
const COUNTED =
    /^(?=[a-z\d_]*(?:pass|phase|run|scan|stage|step|round)_)[a-z]+(?:_[a-z]+)*(?:_\d{1,4})+$/;
const TICKET = /^[A-Z]{2,5}\d{4,10}$/;
const TOKEN = /token_?\d{0,3}\W{0,12}$/i;

/**
 * Whether such a name is given words and numbers between hyphens (`case-0042`), or a number. People
 * make passwords of a word that begins with a capital and a year: a short name's words have none.
 */
function isLabel(found: Found): boolean {
    const { secret } = found;
    if (secret.length > 100) return false;
    const isHex = /^0x[\da-f]{1,16}$/i.test(secret);
    const isOfRun = DATE.test(secret) || COUNTED.test(secret);
    const isTicket = TICKET.test(secret);
    const parts = secret.split(/[-/:]/);
    const areAll = (form: RegExp) => parts.length > 1 && parts.every((part) => form.test(part));
    const isLower = areAll(/^(?:[a-z]*\d{0,4}|\d{1,12}|\d+T\d+)$/);
    const isOfWords =
        isLower || areAll(/^(?:[A-Z]?[a-z]*\d{0,4}|[A-Z]+\d{0,4}|\d{1,12}|0x[\da-f]+)$/);
    if (!isHex && !isOfWords && !isOfRun && !isTicket) return false;
    const { before } = around(found, { length: 60, ends: LINE });
    if (isOfRun && RUN.test(before)) return true;
    if ((isHex || isOfWords || isTicket) && TOKEN.test(before)) return true;
    return (isHex || isLower) && SHORT.test(before);
}

/** A number, and a status code of Windows (`0xC000006A`). */
function isNumber(value: string): boolean {
    return /^(?:0x[\da-f]{1,8}|-?\d+)$/i.test(value);
}

/** The name that a vault has for a secret, of Google Cloud or AWS. */
function isResource(value: string): boolean {
    return /^(?:projects\/[\w-]{1,60}\/secrets\/[\w-]{1,255}(?:\/versions\/\w{1,40})?|arn:aws[a-z-]{0,20}:(?:secretsmanager|ssm|kms):[\w-]{0,30}:\d{0,12}:[\w/+=.@:-]{1,600})$/.test(
        value,
    );
}

/** What no password has: a group, a class of characters, a sign for one that is repeated. */
export const EXPRESSION =
    /\(\?[:=!<i]|\[\^[^\]]{1,60}\]|\[\w-\w[^\]]{0,60}\]|\\[sdwSDWB][+*{?)\]]|\\[bB(.].*[+*)?]/;

/** Of a folder, a drive (`HKLM:`, `Cert:`), the registry. */
const PATH =
    /^(?:(?:[a-z]|HK[a-z_]{2,20}|cert|env|wsman|function|variable|alias|(?:[\w.]{1,40}\\)?registry::?HK[a-z_]{2,20}):?[\\/]|(?:HKEY_[A-Z_]{5,20}|HKLM|HKCU|software|system)\\|(?:~|\.{1,2}|\\|%\w{1,40}%|\$env:\w{1,40})?[\\/])[\w.:\\/(){}%@+~*?-]*$/i;

/** Whether it is a GUID or the identifier of an account. */
function isIdentifier(value: string): boolean {
    return /^(?:\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|S-1(?:-\d+)+)$/i.test(value);
}

/** Whether the whole is a path. One slash alone makes none, for keys and passwords begin with it too. */
function isPath(value: string): boolean {
    if (value.length > 300 || !PATH.test(value)) return false;
    if (!/^[\\/]/.test(value)) return true;
    return /^.[^]*[\\/]|\.[a-z]\w{0,4}$/i.test(value) && !isBase64(value);
}

/** Whether it is a key in Base64 that has slashes in it: no folder is called like what is between them. */
function isBase64(value: string): boolean {
    if (!/^[\w+/]{16,}={0,2}$/.test(value)) return false;
    const isRow = (part: string) =>
        part.length >= 14 && /\d/.test(part) && /[a-z]/.test(part) && /[A-Z]/.test(part);
    return /[+=]/.test(value) || value.split("/").some(isRow);
}
