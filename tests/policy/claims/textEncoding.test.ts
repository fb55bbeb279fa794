import { textEncoding } from "../../../policy/claims";
import { fileWith, found } from "../checked";

const BOM = "\uFEFF";
const utf16 = (text: string) => Buffer.from(BOM + text, "utf16le");
const utf16be = (text: string) => utf16(text).swap16();
const latin1 = (text: string) => Buffer.from(text, "latin1");
const bytes = (...values: number[]) => Buffer.from(values);

/** A text in an archive: its name, what tar says of it, and the text. */
const tar = latin1("a.txt".padEnd(257, "\0") + "ustar".padEnd(255, "\0") + "a\n");

const check = (fileName: string, content: string | Uint8Array) =>
    found(textEncoding, fileWith({ fileName, content }));

describe("mde-text-encoding", () => {
    it.each<[string, string, string | Uint8Array]>([
        ["ASCII PowerShell", "a.ps1", "Get-Process\r\nGet-Service\r\n"],
        ["PowerShell with LF", "a.ps1", "Get-Process\nGet-Service\n"],
        ["PowerShell with a mark", "a.ps1", BOM + "# Größe\r\n"],
        ["PowerShell in UTF-16LE", "a.ps1", utf16("# Größe 🔍\r\n")],
        ["PowerShell in UTF-16BE", "a.psm1", utf16be("# Größe\r\n")],
        [
            "signed PowerShell with LF",
            "a.ps1",
            "a\nb\r\n# SIG # Begin signature block\r\n# MIIB\r\n# SIG # End signature block\r\n",
        ],
        ["a shell script", "a.sh", "#!/bin/sh\necho Größe\n"],
        ["a shell script without an extension", "collect", "#!/usr/bin/env bash\necho a\n"],
        ["Python", "a.py", "print('Größe')\n"],
        [
            "a shell script with a comment of a word processor",
            "a.sh",
            "#!/bin/sh\n# Größe:\u00A05\n\n",
        ],
        [
            "Python that says that it is UTF-8",
            "a.py",
            "#!/usr/bin/python3\n# -*- coding: utf_8 -*-\n# Größe\n",
        ],
        [
            "ASCII Python that says that it is latin-1",
            "a.py",
            "# vim: set fileencoding=latin-1 :\nprint()\n",
        ],
        ["a coding line that stands too late", "a.py", "import os\n# coding: utf-7\n\n"],
        ["a text with UTF-16", "a.csv", utf16("a;b\r\n")],
        ["a Windows program", "a.exe", bytes(0x4d, 0x5a, 0, 1)],
        ["an archive", "a.zip", bytes(0x50, 0x4b, 3, 4, 0)],
        ["a Linux program", "ghostps", bytes(0x7f, 0x45, 0x4c, 0x46, 0)],
        ["bytes that nothing says anything of", "a.dat", bytes(0, 0xff, 0x0d, 0x0a, 0x0a)],
        ["no line end at all", "a.txt", "a"],
        ["mixed line ends in what it does not know", "a.odd", "a\r\nb\n"],
        ["controls in what is no text", "a.odd", latin1("a\x01\xFF\x1Bb\0")],
        [
            "pictures that are joined",
            "a.py",
            "# \u{1F469}\u200D\u{1F4BB} \u2764\uFE0F 1\uFE0F\u20E3\n",
        ],
        ["tabs and form feeds", "a.py", "\tprint()\n\f\n"],
        ["a text that begins as programs do", "a.csv", "MZ,name\nPE,other\n"],
        ["PowerShell that begins as programs do", "a.ps1", "MZ-Thing -x\r\n"],
        [
            "an archive with nothing in it",
            "a.zip",
            bytes(0x50, 0x4b, 5, 6, ...Array<number>(18).fill(0)),
        ],
        ["a shell that sudo starts", "a.sh", "#!/usr/bin/sudo /bin/bash\necho a\n"],
        [
            "a shell of nix",
            "a.sh",
            "#!/usr/bin/env nix-shell\n#! nix-shell -i bash -p jq\necho a\n",
        ],
        ["yash", "a.sh", "#!/usr/bin/yash\necho a\n"],
        ["a shell that lies deep", "a.sh", `#!/${"deeper/".repeat(30)}bash\necho a\n`],
        ["NUL in an archive", "a.tar", tar],
        ["PowerShell with its #! line", "a.ps1", "#!/usr/bin/env pwsh\nGet-Process\n"],
        ["Python with its #! line", "a.py", "#!/usr/bin/python3.12\nprint()\n"],
        ["Python that uv runs", "a.py", "#!/usr/bin/env -S uv run --script\nprint()\n"],
        ["a shell of a small system", "a.sh", "#!/bin/busybox sh\necho a\n"],
        ["JavaScript with its #! line", "a.js", "#!/usr/bin/env node\nprocess.exit();\n"],
    ])("lets %s pass", async (_, fileName, content) => {
        expect(await check(fileName, content)).toEqual([]);
    });

    it.each<[string, string, string | Uint8Array, string, object]>([
        ["nothing", "a.ps1", "", "is empty", {}],
        ["nothing of no kind", "a", "", "is empty", {}],
        ["a mark alone", "a.ps1", BOM, "has nothing in it but white space", {}],
        ["blanks alone", "a.sh", " \n\t\n", "has nothing in it but white space", {}],
        ["a text with the marks of a program", "a.exe", "MZ-Thing", "not those of a Windows", {}],
        ["a text as a program", "a.exe", "Get-Process", "not those of a Windows program", {}],
        [
            "a program as a script",
            "a.ps1",
            bytes(0x4d, 0x5a, 0x90, 0),
            "are those of a Windows",
            {},
        ],
        ["an archive as a program", "a.exe", bytes(0x50, 0x4b, 3, 4), "are a zip archive", {}],
        ["Windows-1252", "a.ps1", latin1("a\r\n# Größe\r\n"), "neither UTF-8 nor", { line: 2 }],
        ["a cut character", "a.py", bytes(0x61, 0x0a, 0xc3), "neither UTF-8 nor", { line: 2 }],
        ["UTF-32", "a.ps1", bytes(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0), "is UTF-32", {}],
        ["UTF-16 in Python", "a.py", utf16("a\n"), "is UTF-16, which no Python reads", {}],
        [
            "half a character of UTF-16",
            "a.ps1",
            utf16("a\r\nb\uD83D\r\n"),
            "no valid UTF-16",
            { line: 2, column: 2 },
        ],
        ["an odd byte", "a.ps1", Buffer.concat([utf16("ab"), bytes(0x61)]), "no valid UTF-16", {}],
        [
            "PowerShell that is not ASCII, without a mark",
            "a.ps1",
            "Get-Process\r\n# Größe\r\n",
            "no byte order mark: Windows PowerShell 5.1",
            { line: 2, column: 5 },
        ],
        ["NUL", "a.ps1", "a\nb\0c\n", "has a NUL character", { line: 2, column: 2 }],
        ["UTF-16 without a mark", "a.ps1", Buffer.from("ab", "utf16le"), "has a NUL", { line: 1 }],
        [
            "a bidirectional control",
            "a.sh",
            "#!/bin/sh\necho '\u202Etxt'\n",
            "bidirectional control U+202E",
            { line: 2, column: 7 },
        ],
        ["an isolate in UTF-16", "a.ps1", utf16("a\u2067b"), "U+2067", { line: 1, column: 2 }],
        ["a control in what it does not know", "a.odd", "a\n\u202Eb", "U+202E", { line: 2 }],
        ["a control in a text without extension", "README", "\u2066b", "U+2066", { line: 1 }],
        [
            "a comment in a shell script that is none",
            "a.sh",
            "#!/bin/sh\necho a\u00A0# b; rm c\n",
            "has the blank U+00A0, which a shell takes for a part of a word",
            { line: 2, column: 7 },
        ],
        [
            "Python that makes code of a comment",
            "a.py",
            `# coding: unicode_escape\n# harmless \\u000aimport os\n`,
            "has a coding line (unicode_escape) by which Python reads another text",
            { line: 1 },
        ],
        [
            "a coding line after a #! line",
            "a.py",
            "#!/bin/python3\n#coding=UTF_7\n",
            "(UTF_7)",
            { line: 2 },
        ],
        ["latin-1 that is none", "a.py", "# coding: latin-1\n# Größe\n", "(latin-1)", { line: 1 }],
        [
            "PowerShell as a shell script",
            "a.sh",
            "#!/usr/bin/env pwsh\nGet-Process\n",
            "has a #! line of pwsh, and a name of something else",
            { line: 1 },
        ],
        ["a shell as PowerShell", "a.ps1", "#!/bin/sh\necho a\n", "a #! line of sh", { line: 1 }],
        ["a shell as Python", "a.py", "#!/bin/bash\necho a\n", "a #! line of bash", { line: 1 }],
        ["a shell as a text", "a.txt", "#!/bin/sh\necho a\n", "a #! line of sh", { line: 1 }],
        ["Perl as a shell script", "a.sh", "#!/usr/bin/perl\n1;\n", "line of perl", { line: 1 }],
        ["a shell as a batch file", "a.cmd", "#!/bin/sh\necho a\n", "line of sh", { line: 1 }],
        ["NUL in a file called .ps1", ".ps1", "a\0", "has a NUL character", { line: 1 }],
        ["two kinds of line ends", "a.ps1", "a\r\nb\r\nc\nd", "2 × CRLF, 1 × LF", { line: 3 }],
        ["a CR alone among others", "a.py", "a\nb\nc\rd\n", "3 × LF, 1 × CR alone", { line: 3 }],
        [
            "mixed ends before a signature",
            "a.ps1",
            "a\nb\nc\r\nd\n\r\n# SIG # Begin signature block\r\n# MIIB\r\n# SIG # End signature block\r\n",
            "3 × LF, 1 × CRLF",
            { line: 3 },
        ],
        [
            "what only begins as a signature does",
            "a.ps1",
            "Get-Process\n# SIG # Begin signature block\r\nGet-Item\rRemove-Item\n\n",
            "3 × LF, 1 × CRLF, 1 × CR alone); here is the first CR alone",
            { line: 3 },
        ],
        [
            "a line that a terminal shows over another",
            "a.ps1",
            "# harmless comment\rRemove-Item C:\\x\r",
            "ends this line with a CR alone",
            { line: 1 },
        ],
        ["a CR alone in Python", "a.py", "# a\rprint()", "with a CR alone", { line: 1 }],
        [
            "a deleted line",
            "a.ps1",
            "a\n\x1b[2K\x1b[1Ab\n",
            "control character U+001B",
            { line: 2, column: 1 },
        ],
        [
            "deleted characters",
            "a.sh",
            "#!/bin/sh\na\b\b\b\n",
            "control character U+0008",
            { line: 2, column: 2 },
        ],
        ["a control of eight bits", "a.py", "a\u009B2K\n", "control character U+009B", { line: 1 }],
        [
            "a space without width",
            "a.ps1",
            BOM + "Get-\u200BProcess\n",
            "invisible character U+200B",
            { line: 1, column: 5 },
        ],
        [
            "tags",
            "a.py",
            "# a\u{E0041}\u{E0042}\n",
            "invisible character U+E0041",
            { line: 1, column: 4 },
        ],
        ["a second mark", "a.ps1", BOM + BOM + "a\n", "invisible character U+FEFF", { column: 1 }],
        ["a joiner between letters", "a.py", "a\u200Db\n", "invisible character U+200D", {}],
        [
            "a joiner after a picture",
            "a.py",
            "# \u{1F469}\u200Db\n",
            "invisible character U+200D",
            {},
        ],
        ["a selector after a digit", "a.py", "a1\uFE0F\n", "invisible character U+FE0F", {}],
        ["a separator of lines", "a.js", "// a\u2028b()\n", "invisible character U+2028", {}],
        [
            "a shell script with CRLF",
            "a.sh",
            "#!/bin/sh\na\r\nb\n",
            "this line with CRLF",
            { line: 2 },
        ],
        ["a shell script without #!", "a.sh", "echo a\n", "begin with a #! line", { line: 1 }],
        ["a mark before #!", "a.sh", BOM + "#!/bin/sh\n", "a byte order mark before its #!", {}],
        [
            "a script without an extension",
            "go",
            "#!/bin/bash\r\n",
            "this line with CRLF",
            { line: 1 },
        ],
    ])("does not let %s pass", async (_, fileName, content, message, place) => {
        const [first, ...others] = await check(fileName, content);
        expect(others).toEqual([]);
        expect(first).toMatchObject({
            message: expect.stringContaining(message) as string,
            ...place,
        });
        expect(first?.mend).toMatch(/^[A-Z].*\.$/);
    });

    it("advises of NUL in a text that it does not know", async () => {
        expect(await check("a.odd", "a\nb\0c")).toMatchObject([
            { message: "has a NUL character, which no text has", line: 2, advisory: true },
        ]);
    });

    it("advises of controls and invisible characters in a text that it does not know", async () => {
        expect(await check("a.odd", "a\x01\u202E\u200Bb")).toMatchObject([
            { message: expect.stringContaining("U+202E") as string },
            { message: expect.stringContaining("U+0001") as string, advisory: true },
            { message: expect.stringContaining("U+200B") as string, advisory: true },
        ]);
        expect((await check("a.odd", "\u202E"))[0]).not.toHaveProperty("advisory");
    });

    it("advises of a joiner in a writing that has them, and of no first one alone", async () => {
        const persian = "# \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645\n";
        expect(await check("a.py", persian)).toMatchObject([{ line: 1, advisory: true }]);
        const [first, ...others] = await check("a.py", persian + "a\u200Cb\n");
        expect(others).toEqual([]);
        expect(first).toMatchObject({ line: 2 });
        expect(first).not.toHaveProperty("advisory");
    });

    it("tells all that is wrong with one file", async () => {
        const content = "echo '\u202E'\r\necho \0\n";
        expect(await check("a.sh", content)).toHaveLength(3);
    });

    it("looks at 20 MB that are hard to look at", async () => {
        const content = Buffer.alloc(20 * 2 ** 20, "a\r\n\n");
        expect(await check("a.txt", content)).toHaveLength(1);
    });
});
