import { Content } from "../../policy/content";
import { extensionOf, fileKind, otherInterpreter } from "../../policy/fileKind";
import { languageOf } from "../../policy/languageOf";

const content = (text: string) => new Content(Buffer.from(text));

describe("extensionOf", () => {
    it.each([
        ["Get.PS1", ".ps1"],
        ["a.tar.gz", ".gz"],
        [".ps1", ".ps1"],
        [".SH", ".sh"],
        [".profile", ""],
        [".profile.sh", ".sh"],
        ["collect", ""],
        ["a.", "."],
    ])("of %s is %j", (name, extension) => {
        expect(extensionOf(name)).toBe(extension);
    });
});

describe("fileKind", () => {
    it.each([
        ["a.sh", "#!/bin/sh\n", "shell", undefined],
        ["a.sh", "echo\n", "shell", undefined],
        ["a.sh", "#!/usr/bin/env pwsh\n", "powershell", "pwsh"],
        ["a.sh", "#!/usr/bin/env -S pwsh-preview -File\n", "powershell", "pwsh-preview"],
        ["a.sh", "#!/usr/bin/python3\n", "python", "python"],
        ["a.sh", "#!/usr/bin/perl\n", "shell", "perl"],
        ["a.py", "#!/bin/sh\n", "shell", "sh"],
        ["a.txt", "#!/bin/sh\n", "shell", "sh"],
        ["a.txt", "#!/usr/bin/perl\n", "text", undefined],
        ["a.ps1", "#!/bin/sh\n", "powershell", "sh"],
        ["a.cmd", "#!/bin/sh\n", "batch", "sh"],
        [".ps1", "Get-Process\n", "powershell", undefined],
        ["a.sh", "#!/usr/bin/sudo -n /bin/bash\n", "shell", undefined],
        ["a.py", "#!/usr/bin/env -S sudo python3\n", "python", undefined],
        ["a.sh", "#!/usr/bin/env nix-shell\n", "shell", undefined],
        ["collect", `#!/${"deeper/".repeat(30)}bash\n`, "shell", undefined],
        ["a.odd", "#!/bin/ksh93\n", "shell", undefined],
        ["collect", "#!/usr/bin/pypy3\n", "python", undefined],
        ["collect", "echo\n", "other", undefined],
        ["a.exe", "#!/bin/sh\n", "program", undefined],
    ])(
        "of %s with %j is %s, and the line that it does not say is of %s",
        (name, text, kind, other) => {
            expect(fileKind(name, content(text))).toBe(kind);
            expect(otherInterpreter(name, content(text))).toBe(other);
        },
    );

    it("says what reads a script that has another name", () => {
        expect(languageOf("a.sh", content("#!/usr/bin/env pwsh\n"))).toBe("powershell");
        expect(languageOf("a.txt", content("#!/bin/bash\n"))).toBe("shell");
        expect(languageOf(".ps1", content(""))).toBe("powershell");
    });
});
