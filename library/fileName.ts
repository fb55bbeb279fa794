const ASCII_ONLY = /^\p{ASCII}*$/u;
const CONTROL = /\p{Cc}/u;
/** Format characters (bidirectional controls, zero-width ones) and the line separators. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}]/u;
const LONE_SURROGATE = /\p{Cs}/u;
/** What a message must not print as it is: it would be invisible or change how the rest looks. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Why a file cannot have this name in the library: a phrase that completes `file name "x" …`, such
 * as `must not contain "/"`, or `undefined` where nothing is wrong.
 *
 * The service documents letters, digits, `-`, `_` and `.` as safe and nothing as forbidden. Refused
 * here is only what could not reach it as one unchanged name (a path, a quotation mark, which
 * multipart forms write as `%22`, text that is no Unicode), what a person could not tell from
 * another name (control and invisible characters, white space at either end), or what a server may
 * take for another name (a dot at the end, which Windows leaves out). It never throws.
 *
 * @see https://learn.microsoft.com/defender-endpoint/live-response-library-methods
 */
export function fileNameProblem(name: string): string | undefined {
    if (name === "") return "must not be empty";
    if (name === "." || name === "..") return "must not be a folder's name";
    if (name.includes("/")) return `must not contain "/": the library has no folders`;
    if (name.includes("\\")) return `must not contain "\\": the library has no folders`;
    if (name.includes('"')) return `must not contain a double quotation mark (")`;
    const control = CONTROL.exec(name)?.[0];
    if (control !== undefined) return `must not contain the control character ${codeOf(control)}`;
    const invisible = INVISIBLE.exec(name)?.[0];
    if (invisible !== undefined) {
        return `must not contain the invisible character ${codeOf(invisible)}`;
    }
    const surrogate = LONE_SURROGATE.exec(name)?.[0];
    if (surrogate !== undefined) return `must not contain half a character (${codeOf(surrogate)})`;
    if (name.includes("\uFFFD")) {
        return "must not contain U+FFFD, which stands for bytes that are no UTF-8";
    }
    if (name.trim() !== name) return "must not begin or end with white space";
    if (name.endsWith(".")) return "must not end with a dot";
    return undefined;
}

/**
 * The characters of a name that Microsoft does not document, each once, as a person may read it. The
 * service may refuse a name that has one.
 *
 * @see https://learn.microsoft.com/defender-endpoint/live-response#live-response-commands
 */
export function undocumentedCharacters(name: string): string[] {
    const odd = [...new Set(name.match(/[^A-Za-z0-9._-]/gu) ?? [])];
    return odd.map((character) =>
        character === " " ? "a space" : `${quoteName(character)} (${codeOf(character)})`,
    );
}

/**
 * The key of a map by file name: two names with the same key are the same file, because names are
 * compared without case. Each character is folded on its own, so that neither a locale nor the
 * characters around it matter. For ASCII names it is the name in lower case. It never throws.
 */
export function fileNameKey(name: string): string {
    if (ASCII_ONLY.test(name)) return name.toLowerCase();
    let key = "";
    for (const character of name) key += folded(character);
    return key;
}

/** A text for a message, with everything invisible written as a code: `a<U+202E>b`. */
export function printable(text: string): string {
    return text.replace(UNPRINTABLE, (character) => `<${codeOf(character)}>`);
}

/** A name in double quotation marks for a message, with everything invisible written as a code. */
export function quoteName(name: string): string {
    return `"${printable(name)}"`;
}

/** Upper case first, so that the two small sigmas meet; a mapping to several letters is not used. */
function folded(character: string): string {
    const upper = character.toUpperCase();
    const lower = (upper.length === character.length ? upper : character).toLowerCase();
    return lower.length === character.length ? lower : character;
}

function codeOf(character: string): string {
    const code = character.codePointAt(0) ?? 0;
    return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
