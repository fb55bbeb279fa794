import { isKey, isKeyOrPassword, isNoStockPasswordOfComment, isPassword } from "./likeness";
import { around, LINE, type Found, type Pattern } from "./patterns";
import { isPairOfDocumentation } from "./placeholder";

/** The names of passwords, or how they end; `$bypass` and `$compass` are none. */
const PASSWORD =
    "(?:password|passwd|passphrase|passwort|kennwort|(?<!by|com|tres|sur|tran|under|over|en)pass|pwd|(?<![a-z0-9])pw)";
const PASSWORD_HINTS = ["pass", "kennwort", "pwd", "pw"];
const QUOTE = `(?<quote>["'])`;
/** All up to the quote. */
const ANYTHING = String.raw`(?:(?!\k<quote>).){8,200}`;

/** A name that ends like that, and what it is given in quotes: `$x = "…"`, `-X '…'`, `"x": "…"`. */
function named(name: string, value: string): RegExp {
    return new RegExp(
        String.raw`(?<![\w-])[$-]?\w{0,30}${name}(?:_?(?:plain|clear|text|value|string)){0,2}_?\d{0,3}["']?(?:\s{0,5}[:=]|(?<=-\w{0,40})\s)\s{0,5}${QUOTE}(?<secret>${value})\k<quote>`,
        "dgi",
    );
}

/** An option that ends like that, and its value: `-X v`, `--x v`, `--x=v`. */
function option(name: string, value: string, quote = ""): RegExp {
    const end =
        quote === ""
            ? String.raw`(?=[\s"';|&)]|$)`
            : quote === QUOTE
              ? String.raw`\k<quote>`
              : `["']?(?=[\s"';|&)]|$)`;
    return new RegExp(
        String.raw`(?<![\w-])--?(?:[\w-]{0,30}[_-])?\w{0,30}${name}(?:[ \t]{1,5}|[=:])${quote}(?<secret>${value})${end}`,
        "dgim",
    );
}

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
        pattern: named("client[_-]?secret", ANYTHING),
        holds: isKeyOrPassword,
    },
    {
        kind: "api-key",
        hints: ["key", "token", "secret"],
        pattern:
            /(?<![\w-])[$-]?(?:\w{0,30}(?:api_?key|access_?token|auth_?token|bearer_?token|refresh_?token|shared_?key|workspace_?key|storage_?key|secret_?key|app_?secret|app_?key)|(?:x-)?api-?key|ocp-apim-subscription-key|x-functions-key)["']?(?:\s{0,5}[:=]|(?<=-\w{0,40})\s)\s{0,5}["'](?<secret>[\w+/=~.-]{20,200})["']/dgi,
        holds: isKey,
    },
    {
        kind: "api-key",
        hints: ["token", "secret"],
        // The token of a key of .NET is public.
        pattern: named("(?:(?<!client[_-]?)secret|(?<!publickey)token)", ANYTHING),
        holds: isKeyOrPassword,
    },
    {
        kind: "password",
        hints: PASSWORD_HINTS,
        pattern: named(PASSWORD, ANYTHING),
        holds: isPassword,
    },
    {
        // Shell and batch, where nothing need be quoted.
        kind: "password",
        hints: PASSWORD_HINTS,
        pattern: new RegExp(
            String.raw`(?:^|[;&|(])[ \t]{0,20}@?(?:export |readonly |local |declare |env |set "?)?\w{0,30}${PASSWORD}=(?<secret>[^\s"'${"`"}(){}<>;|&]{8,200})(?=[\s;&|)"]|$)`,
            "dgim",
        ),
        holds: isPassword,
    },
    {
        // -Password Word, --password word, --password=word, and where quotes are but for a space.
        kind: "password",
        hints: PASSWORD_HINTS,
        pattern: option(
            PASSWORD,
            String.raw`[^\s"'${"`"}$(){}<>;|&,@*%][^\s"'${"`"}(){}<>;|&,]{5,200}`,
        ),
        holds: isPassword,
    },
    {
        kind: "password",
        hints: PASSWORD_HINTS,
        pattern: option(PASSWORD, ANYTHING, QUOTE),
        holds: isPassword,
    },
    {
        kind: "api-key",
        hints: ["--"],
        pattern: option(
            "(?:secret|token|(?:api|access|account)-?key)",
            String.raw`[\w+/=~.-]{16,200}`,
            `["']?`,
        ),
        holds: isKey,
    },
    {
        // echo 'user:password' | chpasswd, echo password | passwd --stdin user, and sudo -S.
        kind: "password",
        hints: ["chpasswd", "--stdin", "sudo"],
        pattern:
            /\becho[ \t]{1,5}(?:-[neE]{1,3}[ \t]{1,5})?["']?(?:(?=[^\r\n|]{1,200}\|[ \t]{0,5}(?:sudo[ \t]{1,5})?chpasswd)[\w.-]{1,40}:)?(?<secret>[^\s"'|:]{1,100})["']?[ \t]{0,5}\|[ \t]{0,5}(?:(?:sudo[ \t]{1,5})?(?:chpasswd|passwd[ \t]{1,5}--stdin)|sudo[ \t]{1,5}-\w{0,5}S)/dg,
        holds: isNoStockPasswordOfComment,
    },
    {
        kind: "password",
        hints: ["networkcredential"],
        pattern:
            /NetworkCredential(?:\]::new)?\s{0,5}\(\s{0,5}(?:"[^"\r\n]{0,200}"|'[^'\r\n]{0,200}'|\$[\w:.]{1,100})\s{0,5},\s{0,5}(?<quote>["'])(?<secret>(?:(?!\k<quote>).){1,200})\k<quote>/dgi,
        holds: isNoStockPasswordOfComment,
    },
    {
        // What secretlint leaves out: a password of other characters than letters, numbers, - and _.
        kind: "basicauth",
        hints: ["://"],
        pattern:
            /:\/\/(?<user>[^\s:/@"'`<>?#]{0,100}):(?<secret>[^\s/"'`<>?#]{3,200})@(?=\[?[\w$%{.-])/dgi,
        holds: (found) =>
            !isPairOfDocumentation(
                around(found, { length: 120, ends: `${LINE}/` }).before + found.secret,
            ) && isNoStockPasswordOfComment(found),
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
