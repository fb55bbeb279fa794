import { around, LINE, type Found, type Pattern } from "./patterns";
import { entropyOf, isStockPassword } from "./placeholder";

/** Secrets that are told by what stands before them: a name, a key of a connection string, a command. */
export const patternsOfName: readonly Pattern[] = [
    {
        // Storage, Cosmos DB; Service Bus, Event Hubs, IoT Hub.
        kind: "connection-string",
        hints: ["accountkey", "sharedaccesskey", "sharedsecretvalue"],
        pattern:
            /(?<![\w$-])(?:AccountKey|SharedAccessKey|SharedSecretValue)\s{0,5}=\s{0,5}(?<secret>[\w+/]{30,100}={0,2})/dgi,
    },
    {
        // SQL Server, MySQL, PostgreSQL, ODBC, Redis.
        kind: "connection-string",
        hints: ["password", "pwd"],
        pattern: /(?<![\w$.-])(?:password|pwd)\s{0,5}=\s{0,5}(?<secret>[^\s;,"'`)]{4,200})/dgi,
        holds: isOfConnectionString,
    },
    {
        kind: "client-secret",
        hints: ["client"],
        pattern:
            /(?<![\w-])[$-]?\w{0,30}client[_-]?secret["']?(?:\s{0,5}[:=]|(?<=-\w{0,40})\s)\s{0,5}["'](?<secret>[\w+/=~.-]{16,200})["']/dgi,
        holds: isKey,
    },
    {
        kind: "api-key",
        hints: ["key", "token", "secret"],
        pattern:
            /(?<![\w-])[$-]?(?:\w{0,30}(?:api_?key|access_?token|auth_?token|bearer_?token|refresh_?token|shared_?key|workspace_?key|storage_?key|secret_?key|app_?secret|app_?key)|(?:x-)?api-?key|ocp-apim-subscription-key|x-functions-key)["']?(?:\s{0,5}[:=]|(?<=-\w{0,40})\s)\s{0,5}["'](?<secret>[\w+/=~.-]{20,200})["']/dgi,
        holds: isKey,
    },
    {
        kind: "password",
        hints: ["passw", "passphrase", "kennwort"],
        pattern:
            /(?<![\w-])[$-]?\w{0,30}(?:password|passwd|passphrase|kennwort)["']?(?:\s{0,5}[:=]|(?<=-\w{0,40})\s)\s{0,5}(?<quote>["'])(?<secret>(?:(?!\k<quote>).){8,200})\k<quote>/dgi,
        holds: isPassword,
    },
    {
        // Shell, where nothing need be quoted.
        kind: "password",
        hints: ["passw", "passphrase"],
        pattern:
            /^[ \t]{0,20}(?:export |readonly |local |set )?\w{0,30}(?:password|passwd|passphrase)=(?<secret>[^\s"'`$(){}<>;|&]{8,200})[ \t]{0,20}\r?$/dgim,
        holds: isPassword,
    },
    {
        kind: "password",
        hints: ["networkcredential"],
        pattern:
            /NetworkCredential(?:\]::new)?\s{0,5}\(\s{0,5}(?:"[^"\r\n]{0,200}"|'[^'\r\n]{0,200}'|\$[\w:.]{1,100})\s{0,5},\s{0,5}(?<quote>["'])(?<secret>(?:(?!\k<quote>).){1,200})\k<quote>/dgi,
        holds: isNoStockPasswordOfComment,
    },
    {
        // net use \\server\share password /user:…, and cmdkey.
        kind: "password",
        hints: ["cmdkey"],
        pattern: /\bcmdkey\b[^\r\n|&]{0,200}\s\/pass:"?(?<secret>[^\s"$%]{4,100})/dgi,
        holds: isNoStockPasswordOfComment,
    },
];

/** What comes before the text of an assignment, or of a hash table, is no connection string. */
function isOfConnectionString(found: Found): boolean {
    const { text, start, secret } = found;
    const { before, after } = around(found, { length: 400, ends: `${LINE}"'` });
    const whole = `${before}${secret}${after}`;
    if (!whole.includes(";") && !whole.includes(",")) return false;
    const isQuoted = /["']/.test(text.charAt(start - before.length - 1));
    const isCode = !/^[\t ]*\w[\w ]*=/.test(whole) || /^[A-Z]\w*-[A-Z]/.test(secret);
    if (isCode && !isQuoted) return false;
    const names =
        /(?:^|[;,\s])(?:server|data source|host|addr|address|network address|endpoint|driver|provider|dsn)\s{0,5}=/i;
    const isRedis = /^[^,\s]{1,200}:\d{2,5},/.test(whole.trim());
    return (whole.includes(";") && names.test(whole)) || isRedis;
}

/** A key is made by a machine: it has numbers and letters, and no two of them belong together. */
function isKey({ secret }: Found): boolean {
    const isGuid = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i.test(secret);
    return !isGuid && /\d/.test(secret) && /[a-z]/i.test(secret) && entropyOf(secret) >= 3.2;
}

/**
 * Whether it can be a password: characters of two kinds, a number among them; no path, no address, no regular expression, no sentence.
 */
function isPassword(found: Found): boolean {
    const { secret, text, start } = found;
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(secret));
    return (
        kinds.length >= 2 &&
        /\d/.test(secret) &&
        (text.charAt(start - 1) === "'" || !/\$\w/.test(secret)) &&
        !/\s|^\w:[\\/]|^[\\/.~]|:\/\/|\\[\\sdwbSDWB(.]|\[\^|\(\?|^HK[A-Z]+[:\\]/.test(secret) &&
        isNoStockPasswordOfComment(found)
    );
}

/** In a comment a stock password is an example; in code it is somebody's. */
function isNoStockPasswordOfComment(found: Found): boolean {
    return !isStockPassword(found.secret) || !isInComment(found);
}

/** Whether it is in a comment of PowerShell, a shell or the command processor, as far as is near. */
export function isInComment(found: Found): boolean {
    const { text, start } = found;
    const { before } = around(found, { length: 400, ends: LINE });
    if (/^\s*(?:#|\/\/|::|rem\s|PS[ >])/i.test(before)) return true;
    const near = text.slice(Math.max(0, start - 8000), start);
    return near.lastIndexOf("<#") > near.lastIndexOf("#>");
}
