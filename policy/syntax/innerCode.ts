import type { Fact, Language } from "./script";

/** Code that a command is given as a text. */
export interface InnerCode {
    readonly language: Language;
    readonly text: string;
}

const SHELLS = /^(?:ba|da|z|k|a)?sh$/;

/** The code that a command is given as one text: `bash -c '…'`, `eval '…'`, `powershell -Command "…"`. */
export function innerCode(language: Language, { kind, name, args }: Fact): InnerCode | undefined {
    if (kind !== "call") return undefined;
    const shell = language === "shell" ? name : "";
    if (SHELLS.test(shell)) {
        const at = args.findIndex((word) => /^-[a-z]*c$/.test(word));
        return at === -1 ? undefined : code("shell", args[at + 1]);
    }
    if (shell === "eval") return code("shell", args.join(" "));
    if (name === "powershell" || name === "pwsh") {
        const at = args.findIndex((word) => /^[-/]c(?:o(?:m(?:m(?:a(?:nd?)?)?)?)?)?$/i.test(word));
        return at === -1 ? undefined : code("powershell", args.slice(at + 1).join(" "));
    }
    if (name === "iex" || name === "invoke-expression") return code("powershell", args.join(" "));
    return undefined;
}

function code(language: Language, text = ""): InnerCode | undefined {
    return text.trim() === "" ? undefined : { language, text };
}
