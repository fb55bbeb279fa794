import { MAX_ARGUMENT, type Fact, type Language } from "./script";

/** Code that a command is given as a text. */
export interface InnerCode {
    readonly language: Language;
    readonly text: string;
    /** Whether the text goes on, and what is kept of an argument does not. */
    readonly isCut: boolean;
}

const SHELLS = /^(?:ba|da|z|k|a)?sh$/;

/** Whether a command is a shell that runs what comes to its input: it has no script of its own. */
export function runsItsInput(name: string, args: readonly string[]): boolean {
    return (
        SHELLS.test(name) &&
        (args.some((word) => /^(?:-|-s|\/dev\/stdin)$/.test(word)) ||
            args.every((word) => word.startsWith("-")))
    );
}

/** The code that a command is given as one text: `bash -c '…'`, `eval '…'`, `powershell -Command "…"`. */
export function innerCode(language: Language, { kind, name, args }: Fact): InnerCode | undefined {
    if (kind !== "call") return undefined;
    if (SHELLS.test(name)) return code("shell", behind(args, /^-[a-z]*c$/).slice(0, 1));
    switch (name.replace(/\.exe$/, "")) {
        case "powershell":
        case "pwsh":
            return code("powershell", ofPowerShell(args));
    }
    return language === "shell" ? ofShell(name, args) : ofCommand(name, args);
}

function ofShell(name: string, args: readonly string[]): InnerCode | undefined {
    switch (name) {
        case "eval":
            return code("shell", args);
        case "su":
            return code("shell", behind(args, /^(?:-c|--command)$/).slice(0, 1));
        case "trap":
            return args.length > 1 ? code("shell", args.slice(0, 1)) : undefined;
        default:
            return undefined;
    }
}

function ofCommand(name: string, args: readonly string[]): InnerCode | undefined {
    switch (name) {
        case "cmd":
            // Its syntax is another one; its commands are called in the same way.
            return code("powershell", behind(args, /^\/[ckr]$/i));
        case "iex":
        case "invoke-expression":
            return code("powershell", args);
        case "start-process":
        case "saps":
        case "start":
            return code("powershell", ofStartProcess(args));
        default:
            return undefined;
    }
}

function behind(args: readonly string[], option: RegExp): readonly string[] {
    const at = args.findIndex((word) => option.test(word));
    return at === -1 ? [] : args.slice(at + 1);
}

const COMMAND = /^[-/]c(?:o(?:m(?:m(?:a(?:nd?)?)?)?)?)?$/i;
const FILE_OR_ENCODED = /^[-/](?:f(?:i(?:le?)?)?|e(?:c|n[a-z]*)?)$/i;
const WITH_VALUE = /^[-/](?:ep|ex|v|ve|w[io]|i|o|config|settings|custom|psc)[a-z]*$/i;

/** What is behind `-Command`; without it, what no option takes. */
function ofPowerShell(args: readonly string[]): readonly string[] {
    const given = behind(args, COMMAND);
    if (given.length > 0 || args.some((word) => FILE_OR_ENCODED.test(word))) return given;
    let at = 0;
    while (/^[-/]/.test(args[at] ?? "")) at += WITH_VALUE.test(args[at] ?? "") ? 2 : 1;
    return args.slice(at);
}

const OF_START_PROCESS =
    /^-(?:wait|nonewwindow|verb|windowstyle|credential|workingdirectory|redirect|passthru|filepath|usenewenvironment|loaduserprofile|environment)/i;

/** The command line that `Start-Process -FilePath a -ArgumentList 'b', 'c'` starts. */
function ofStartProcess(args: readonly string[]): readonly string[] {
    const named = behind(args, /^-f[a-z]*$/i).slice(0, 1);
    const plain = args.filter((word) => !word.startsWith("-"));
    const list = behind(args, /^-a[a-z]*$/i);
    const end = list.findIndex((word) => OF_START_PROCESS.test(word));
    const given = end === -1 ? list : list.slice(0, end);
    const file = named.length > 0 ? named : plain.slice(0, 1);
    const rest = given.length > 0 ? given : named.length > 0 ? [] : plain.slice(1);
    if (rest.length === 0) return [];
    // The grammar has several values as one: 'a', 'b'.
    return [...file, ...rest.map((word) => word.replaceAll(/(['"])\s*,\s*\1/g, " "))];
}

/** Words in quotes that hold a variable come with their quotes. */
function code(language: Language, words: readonly string[]): InnerCode | undefined {
    const text = words.map((word) => unquoted(language, word)).join(" ");
    if (text.trim() === "") return undefined;
    return { language, text, isCut: words.some(({ length }) => length === MAX_ARGUMENT) };
}

function unquoted(language: Language, word: string): string {
    const [, quote, inner = ""] = /^(["'])([^]*?)\1?$/.exec(word) ?? [];
    if (quote !== '"') return quote === undefined ? word : inner;
    return language === "shell"
        ? inner.replaceAll(/\\([$`"\\])/g, "$1")
        : inner.replaceAll('`"', '"').replaceAll('""', '"');
}
