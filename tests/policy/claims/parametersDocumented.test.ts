import { parametersDocumented } from "../../../policy/claims";
import { fileWith, found } from "../checked";

const check = (fileName: string, content: string, said: string | boolean = false) =>
    found(
        parametersDocumented,
        fileWith({
            fileName,
            content,
            hasParameters: said !== false,
            parametersDescription: typeof said === "string" ? said : "",
        }),
    );

const taking: [string, string, number][] = [
    ["a.ps1", "param($Path)\n", 1],
    [
        "a.ps1",
        "#Requires -Version 5\n<# .SYNOPSIS\n param #>\nusing namespace System\n[CmdletBinding(DefaultParameterSetName = ']')]\nPARAM (\n  [string] $Path\n)\n",
        6,
    ],
    ["a.ps1", 'param(\n  # the ( path\n  [ValidateSet(\'a)\', "b`")")] $Path)', 1],
    ["a.sh", '#!/bin/sh\necho "$1"\n', 2],
    ["a.sh", "#!/bin/sh\nif [ $# -lt 1 ]; then exit; fi\n", 2],
    ["a.sh", "#!/bin/sh\nmain() {\n  echo a\n}\nmain ${1:-all}\n", 5],
    ["a.sh", "#!/bin/sh\nread_them() {\n  while getopts ab: x; do :; done\n}\n", 3],
    ["a.py", "import os\nimport sys\nprint(sys.argv[1])\n", 3],
    ["a.py", "from argparse import ArgumentParser\n", 1],
];

const takingNone: [string, string][] = [
    ["a.ps1", "Get-Process\n"],
    ["a.ps1", "param()\nGet-Process\n"],
    ["a.ps1", "param(\n  # $Nothing\n)\n"],
    ["a.ps1", "function Get-It { param($Path) $Path }\nGet-It .\n"],
    ["a.ps1", "# param($Path)\nGet-Process\n"],
    ["a.sh", "#!/bin/sh\n# $1 is nothing\nlog() {\n  echo \"$1\"\n}\nlog a; awk '{ print $1 }'\n"],
    ["a.sh", '#!/bin/sh\nfunction log { echo "$1"; }\nlog a # $2\n'],
    ["a.sh", '#!/bin/sh\nlog()\n{\n  echo "$1"\n}\necho \\$1 ${#x} $$\n'],
    ["a.py", "print('sys')\n"],
];

const notTold: [string, string][] = [
    ["a.ps1", "Get-Process $args\n"],
    ["a.sh", '#!/bin/sh\nmain() { echo a; }\nmain "$@"\n'],
    ["a.exe", "MZ param($Path)"],
    ["a.cmd", "echo %1"],
];

describe("mde-parameters-documented", () => {
    it.each(taking)("sees that a %s takes parameters: %j", async (fileName, content, line) => {
        expect(await check(fileName, content, "-Path  the path")).toEqual([]);
        expect(await check(fileName, content)).toMatchObject([
            { message: expect.stringContaining("will not ask") as string, line },
        ]);
    });

    it.each(takingNone)("sees that a %s takes none: %j", async (fileName, content) => {
        expect(await check(fileName, content)).toEqual([]);
        expect(await check(fileName, content, "-Path  the path")).toMatchObject([
            { message: "takes no parameters, and the console will ask for some" },
        ]);
    });

    it.each(notTold)("says nothing of a %s that cannot be told: %j", async (fileName, content) => {
        expect(await check(fileName, content)).toEqual([]);
        expect(await check(fileName, content, "-Path  the path")).toEqual([]);
    });

    it.each([
        ["a.ps1", "param($Path)\n", "help (.PARAMETER of the comment-based help at its top)."],
        [
            "a.sh",
            '#!/bin/sh\necho "$1"\n',
            '"Options:" in the comment at its top; what it prints for -h',
        ],
        ["a.py", "import argparse\n", "the help of argparse and the like is not read)."],
    ])("says what is understood of a %s's own help", async (fileName, content, understood) => {
        for (const said of [false, true]) {
            const [finding] = await check(fileName, content, said);
            expect(finding?.mend).toMatch(
                /^Describe them: in the program \(parametersDescription\), /,
            );
            expect(finding?.mend).toContain(understood);
        }
    });

    it("names no help of what has none", async () => {
        const [finding] = await check("a.exe", "MZ", true);
        expect(finding?.mend).toBe(
            "Describe them: in the program (parametersDescription) or in the folder's library.yaml.",
        );
    });

    it("wants to know what the parameters mean that somebody says there are", async () => {
        expect(await check("a.exe", "MZ", true)).toMatchObject([
            { message: "has parameters, and nothing says what they mean" },
        ]);
    });

    it.each(["<#\n", "'", '"`', "[", "param(", '\\"', "$(("])(
        "reads a script of nothing but %j in time",
        async (piece) => {
            const content = piece.repeat(200_000);
            await check("a.ps1", content);
            await check("a.ps1", `param(${content}`);
            expect(await check("a.sh", `#!/bin/sh\n${content}`)).toEqual([]);
        },
    );

    it("says nothing of a script that is larger than any that somebody writes", async () => {
        const large = "A".repeat(12_000_000);
        expect(await check("a.sh", `#!/bin/sh\nP="${large}"\necho $1\n`)).toEqual([]);
        expect(await check("a.ps1", `param("${large}`)).toEqual([]);
    });
});
