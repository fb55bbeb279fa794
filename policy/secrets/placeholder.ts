/**
 * Whether a value stands for a secret and is none: a variable, a gap for the reader to fill, or one
 * of those that are published for everybody.
 */
export function isPlaceholder(value: string): boolean {
    return (
        PUBLISHED.has(value) ||
        VARIABLE.test(value) ||
        // In a long row of Base64 chance writes any of these words.
        (value.length <= 200 && GAP.test(value)) ||
        (value.length >= 8 && isMonotonous(value))
    );
}

/** A word that somebody made up for a text: a password for examples, and a bad one in earnest. */
export function isStockPassword(value: string): boolean {
    return /^(?:my|your|the|some|new|old|super|secure|strong|test|demo|very)*[-_ ]?(?:p[a@]ss?(?:w[o0]rd|phrase)?|pa\$\$w[o0]rd|secret|admin|letmein|welcome|changeme|qwerty|winter|summer|sommer)[\d!@#$%^&*?._-]{0,8}$/i.test(
        value,
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

/** `$env:X`, `${X}`, `$(…)`, `{{x}}`, `{0}`, `%X%`, `@x@`, or a variable at the beginning. */
const VARIABLE =
    /\$(?:env:|[({])|\{\{|\{\d{1,2}\}|\{[a-z_][\w-]{0,40}\}|%[a-z_]\w{0,40}%|^[$@][a-z_]/i;

const GAP =
    /example|placeholder|redacted|change[-_ ]?me|dummy|fake|sanitized|replace[-_ ]?(?:me|with|this)|insert[-_ ]|<[^<>]{1,100}>|\[[a-z][a-z _-]{2,60}\]|x{4,}|\*{3,}|\.{3,}|_{4,}|…|(?:^|[-_ ])(?:your|my|some)[-_ ]|^your|(?:key|secret|token|password)[-_]?here/i;

const PUBLISHED: ReadonlySet<string> = new Set([
    // Azurite and the storage emulator:
    // https://learn.microsoft.com/azure/storage/common/storage-connect-azurite
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    // The Cosmos DB emulator: https://learn.microsoft.com/azure/cosmos-db/emulator
    "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
]);

/** Few characters, again and again, or a row of the alphabet. */
function isMonotonous(value: string): boolean {
    const characters = new Set(value.toLowerCase());
    return (
        characters.size <= Math.min(5, value.length / 3) ||
        /0123456789|1234567890|abcdefghij|(.{1,4})\1{4}/i.test(value.slice(0, 400))
    );
}
