import {
    ANYTHING,
    attributes,
    byDefault,
    element,
    environment,
    iniLine,
    line,
    literal,
    option,
    quoted,
    registryValue,
    setx,
    word,
} from "./assignments";
import { EXPRESSION, isKey, isNoStockPasswordOfComment } from "./likeness";
import { NAMES, PASSWORDS } from "./names";
import { around, LINE, type Found, type Pattern } from "./patterns";
import { isPairOfDocumentation } from "./placeholder";

/** How a name is given its value. */
const FORMS = [
    quoted,
    word,
    byDefault,
    environment,
    setx,
    registryValue,
    attributes,
    element,
    line,
    iniLine,
];

/** How the names of options of keys end, where their values need no quotes. */
const KEY_OPTIONS = [
    { kind: "client-secret", hints: ["client"], name: "client[_-]?secret" },
    {
        kind: "api-key",
        hints: ["token", "secret", "key"],
        name: "(?:(?<!client[_-]?)secret|(?<!publickey)token|(?:api|access|account|shared|storage|workspace)-?key)",
    },
] as const;

/** Who a credential is of: a text, a variable or a part of one, what a command gives. */
const USER = String.raw`(?:\[[\w.]{1,40}\]\s{0,3})?(?:"[^"\r\n]{0,200}"|'[^'\r\n]{0,200}'|\$[\w:.]{1,100}(?:\[[^\]\r\n]{1,60}\][\w.]{0,60})?|\([^()\r\n]{1,100}\))`;

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
    ...NAMES.flatMap(({ kind, hints, name, holds }) =>
        FORMS.map((form) => ({ kind, hints, pattern: form(name), holds })),
    ),
    {
        // -Password Word, --password word, --password=word, and where quotes are but for a space.
        ...PASSWORDS,
        pattern: option(
            PASSWORDS.name,
            String.raw`[^\s"'${"`"}$(){}<>;|&,@*%][^\s"'${"`"}(){}<>;|&,]{5,200}`,
        ),
    },
    { ...PASSWORDS, pattern: option(PASSWORDS.name, ANYTHING, "both") },
    // -Token Key, --token key, --token=key.
    ...KEY_OPTIONS.map(({ kind, hints, name }) => ({
        kind,
        hints,
        pattern: option(name, String.raw`[\w+/=~.-]{16,200}`, "either"),
        holds: isKey,
    })),
    {
        // A header of a request, as one text: -H "X-Api-Key: …".
        kind: "api-key",
        hints: ["key:", "token:", "secret:"],
        pattern:
            /["'][\w-]{0,40}(?:key|token|secret):[ \t]{0,5}(?<secret>[\w+/=~.-]{16,200})["']/dgi,
        holds: isKey,
    },
    {
        // echo 'user:password' | chpasswd, echo password | passwd --stdin user, and sudo -S.
        kind: "password",
        hints: ["chpasswd", "--stdin", "sudo"],
        pattern:
            /\b(?:echo|printf)[ \t]{1,5}(?:-[neE]{1,3}[ \t]{1,5})?["']?(?:(?=[^\r\n|]{1,200}\|[ \t]{0,5}(?:sudo[ \t]{1,5})?chpasswd)[\w.-]{1,40}:)?(?<secret>[^\s"'|:]{1,100})["']?[ \t]{0,5}\|[ \t]{0,5}(?:(?:sudo[ \t]{1,5})?(?:chpasswd|passwd[ \t]{1,5}--stdin)|sudo[ \t]{1,5}-\w{0,5}S)/dg,
        holds: isNoStockPasswordOfComment,
    },
    {
        kind: "password",
        hints: ["chpasswd"],
        pattern: /\bchpasswd[ \t]{0,5}<<<[ \t]{0,5}["']?[\w.-]{1,40}:(?<secret>[^\s"'|:]{1,100})/dg,
        holds: isNoStockPasswordOfComment,
    },
    {
        kind: "password",
        hints: ["networkcredential"],
        pattern: new RegExp(
            String.raw`NetworkCredential["']?(?:\]::new)?(?:\s{1,5}-Arg\w{0,12}:?)?[\s(@]{1,10}${USER}\s{0,5},\s{0,5}${literal(String.raw`(?:(?!\k<quote>).){1,200}`)}`,
            "dgi",
        ),
        holds: isNoStockPasswordOfComment,
    },
    {
        // What secretlint leaves out: a password of other characters than letters, numbers, - and _.
        kind: "basicauth",
        hints: ["://"],
        pattern:
            /:\/\/(?<user>[^\s:/@"'`<>?#]{0,100}):(?<secret>[^\s/"'`<>?#]{3,200})@(?=\[?[\w$%{.-])/dgi,
        holds: isOfAddress,
    },
];

/** A regular expression for addresses has no password in it. */
function isOfAddress(found: Found): boolean {
    const pair = around(found, { length: 120, ends: `${LINE}/` }).before + found.secret;
    return (
        !isPairOfDocumentation(pair) && !EXPRESSION.test(pair) && isNoStockPasswordOfComment(found)
    );
}

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
