import type { FileKind } from "../fileKind";
import { isOfBatchVariables, isOfVariables } from "./variables";

/**
 * Whether a value, as a whole, stands for a secret and is none: variables, a gap for the reader to
 * fill, or one of those that are published for everybody. A secret that has the like in it is one.
 *
 * @param where.expands whether `$x` is a variable where the value stands.
 */
export function isPlaceholder(
    value: string,
    where: { readonly language: FileKind; readonly expands: () => boolean },
): boolean {
    return (
        PUBLISHED.has(value) ||
        isGap(value) ||
        isMonotonous(value) ||
        (/[$`]/.test(value) && isOfVariables(value) && where.expands()) ||
        (where.language === "batch" && isOfBatchVariables(value))
    );
}

/** A word that somebody made up for a text: a password for examples, and a bad one in earnest. */
export function isStockPassword(value: string): boolean {
    return /^(?:my|your|the|some|new|old|super|secure|strong|test|demo|very)*[-_ ]?(?:p[a@]ss?(?:w[o0]r[dt]|wd|phrase)?|pwd?|pa\$\$w[o0]rd|secret|token|admin|letmein|welcome|changeme|qwerty|winter|summer|sommer)[\d!@#$%^&*?._-]{0,8}$/i.test(
        value,
    );
}

/** Whether a pair of a user and a password is `user:password` or that of everybody, and nobody's. */
export function isPairOfDocumentation(pair: string): boolean {
    return /^(?:(?:user|username|login|name):(?:password|passwd|pass|pwd|pw)|anonymous:(?:anonymous|ftp|guest))$/i.test(
        pair,
    );
}

/** How different the characters are: bits for each, by Shannon. */
export function entropyOf(value: string): number {
    const counts = new Map<string, number>();
    for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
    let bits = 0;
    for (const count of counts.values()) {
        const share = count / value.length;
        bits -= share * Math.log2(share);
    }
    return bits;
}

const PUBLISHED: ReadonlySet<string> = new Set([
    // Azurite and the storage emulator:
    // https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    // The Cosmos DB emulator: https://learn.microsoft.com/azure/cosmos-db/emulator
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    // AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
]);

/** The longest value that can be a gap: nobody writes more into one. */
const LONGEST_GAP = 200;

/** What is filled in: `<x>`, `{{x}}`, `${x}`, `{0}`, `$(x)`, `%x%`, `%1`, `[x]`, `@X@`, `__X__`, `!X!`. */
const FORM =
    /<([^<>]{1,100})>|\{\{([^{}]{1,100})\}\}|[#$]?\{([^{}]{1,100})\}#?|\$\(([\w. :-]{1,60})\)|%([^%]{1,60})%|%~?(\d)(?!\d)|\[([^[\]]{3,60})\]|@@?([A-Z_]{2,60})@@?|__([A-Z\d_]{2,60})__|!([A-Z_]{2,60})!/g;

/** A known beginning of keys (`ghp_`), and then nothing but crosses. */
const CROSSES = /^(?:[xX*.•…#?_-]{3,}|…|(?:[a-z]{1,10}\d?[-_.]){1,3}[xX*.•…#?_-]{6,})$/;

function isGap(value: string): boolean {
    if (value.length > LONGEST_GAP) return false;
    if (CROSSES.test(value)) return true;
    const rest = value.replaceAll(FORM, (whole, ...groups: (string | undefined)[]) => {
        // Behind the groups stand the place and the text.
        const name = groups.slice(0, -2).find((group) => group !== undefined) ?? "";
        // What stands behind `:-` is the value of a variable that has none.
        const hasDefault = whole.startsWith("${") && /^\w*:[-=]./.test(name);
        return isNameOfGap(name) && !hasDefault ? "" : whole;
    });
    return (rest !== value && !/[\p{L}\p{N}]/u.test(rest)) || isWish(value);
}

/** Words and small numbers, and no password in brackets. */
function isNameOfGap(name: string): boolean {
    const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.length > 0 && words.every((word) => /^(?:\p{L}+\d?|\d{1,3})$/u.test(word));
}

/** Words that ask the reader for something. */
const ASKING = new Set(
    "your yours placeholder redacted sanitized removed masked omitted example dummy fake insert replace change changeme todo tbd here".split(
        " ",
    ),
);
/** Words that may stand beside them. */
const BESIDE = new Set(
    "a an the of for to in with by is it this that my our some own real actual new old value text string word name id key keys secret token password passwd passwort pass passphrase phrase pwd pw api apikey access auth client app application user username account admin administrator service server storage workspace shared tenant subscription vault azure aws entra github graph sas connection credential credentials please goes be set put enter fill use me not do and or".split(
        " ",
    ),
);
/** Numbers that nobody has thought of. */
const COUNTING = /^(?:0?1?23?4?5?6?7?8?9?0?|\d)$/;

/** `your-api-key-here`, `REPLACE_ME`: words that ask, others beside them, and nothing else. */
function isWish(value: string): boolean {
    // One that is in use wherever somebody has not changed it.
    if (/\d/.test(value) && !/^your/i.test(value) && isStockPassword(value)) return false;
    if (!/^[A-Za-z\d]+(?:[-_. /:]{1,3}[A-Za-z\d]+)*$/.test(value)) return false;
    const words = value.replaceAll(/[a-z](?=[A-Z])/g, "$& ").match(/[A-Za-z]+|\d+/g) ?? [];
    let asks = false;
    for (const word of words.map((one) => one.toLowerCase())) {
        const begins = [...ASKING].find((one) => word === one || BESIDE.has(afterOf(one, word)));
        if (begins !== undefined) asks = true;
        else if (!BESIDE.has(word) && !COUNTING.test(word)) return false;
    }
    return asks;
}

/** What stands behind the beginning of a word; "" for another beginning. */
function afterOf(beginning: string, word: string): string {
    return word.startsWith(beginning) ? word.slice(beginning.length) : "";
}

/** One character again and again, few of them in a long row, or rows of the alphabet alone. */
function isMonotonous(value: string): boolean {
    if (value.length < 8) return false;
    const counts = new Map<string, number>();
    for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
    if (Math.max(...counts.values()) >= value.length - 1) return true;
    if (counts.size <= 5 && value.length >= 8 * counts.size) return true;
    return value.length >= 16 && value.length <= LONGEST_GAP && isOfRows(value);
}

/** Whether it is rows of the alphabet and of numbers, each of six characters or more. */
function isOfRows(value: string): boolean {
    let row = 1;
    for (let at = 1; at <= value.length; at++) {
        const step = value.charCodeAt(at) - value.charCodeAt(at - 1);
        const goesOn = step === 1 || value.slice(at - 1, at + 1) === "90";
        if (!goesOn && row < 6) return false;
        row = goesOn ? row + 1 : 1;
    }
    return true;
}
