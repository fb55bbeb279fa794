import { isInComment } from "./comments";
import { isNoStockPasswordOfComment } from "./likeness";
import { foundIn, type Found, type Reading } from "./patterns";
import { isPairOfDocumentation, isPlaceholder } from "./placeholder";
import type { Secret } from "./secret";

/** A word of a command line without its quotes, and where it begins. */
interface Word {
    readonly text: string;
    readonly at: number;
}

/** Commands that are given a password as an argument, and how. */
interface PasswordCommand {
    /** In lower case, without `.exe`. */
    readonly names: readonly string[];
    /** What of its words are passwords. */
    readonly passwords: (words: readonly Word[]) => readonly (Word | undefined)[];
}

/** How much of a command is looked at. */
const NEAR = 600;
const MOST_WORDS = 24;

const COMMANDS: readonly PasswordCommand[] = [
    { names: ["net", "net1"], passwords: ofNet },
    { names: ["schtasks"], passwords: behind(/^\/r?p$/i) },
    { names: ["curl"], passwords: ofCurl },
    { names: ["sshpass"], passwords: ofSshpass },
    {
        names: ["mysql", "mysqldump", "mysqladmin", "mysqlimport", "mariadb", "mariadb-dump"],
        passwords: glued(/^(?:-p|--password=)/),
    },
    { names: ["psexec", "psexec64"], passwords: behind(/^[-/]p$/i) },
    { names: ["plink", "pscp", "psftp"], passwords: behind(/^-pw$/) },
    { names: ["wmic"], passwords: glued(/^\/password:/i) },
    { names: ["cmdkey"], passwords: glued(/^\/pass:/i) },
    {
        names: ["sqlcmd", "osql", "bcp"],
        passwords: (words) => [...behind(/^-P$/)(words), ...glued(/^-P/)(words)],
    },
    { names: ["docker", "podman", "nerdctl", "az"], passwords: ofLogin },
    { names: ["redis-cli"], passwords: behind(/^-a$/) },
    { names: ["openssl"], passwords: glued(/^pass:/) },
    { names: ["smbclient", "rpcclient"], passwords: (words) => words.map(behindPercent) },
];

const BY_NAME = new Map(COMMANDS.flatMap((one) => one.names.map((name) => [name, one] as const)));
const COMMAND = new RegExp(
    `(?<![\\w.$-])(?:${[...BY_NAME.keys()].sort((a, b) => b.length - a.length).join("|")})(?=(?:\\.exe)?["']?[ \\t])`,
    "gi",
);

/** White space and a broken line, then a word of plain characters, of `$(…)` and of what is in quotes. */
const WORD =
    /(?:[ \t]|[`\\^]\r?\n)*((?:\$\((?:[^()\r\n]|\([^()\r\n]*\))*\)|[^\s"'|&;<>()`]|"[^"\r\n]*"|'[^'\r\n]*')+)/y;

/** Passwords that a command is given in its arguments: `net user NAME PASSWORD /add`. */
export function commandPasswords(reading: Reading): readonly Secret[] {
    const { text } = reading;
    const found: Secret[] = [];
    for (const { index, 0: name } of text.matchAll(COMMAND)) {
        const begin =
            index +
            name.length +
            (/^(?:\.exe)?["']?/i.exec(text.slice(index + name.length, index + name.length + 5))?.[0]
                .length ?? 0);
        const words = wordsOf(text.slice(begin, begin + NEAR), begin);
        for (const word of BY_NAME.get(name.toLowerCase())?.passwords(words) ?? []) {
            if (word === undefined) continue;
            const { text: secret, at } = unquoted(word);
            const place = { start: at, end: at + secret.length };
            if (holds(foundIn(reading, place))) found.push({ kind: "password", ...place });
        }
    }
    return found;
}

function holds(found: Found): boolean {
    const { secret } = found;
    // Asked for by the command itself, or the name of what is to be given.
    if (/^(?:\*|<.*|PASSWORD|PASSWD|PASS|PWD|PW|SECRET|TOKEN)?$/.test(secret)) return false;
    // A word of a sentence about the command.
    if (/^[a-z]{1,4}$/.test(secret) && isInComment(found)) return false;
    return !isPlaceholder(secret, found) && isNoStockPasswordOfComment(found);
}

/** The words of a call; a pipe, a bracket, an end of a line or a quote that none closes ends it. */
function wordsOf(call: string, begin: number): Word[] {
    const words: Word[] = [];
    WORD.lastIndex = 0;
    for (let found = WORD.exec(call); found !== null; found = WORD.exec(call)) {
        const [, word = ""] = found;
        words.push(unquoted({ text: word, at: begin + WORD.lastIndex - word.length }));
        if (words.length === MOST_WORDS) break;
    }
    return words;
}

function unquoted({ text, at }: Word): Word {
    const [, inner] = /^(["'])([^"']*)\1$/.exec(text)?.slice(1) ?? [];
    return inner === undefined ? { text, at } : { text: inner, at: at + 1 };
}

/** The rest of a word from a place on. */
function from({ text, at }: Word, start: number): Word {
    return { text: text.slice(start), at: at + start };
}

/** What stands behind an option. */
function behind(option: RegExp) {
    return (words: readonly Word[]) =>
        words.flatMap(({ text }, index) => (option.test(text) ? [words[index + 1]] : []));
}

/** What is the rest of an option's own word. */
function glued(option: RegExp) {
    return (words: readonly Word[]) =>
        words.flatMap((word) => {
            const length = option.exec(word.text)?.[0].length;
            return length === undefined || length === word.text.length ? [] : [from(word, length)];
        });
}

/** `docker login -p` or `--password`, `az login -p`, `az acr login -p`: elsewhere `-p` is a port. */
function ofLogin(words: readonly Word[]): readonly (Word | undefined)[] {
    const login = words.slice(0, 3).findIndex(({ text }) => text === "login");
    if (login === -1) return [];
    const given = words.slice(login);
    return [...behind(/^(?:-p|--password)$/)(given), ...glued(/^--password=/)(given)];
}

/** Its own options; those of the command that it starts stand behind them. */
function ofSshpass(words: readonly Word[]): readonly (Word | undefined)[] {
    const options = words.slice(0, 2);
    return [...behind(/^-v?p$/)(options), ...glued(/^-p/)(options.slice(0, 1))];
}

/** `net use [device] \\server\share [password]`, `net user name [password]`: options stand anywhere. */
function ofNet([verb, ...words]: readonly Word[]): readonly (Word | undefined)[] {
    const plain = words.filter(({ text }) => !/^\/[a-z]/i.test(text));
    const options = words.length - plain.length;
    switch (verb?.text.toLowerCase()) {
        case "use": {
            const share = plain.findIndex(({ text }) => /^(?:\\\\|\/\/)/.test(text));
            if (share !== -1) return [plain[share + 1]];
            const isDevice = /^(?:[a-z]:|\*)$/i.test(plain[0]?.text ?? "");
            const isGiven = isDevice || /^[$%]/.test(plain[0]?.text ?? "");
            return isGiven ? [plain[isDevice ? 2 : 1]] : [];
        }
        case "user": {
            const [, password] = plain;
            // Of a sentence about the command these are words.
            return options > 0 || /[^a-z,.]/i.test(password?.text ?? "") ? [password] : [];
        }
        default:
            return [];
    }
}

const CURL_USER = /^(?:-[a-zA-Z#]*[uU]|--(?:proxy-)?user)$/;

/** `-u user:password`, `-uuser:password`, `--user=user:password`. */
function ofCurl(words: readonly Word[]): readonly (Word | undefined)[] {
    const given = [
        ...behind(CURL_USER)(words),
        ...glued(/^(?:-[sSfLkvgiIjJqaBGnNR#]*[uU]|--(?:proxy-)?user=)/)(words),
    ];
    return given.map((word) => {
        if (word === undefined) return undefined;
        const pair = unquoted(word);
        // The colon of `${X:-x}` and `$env:X` is none between a user and a password.
        const colon = pair.text
            .replaceAll(/\$\{[^}]*\}|\$(?:env|script|global|local):/g, (variable) =>
                "$".repeat(variable.length),
            )
            .indexOf(":");
        if (colon === -1 || isPairOfDocumentation(pair.text)) return undefined;
        return from(pair, colon + 1);
    });
}

function behindPercent(word: Word): Word | undefined {
    const user = /^(?:-U|--user=)?[\w.\\/-]{1,80}%(?=.)/.exec(word.text)?.[0];
    return user === undefined ? undefined : from(word, user.length);
}
