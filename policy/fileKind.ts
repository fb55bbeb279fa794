import { interpreterOf } from "../library/interpreter";
import type { Content } from "./content";

/** What a file is, as its name and its `#!` line say. */
export type FileKind = "powershell" | "shell" | "python" | "batch" | "text" | "program" | "other";

const EXTENSIONS: Readonly<Record<Exclude<FileKind, "other">, string>> = {
    powershell: ".ps1 .psm1 .psd1",
    shell: ".sh .bash .zsh .ksh",
    python: ".py",
    batch: ".bat .cmd",
    text: ".ps1xml .vbs .js .txt .md .csv .json .xml .yaml .yml .ini .conf .cfg .reg .yar .yara",
    program: ".exe .dll .sys .msi .zip .jar .7z .gz .tgz",
};

const BY_EXTENSION = wordsOf(EXTENSIONS);

const INTERPRETERS: Readonly<Partial<Record<FileKind, string>>> = {
    shell: "sh bash zsh dash ksh mksh ash yash busybox",
    // uv runs a script with the packages that the script names.
    python: "python pypy uv",
    powershell: "pwsh pwsh-preview powershell",
};

const BY_INTERPRETER = wordsOf(INTERPRETERS);

/** What runs a script by something that is named in a later line. */
const OTHERS_RUNNER: readonly string[] = ["nix-shell"];

/** What Windows runs by the name alone, whatever stands in the first line. */
const RUN_BY_NAME: readonly FileKind[] = ["powershell", "batch"];

/** Formats that say in their first bytes what they are. */
interface Format {
    readonly name: string;
    readonly magic: readonly number[];
    /** Where they stand. Default: at the beginning. */
    readonly at?: number;
    readonly extensions: string;
    /** Whether a NUL must stand in the head: two letters alone may begin a text. */
    readonly binaryHead?: true;
}

/** The head of each Windows program; it ends with the place of the next one, which has zeros. */
const HEAD = 64;

const FORMATS: readonly Format[] = [
    {
        name: "a Windows program",
        magic: [0x4d, 0x5a],
        extensions: ".exe .dll .sys",
        binaryHead: true,
    },
    { name: "a Linux program", magic: [0x7f, 0x45, 0x4c, 0x46], extensions: "" },
    { name: "a macOS program", magic: [0xcf, 0xfa, 0xed, 0xfe], extensions: "" },
    { name: "a macOS program", magic: [0xca, 0xfe, 0xba, 0xbe], extensions: "" },
    { name: "a zip archive", magic: [0x50, 0x4b, 3, 4], extensions: ".zip .jar" },
    // One with nothing in it.
    { name: "a zip archive", magic: [0x50, 0x4b, 5, 6], extensions: ".zip .jar" },
    { name: "a 7z archive", magic: [0x37, 0x7a, 0xbc, 0xaf], extensions: ".7z" },
    { name: "a gzip archive", magic: [0x1f, 0x8b], extensions: ".gz .tgz" },
    { name: "a tar archive", magic: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257, extensions: "" },
    { name: "an installer package", magic: [0xd0, 0xcf, 0x11, 0xe0], extensions: ".msi" },
    { name: "a PDF document", magic: [0x25, 0x50, 0x44, 0x46], extensions: ".pdf" },
];

/**
 * The extension of a file name, in lower case and with its dot; "" where there is none. Of a name that
 * begins with its only dot, `.profile` has none, and `.ps1` is one: Windows runs it as one.
 */
export function extensionOf(fileName: string): string {
    const dot = fileName.lastIndexOf(".");
    if (dot === -1) return "";
    const extension = fileName.slice(dot).toLowerCase();
    return dot > 0 || BY_EXTENSION.has(extension) ? extension : "";
}

/**
 * What a file is: what its `#!` line names, for that runs it where there are such lines, and otherwise
 * what its name says. A name of PowerShell or of the command processor comes first, for Windows goes by
 * it alone. Where both say something, and something else, `otherInterpreter` does.
 */
export function fileKind(fileName: string, content: Content): FileKind {
    const named = BY_EXTENSION.get(extensionOf(fileName));
    if (named === "program" || (named !== undefined && RUN_BY_NAME.includes(named))) return named;
    return BY_INTERPRETER.get(interpreterOf(content.bytes)) ?? named ?? "other";
}

/** The program of a file's `#!` line that is for another language than its name says. */
export function otherInterpreter(fileName: string, content: Content): string | undefined {
    const named = BY_EXTENSION.get(extensionOf(fileName));
    const interpreter = interpreterOf(content.bytes);
    if (named === undefined || named === "program" || interpreter === "") return undefined;
    const kind = BY_INTERPRETER.get(interpreter);
    // A text of data (JavaScript, YAML) may have one of a program that is not known here.
    if (OTHERS_RUNNER.includes(interpreter)) return undefined;
    if (kind === named || (kind === undefined && named === "text")) return undefined;
    return interpreter;
}

function wordsOf(
    words: Readonly<Partial<Record<FileKind, string>>>,
): ReadonlyMap<string, FileKind> {
    return new Map(
        Object.entries(words).flatMap(([kind, all]) =>
            all.split(" ").map((word) => [word, kind as FileKind] as const),
        ),
    );
}

/** The format that the first bytes say, as a phrase: `a Windows program`; `undefined` for none known. */
export function formatOf(content: Content): string | undefined {
    return FORMATS.find(
        ({ magic, at, binaryHead }) =>
            content.startsWith(magic, at) &&
            (binaryHead !== true || content.bytes.subarray(0, HEAD).includes(0)),
    )?.name;
}

/** The format that a file must have by its extension, as a phrase; `undefined` where none is known. */
export function formatFor(fileName: string): string | undefined {
    const extension = extensionOf(fileName);
    if (extension === "") return undefined;
    return FORMATS.find(({ extensions }) => extensions.split(" ").includes(extension))?.name;
}
