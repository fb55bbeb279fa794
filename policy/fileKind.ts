import { interpreterOf } from "../library/interpreter";
import type { Content } from "./content";

/** What a file is by its name, or by its `#!` line where the name says nothing. */
export type FileKind = "powershell" | "shell" | "python" | "batch" | "text" | "program" | "other";

const EXTENSIONS: Readonly<Record<Exclude<FileKind, "other">, string>> = {
    powershell: ".ps1 .psm1 .psd1",
    shell: ".sh .bash .zsh .ksh",
    python: ".py",
    batch: ".bat .cmd",
    text: ".ps1xml .vbs .js .txt .md .csv .json .xml .yaml .yml .ini .conf .cfg .reg .yar .yara",
    program: ".exe .dll .sys .msi .zip .jar .7z .gz .tgz",
};

const BY_EXTENSION = new Map<string, FileKind>(
    Object.entries(EXTENSIONS).flatMap(([kind, extensions]) =>
        extensions.split(" ").map((extension) => [extension, kind as FileKind] as const),
    ),
);

const BY_INTERPRETER: ReadonlyMap<string, FileKind> = new Map<string, FileKind>([
    ...["sh", "bash", "zsh", "dash", "ksh", "ash"].map((name) => [name, "shell"] as const),
    ["python", "python"],
    ["pwsh", "powershell"],
]);

/** Formats that say in their first bytes what they are. */
interface Format {
    readonly name: string;
    readonly magic: readonly number[];
    readonly extensions: string;
}

const FORMATS: readonly Format[] = [
    { name: "a Windows program", magic: [0x4d, 0x5a], extensions: ".exe .dll .sys" },
    { name: "a Linux program", magic: [0x7f, 0x45, 0x4c, 0x46], extensions: "" },
    { name: "a macOS program", magic: [0xcf, 0xfa, 0xed, 0xfe], extensions: "" },
    { name: "a macOS program", magic: [0xca, 0xfe, 0xba, 0xbe], extensions: "" },
    { name: "a zip archive", magic: [0x50, 0x4b, 3, 4], extensions: ".zip .jar" },
    { name: "a 7z archive", magic: [0x37, 0x7a, 0xbc, 0xaf], extensions: ".7z" },
    { name: "a gzip archive", magic: [0x1f, 0x8b], extensions: ".gz .tgz" },
    { name: "an installer package", magic: [0xd0, 0xcf, 0x11, 0xe0], extensions: ".msi" },
    { name: "a PDF document", magic: [0x25, 0x50, 0x44, 0x46], extensions: ".pdf" },
];

/** The extension of a file name, in lower case and with its dot; "" where there is none. */
export function extensionOf(fileName: string): string {
    const dot = fileName.lastIndexOf(".");
    return dot <= 0 ? "" : fileName.slice(dot).toLowerCase();
}

/** What a file is by its name; by its `#!` line where the name says nothing. */
export function fileKind(fileName: string, content: Content): FileKind {
    const known = BY_EXTENSION.get(extensionOf(fileName));
    return known ?? BY_INTERPRETER.get(interpreterOf(content.bytes)) ?? "other";
}

/** The format that the first bytes say, as a phrase: `a Windows program`; `undefined` for none known. */
export function formatOf(content: Content): string | undefined {
    return FORMATS.find(({ magic }) => content.startsWith(magic))?.name;
}

/** The format that a file must have by its extension, as a phrase; `undefined` where none is known. */
export function formatFor(fileName: string): string | undefined {
    const extension = extensionOf(fileName);
    if (extension === "") return undefined;
    return FORMATS.find(({ extensions }) => extensions.split(" ").includes(extension))?.name;
}
