import { powerShellHelp } from "../../library/powerShellHelp";

describe("powerShellHelp", () => {
    it("reads synopsis and parameters of a comment block", () => {
        const text = `<#
.SYNOPSIS
    Collects triage data of a host
    and packs it.

    More about it.

.DESCRIPTION
    Long.

.PARAMETER Full
    Collects everything.

    This takes an hour.

.PARAMETER CaseNumber
    Number of the case

.EXAMPLE
    run Collect-Triage.ps1 -parameters "-Full"
#>
[CmdletBinding()]
param([switch] $Full, [string] $CaseNumber)
`;
        expect(powerShellHelp(text)).toEqual({
            description: "Collects triage data of a host and packs it.",
            parametersDescription: "-Full  Collects everything; -CaseNumber  Number of the case",
        });
    });

    it("reads a run of comment lines, keywords in any case", () => {
        const text = "## .Synopsis\n#   Isolates.\n#\n# .parameter $Mode\n# How\nparam($Mode)\n";
        expect(powerShellHelp(text)).toEqual({
            description: "Isolates.",
            parametersDescription: "-Mode  How",
        });
    });

    it("takes the description where there is no synopsis", () => {
        expect(powerShellHelp("<#\n.SYNOPSIS\n\n.DESCRIPTION\nLong\n#>")).toEqual({
            description: "Long",
        });
        expect(powerShellHelp("<# .DESCRIPTION\nLong #>")).toEqual({ description: "Long" });
    });

    it("lists a parameter without a text, and one that is there twice once", () => {
        const text = "<#\n.PARAMETER A\n.PARAMETER B\nx.\n.PARAMETER b\ny\n.PARAMETER\nz\n#>";
        expect(powerShellHelp(text)).toEqual({ parametersDescription: "-A; -B  x." });
    });

    it.each([
        ["#requires lines", "#Requires -Version 5.1\n#Requires -RunAsAdministrator\n\n"],
        ["#requires lines right above", "#Requires -Version 5.1\n"],
        ["using lines", "using namespace System.IO\nUSING module A\n\n"],
        ["a licence", "# Copyright (c) 2024\n# Licensed under MIT\n\n"],
        ["what PowerShell Gallery wants", "<#PSScriptInfo\n.VERSION 1.0\n.AUTHOR Jane\n#>\n\n"],
        ["empty lines", "\r\n\r\n"],
    ])("finds it after %s", (_, before) => {
        expect(powerShellHelp(`${before}<#\n.SYNOPSIS\nIsolates\n#>\nparam()\n`)).toEqual({
            description: "Isolates",
        });
    });

    it("ends a section with every keyword, unknown ones too", () => {
        expect(powerShellHelp("<#\n.SYNOPSIS\nIsolates\n.AUTHOR\nJane\n#>")).toEqual({
            description: "Isolates",
        });
    });

    it("takes no keyword that is not at the beginning of a line", () => {
        expect(powerShellHelp("<#\nSee .SYNOPSIS\nfoo\n#>")).toEqual({});
        expect(powerShellHelp("<#\n.SYNOPSISX\nfoo\n#>")).toEqual({});
    });

    it.each([
        ["code before it", "$a = 1\n<#\n.SYNOPSIS\nIsolates\n#>\n"],
        ["an ordinary comment", "# Collects triage data\nparam()\n"],
        ["no comment", "Get-Process\n"],
        ["a comment at the end", "Get-Process\n# .SYNOPSIS\n# Lists\n"],
    ])("says nothing for %s", (_, text) => {
        expect(powerShellHelp(text)).toEqual({});
    });

    const block = "<#\n.SYNOPSIS\nOf the function\n#>\n";
    it.each(["function Get-It {", "Filter x {", "workflow W {"])(
        "leaves a function its own help: %s",
        (code) => {
            expect(powerShellHelp(`${block}${code}\n}\n`)).toEqual({});
            expect(powerShellHelp(`${block}\n${code}\n}\n`)).toEqual({});
        },
    );

    it("takes help two empty lines above a function for the script's", () => {
        expect(powerShellHelp(`${block}\n\nfunction f {\n}\n`)).toEqual({
            description: "Of the function",
        });
    });
});
