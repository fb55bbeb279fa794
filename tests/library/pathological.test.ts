import { pythonHelp, shellHelp } from "../../library/leadingComment";
import { powerShellHelp } from "../../library/powerShellHelp";

/** Thirty times what is looked at of a script: what takes quadratic time here does not come back. */
const SIZE = 2_000_000;
const many = (text: string) => text.repeat(SIZE / text.length);

const powerShell = (text: string) => powerShellHelp(text);
const shell = (text: string) => shellHelp(text, "a.sh");
const python = (text: string) => pythonHelp(text, "a.py");

describe("the help of a script", () => {
    it.each<[string, (text: string) => unknown, string]>([
        ["an open comment", powerShell, `<#${many(" ")}`],
        ["many open comments", powerShell, many("<#")],
        ["many short comments", powerShell, many("<##>")],
        ["comment lines with CR", powerShell, many("#\r")],
        ["white space behind a keyword", powerShell, `<#\n.SYNOPSIS${many(" ")}x\n#>`],
        ["many parameters", powerShell, `<#\n${many(".PARAMETER a\n")}#>`],
        ["a long keyword", powerShell, `<#\n.${many("a")}\n#>`],
        ["using lines", powerShell, many("using a\n")],
        ["signs and white space", shell, `# a${many("  #")}x`],
        ["white space and a sign", shell, `# a${many(" ")}#x`],
        ["white space and a separator", shell, `#${many(" ")}\u2028${many(" ")}x`],
        ["dashes", shell, `# -${many(" -")}`],
        ["colons", shell, `# usage${many(" :")}`],
        ["usage of many lines", shell, `# Usage: a.sh b\n${many("#   c d\n")}`],
        ["usage of many ways", shell, `# Usage: a.sh b\n${many("#   a.sh b\n")}`],
        ["options of many lines", shell, `# Options:\n#  -a  b\n${many("#      b\n")}`],
        ["empty comments", shell, many("#\n")],
        ["metadata", python, many("# /// script\n")],
        ["backslashes", python, `"""${many("\\")}`],
        ["an open docstring", python, `'''${many("'' ")}`],
        ["a docstring of lines", python, `"${many("a\\\n")}"`],
        ["empty lines", python, many("\n")],
    ])("takes time in proportion to it: %s", (_what, read, text) => {
        expect(typeof read(text)).toBe("object");
    });
});
