import fc from "fast-check";

import { scriptHelp } from "../../library/scriptHelp";

const help = (fileName: string, text: string | Uint8Array) =>
    scriptHelp({ fileName, bytes: typeof text === "string" ? Buffer.from(text) : text });

const SYNOPSIS = "<#\n.SYNOPSIS\nCollects triage data – all of it\n#>\n";
const FOUND = { description: "Collects triage data – all of it" };

describe("scriptHelp", () => {
    it.each(["a.ps1", "A.PS1", "module.psm1"])("reads %s as PowerShell", (fileName) => {
        expect(help(fileName, SYNOPSIS)).toEqual(FOUND);
    });

    it.each(["a.sh", "a.bash", "a.zsh", "A.SH"])("reads %s as a shell script", (fileName) => {
        expect(help(fileName, "# Collects logs\n")).toEqual({ description: "Collects logs" });
    });

    it("reads .py as Python", () => {
        expect(help("a.py", '"""Collects logs"""\n')).toEqual({ description: "Collects logs" });
    });

    it.each([
        "#!/bin/sh",
        "#!/bin/bash -e",
        "#! /usr/bin/env bash",
        "#!/usr/bin/env -S LANG=C zsh -f",
        "#!/usr/bin/python3.11",
        "#!/usr/bin/env python3",
    ])("knows a script without an extension by %s", (line) => {
        expect(help("collect", `${line}\n# Collects logs\n`)).toEqual({
            description: "Collects logs",
        });
    });

    it.each([
        ["a.txt", "# Collects logs\n"],
        ["sh", "# Collects logs\n"],
        ["collect", "#!/usr/bin/perl\n# Collects logs\n"],
        ["collect", "#!/usr/bin/env\n# Collects logs\n"],
        ["a.exe", SYNOPSIS],
        ["a.ps1", ""],
        ["a.ps1", `\0${SYNOPSIS}`],
        ["a.sh", "# Collects\n\0\u0001\u0002"],
    ])("finds nothing in %s with %j", (fileName, text) => {
        expect(help(fileName, text)).toEqual({});
    });

    it.each<[string, Buffer]>([
        ["UTF-8 with a mark", Buffer.from(`\uFEFF${SYNOPSIS}`)],
        ["UTF-16, little end first", Buffer.from(`\uFEFF${SYNOPSIS}`, "utf16le")],
        ["UTF-16, big end first", Buffer.from(`\uFEFF${SYNOPSIS}`, "utf16le").swap16()],
        ["Windows-1252", Buffer.from(SYNOPSIS.replace("–", "\u0096"), "latin1")],
        ["CRLF", Buffer.from(SYNOPSIS.replaceAll("\n", "\r\n"))],
        ["CR", Buffer.from(SYNOPSIS.replaceAll("\n", "\r"))],
    ])("reads %s", (_, bytes) => {
        expect(help("a.ps1", bytes)).toEqual(FOUND);
    });

    it("looks at the first 64 KiB only, and does not mind a character cut there", () => {
        const start = "# Collects logs\n\n# ";
        const cut = `${start}${"x".repeat(65_535 - start.length)}é`;
        expect(help("a.sh", cut)).toEqual({ description: "Collects logs" });
        expect(help("a.sh", `${"\n".repeat(65_536)}# Collects logs`)).toEqual({});
    });

    it("removes what a console would not show, and collapses white space", () => {
        const text = "# Collects\t \u001b[31m logs\u202E of\u200B  all\u0007\n#   hosts\n";
        expect(help("a.sh", text)).toEqual({ description: "Collects [31m logs of all hosts" });
    });

    it("cuts what is far too long for a table", () => {
        const { description, parametersDescription } = help(
            "a.ps1",
            `<#\n.SYNOPSIS\n${"word ".repeat(1_000)}\n.PARAMETER A\n${"x".repeat(9_000)}\n#>`,
        );
        expect(description).toHaveLength(1_000);
        expect(description).toMatch(/word…$/);
        expect(parametersDescription).toHaveLength(4_000);
    });

    const piece = fc.constantFrom(
        "#",
        "<#",
        "#>",
        "\n",
        "\r\n",
        " ",
        "\t",
        ".SYNOPSIS",
        ".PARAMETER a",
        "Usage:",
        "Options:",
        "text",
        "-a  b",
        '"""',
        "'",
        "\\",
        "#!/bin/sh\n",
        "using x\n",
        "function f",
        "Copyright",
        ":",
        "///",
        "\u2028",
        "\u0000",
        "\u202E",
        "a.sh",
        "\uD800",
    );
    const anything = fc.oneof(
        fc.string({ unit: piece, maxLength: 60 }).map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 200 }),
        fc
            .string({ unit: piece, maxLength: 60 })
            .map((text) => Buffer.from(`\uFEFF${text}`, "utf16le")),
    );

    it("gives one line without control characters for any bytes, and never an error", () => {
        fc.assert(
            fc.property(
                fc.constantFrom("a.ps1", "a.sh", "a.py", "a"),
                anything,
                (fileName, bytes) => {
                    const texts = scriptHelp({ fileName, bytes });
                    for (const text of Object.values<string>({ ...texts })) {
                        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
                        expect(text).toBe(text.trim());
                        expect(text).not.toBe("");
                    }
                },
            ),
            { numRuns: 600 },
        );
    });

    it.each<[string, string]>([
        ["an open comment", `<#${" ".repeat(65_000)}`],
        ["many open comments", "<#".repeat(32_000)],
        ["many short comments", "<##>".repeat(16_000)],
        ["comment signs", "#".repeat(65_000)],
        ["empty comments", "#\n".repeat(32_000)],
        ["white space in a keyword line", `<#\n.SYNOPSIS${" ".repeat(65_000)}x\n#>`],
        ["white space in a comment", `#${" ".repeat(32_000)}\u2028${" ".repeat(32_000)}x`],
        ["dashes", `# -${" -".repeat(32_000)}`],
        ["colons", `# usage${" :".repeat(32_000)}`],
        ["using lines", "using a\n".repeat(8_000)],
        ["options", `# Options:\n${"#  -a  b\n".repeat(7_000)}`],
        ["backslashes", `"""${"\\".repeat(65_000)}`],
        ["an open docstring", `'''${"'' ".repeat(20_000)}`],
    ])("comes back from %s", (_, text) => {
        for (const fileName of ["a.ps1", "a.sh", "a.py"]) {
            expect(Object.keys(help(fileName, text)).length).toBeLessThanOrEqual(2);
        }
    });
});
