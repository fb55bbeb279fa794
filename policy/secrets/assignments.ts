/** All up to the quote. */
export const ANYTHING = String.raw`(?:(?!\k<quote>).){8,200}`;

/** What may stand behind the end of a name. */
const SUFFIX = String.raw`(?:_?(?:plain|clear|text|value|string)){0,2}_?\d{0,3}`;

/**
 * A text in quotes: of PowerShell in brackets, with a type or as a here-string too, of Python with a
 * letter or three quotes, of JavaScript in backticks. One of Python with variables in it (`f"…{x}…"`) is none.
 */
export function literal(value: string): string {
    const before = String.raw`(?:\(\s{0,3}|\[[\w.]{1,40}\]\s{0,3}){0,3}(?:[bru]{1,2}(?=["'])|\$(?=')|f(?=["'][^"'{}\r\n]{0,200}["']))?`;
    const open = String.raw`@?(?<quote>"""|'''|["']|(?<==\s{1,5})${"`"})(?:(?<=@.|"""|''')[ \t]{0,9}\r?\n)?`;
    return String.raw`${before}${open}(?<secret>${value})(?:\r?\n)?\k<quote>`;
}

/** A name that is given a text in quotes: `$x = "…"`, `-X '…'`, `"x": "…"`, `a['x'] = "…"`, `x: str = "…"`. */
export function quoted(name: string): RegExp {
    const sign = String.raw`["']?[\]}]?(?:[ \t]{0,3}:[ \t]{0,3}[\w.[\]| ]{1,40})?\s{0,5}(?:[+?]{0,2}=>?|:=?)`;
    const broken = String.raw`\s{0,5}(?:[${"`"}\\]\r?\n\s{0,40})?`;
    return new RegExp(
        String.raw`(?<![\w-])[$-]?\{?\w{0,30}${name}${SUFFIX}(?:${sign}|(?<=-\w{0,40})\s)${broken}${literal(ANYTHING)}`,
        "dgi",
    );
}

/**
 * A word `NAME=value` of a shell or a batch file, where nothing need be quoted. Its beginning may stand
 * behind a quote where the whole is a command's word: `set "X=…"`, `-e 'X=…'`, or behind `--env=`.
 */
export function word(name: string): RegExp {
    const before = String.raw`(?:^|[\s;&|(]|(?<=\b(?:set|export|env)[ \t]{1,5}|[ \t](?:-e|-c|--env)[ \t=]{1,5})["']|[ \t]--(?:env|build-arg)=)/?`;
    // An element of a list (`token=tokens[0]`) is code.
    const value = String.raw`(?=\S{8})(?![a-z_]\w{0,60}\[\w{1,20}\](?:[\s,)]|$))(?:[^\s"'${"`"}(){}<>;|&]|\$\{[^{}\s"']{1,200}\}){1,200}`;
    return new RegExp(
        String.raw`${before}\w{0,30}${name}${SUFFIX}\+?=(?<secret>${value})(?<!,)(?=[\s;&|)"']|$)`,
        "dgim",
    );
}

/** What a variable of a shell has by default: `${NAME:-value}`. */
export function byDefault(name: string): RegExp {
    return new RegExp(
        String.raw`\$\{\w{0,30}${name}${SUFFIX}:?[-=](?<secret>[^\s{}"'${"`"}$]{8,200})\}`,
        "dgi",
    );
}

/** An option that ends like that, and its value: `-X v`, `--x v`, `--x=v`. */
export function option(name: string, value: string, quotes: "" | "both" | "either" = ""): RegExp {
    const [open, close] = {
        "": ["", ""],
        both: [`(?<quote>["'])`, String.raw`\k<quote>`],
        either: [`["']?`, `["']?`],
    }[quotes];
    const end = quotes === "both" ? "" : String.raw`(?=[\s"';|&)]|$)`;
    return new RegExp(
        String.raw`(?<![\w-])--?(?:[\w-]{0,30}[_-])?\w{0,30}${name}(?:[ \t]{1,5}|[=:])${open}(?<secret>${value})${close}${end}`,
        "dgim",
    );
}

/** A name and a value, or a default, that a function is given: `SetEnvironmentVariable("X", "…")`. */
export function environment(name: string): RegExp {
    return new RegExp(
        String.raw`(?:EnvironmentVariable|getenv|environ\.get|putenv|setenv|setdefault)\(\s{0,5}["']\w{0,30}${name}${SUFFIX}["']\s{0,5},\s{0,5}${literal(ANYTHING)}`,
        "dgi",
    );
}

/** A value of the registry or a variable: `-Name X … -Value '…'`, `reg add … /v X … /d …`. */
export function registryValue(name: string): RegExp {
    return new RegExp(
        String.raw`[ \t](?:-Name|/v)[ \t]{1,5}["']?\w{0,30}${name}${SUFFIX}["']?[ \t](?:[^\r\n;|]{0,120}[ \t])?(?:-Value|/d)[ \t]{1,5}["']?(?<secret>[^\s"'${"`"}(){}<>;|&]{6,200})(?=[\s"';|&)]|$)`,
        "dgim",
    );
}

/** `setx X …`, with `/m` or without. */
export function setx(name: string): RegExp {
    return new RegExp(
        String.raw`\bsetx(?:\.exe)?[ \t]{1,5}(?:/m[ \t]{1,5})?["']?\w{0,30}${name}${SUFFIX}["']?[ \t]{1,5}["']?(?<secret>[^\s"'${"`"}(){}<>;|&/][^\s"'${"`"}(){}<>;|&]{5,200})(?=[\s"';|&)]|$)`,
        "dgim",
    );
}

/** Attributes of XML: `key="X" value="…"`. */
export function attributes(name: string): RegExp {
    return new RegExp(
        String.raw`\b(?:key|name)=["']\w{0,30}${name}${SUFFIX}["']\s{1,5}value=${literal(ANYTHING)}`,
        "dgi",
    );
}

/** An element of XML, and the `Value` in one of an answer file. */
export function element(name: string): RegExp {
    return new RegExp(
        String.raw`<\w{0,30}${name}${SUFFIX}>\s{0,40}(?:<Value>)?(?<secret>[^<>\s]{8,200})</`,
        "dgi",
    );
}

/** A line of YAML, whose value has no sign of code in it. */
export function line(name: string): RegExp {
    return new RegExp(
        String.raw`^[ \t]{0,40}(?:- )?["']?\w{0,30}${name}${SUFFIX}["']?:[ \t]{1,10}(?<secret>[^\s"'${"`"}$(){}<>[\];|&,]{8,200})[ \t]{0,10}(?=\r?$|#)`,
        "dgim",
    );
}

/** A line of an INI file: its value has a character that no name and no term of a language has. */
export function iniLine(name: string): RegExp {
    const plain = String.raw`[^\s"'${"`"}$(){}<>[\];|&,]`;
    return new RegExp(
        String.raw`^[ \t]{0,40}\w{0,30}${name}${SUFFIX}[ \t]{1,10}=[ \t]{0,10}(?=\w[^\s!@#^~?]{0,100}[!@#^~?])(?<secret>${plain}{8,200})[ \t]{0,10}\r?$`,
        "dgim",
    );
}
