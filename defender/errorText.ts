import { errorLike, type ErrorLike } from "./errorLike";

/** The longest text of a service's that goes into an error, in characters. */
const MAX_TEXT = 500;
/** What is looked at of a longer text at all. */
const MAX_READ = 100_000;

/**
 * A service's text as one line that may be shown: no control or direction characters, nothing that
 * looks like a token, none of the given secrets, and cut when it is long.
 */
export function errorText(text: string, secrets: readonly string[] = []): string {
    const hidden = secrets
        .filter((secret) => secret !== "")
        .reduce((left, secret) => left.replaceAll(secret, "[secret]"), text.slice(0, MAX_READ))
        .replaceAll(/eyJ[\w.-]{20,}/g, "[token]");
    const line = hidden
        .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
        .replaceAll(/[\p{Cf}\p{Cs}]/gu, "")
        .trim();
    if (line.length <= MAX_TEXT) return line;
    // Not through the middle of a surrogate pair.
    return `${line.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** What a service said with an error: a code, a message and the id under which it can look it up. */
export interface ServiceWords {
    readonly status?: number | undefined;
    readonly code?: string | undefined;
    readonly message?: string | undefined;
    readonly requestId?: string | undefined;
}

/** A service's words in brackets, for the end of a sentence: `(403 Forbidden: "…", request 43f4…)`. */
export function inBrackets(words: ServiceWords): string {
    const head = [words.status?.toString(), words.code].filter((part) => part !== undefined);
    const said = words.message === undefined ? [] : [JSON.stringify(words.message)];
    const first = [head.join(" "), ...said].filter((part) => part !== "").join(": ");
    const id = words.requestId === undefined ? [] : [`request ${words.requestId}`];
    const all = [first, ...id].filter((part) => part !== "").join(", ");
    return all === "" ? "" : ` (${all})`;
}

/** What a network error comes from, in one line: `connect ECONNREFUSED 127.0.0.1:443`. */
export function causesOf(thrown: unknown): string {
    const said: string[] = [];
    for (let at = errorLike(thrown); at !== undefined && said.length < 5;) {
        said.push(...toldBy(at));
        at = errorLike(at.causes[0]);
    }
    // The outermost, undici's "fetch failed", says nothing that its cause does not say better.
    const telling = said.length > 1 ? said.slice(1) : said;
    return errorText(telling.length === 0 ? String(thrown) : telling.join(": "));
}

/** An error's own words, where they are for people. */
function toldBy({ message, name, code }: ErrorLike): string[] {
    // undici's around the refusal of a proxy: nobody has cancelled anything.
    if (message === "Request was cancelled.") return [];
    const status = /^Proxy response \((\d{3})\)/.exec(message)?.[1];
    if (status !== undefined) return [`the proxy answered ${status}`];
    // OpenSSL's own: `40…:error:0A00010B:SSL routines:where:why:file:line:`.
    const why = /^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(message)?.[1] ?? message;
    const text = why === "" ? (code ?? name) : why;
    return [code === undefined || text.includes(code) ? text : `${text} (${code})`];
}
