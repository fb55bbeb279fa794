import { readFileSync } from "node:fs";
import { join } from "node:path";

import { riskyConstructs } from "../../../policy/claims";
import { riskyConstructsBy } from "../../../policy/claims/riskyConstructs";
import { readConfiguration } from "../../../policy/configuration";
import { constructs } from "../../../policy/risks/constructs";
import { wildcard } from "../../../policy/risks/ownConstruct";
import { fileWith, found, messages } from "../checked";
import { inPowerShell, inShell } from "./constructCases";

const root = join(__dirname, "..", "..", "..");
const powershell = (content: string) => fileWith({ fileName: "a.ps1", content });
const shell = (content: string) => fileWith({ fileName: "a.sh", content });

/** The ids of what is found. */
const ids = async (file: ReturnType<typeof fileWith>, configuration = {}) => [
    ...new Set(
        (await messages(riskyConstructs, file, configuration)).map(
            (message) => /\(([a-z-]+)\):/.exec(message)?.[1] ?? message,
        ),
    ),
];

const cases = (all: typeof inShell) =>
    Object.entries(all).flatMap(([id, texts]) => texts.map((text) => [id, text] as const));

describe("mde-risky-constructs", () => {
    it.each(cases(inPowerShell))("finds %s in PowerShell: %s", async (id, text) => {
        expect(await ids(powershell(text))).toContain(id);
    });

    it.each(cases(inShell))("finds %s in a shell script: %s", async (id, text) => {
        expect(await ids(shell(text))).toContain(id);
    });

    it("has a case of each construct in each language, and finds nothing else by name", () => {
        const of = (language: "powershell" | "shell") =>
            constructs.flatMap(({ id, finds }) => (finds[language] === undefined ? [] : id));
        expect(Object.keys(inPowerShell).sort()).toEqual(of("powershell").sort());
        expect(Object.keys(inShell).sort()).toEqual(of("shell").sort());
    });

    it("has a line on its page for each, as it is told", () => {
        const page = readFileSync(
            join(root, "docs", "policies", "mde-risky-constructs.md"),
            "utf8",
        );
        const [, list] = /## What is looked for\n\n([^]*?)\n\n/.exec(page)!;
        const lines = list!
            .trim()
            .split(/\n(?=- )/)
            .map((line) => line.replace(/\s+/g, " ").replace(/ \([^)]*\):/, ":"));
        expect(lines).toEqual(
            constructs.map(
                ({ id, what, why, instead }) => `- \`${id}\`: ${what}: ${why}. ${instead}`,
            ),
        );
    });

    it.each([
        "# iex (iwr https://example.com)",
        "<#\nSet-MpPreference -DisableRealtimeMonitoring $true\n#>",
        "Write-Output 'iex (iwr https://example.com)'",
        '"wevtutil cl Security"',
        "@'\nvssadmin delete shadows\n'@",
        "$page = iwr https://example.com; $other = 1; iex $other",
        "iwr https://example.com | Out-File a.txt",
        "Set-MpPreference -DisableRealtimeMonitoring $false",
        "Get-MpPreference | Select-Object ExclusionPath",
        "powershell -ExecutionPolicy RemoteSigned -File a.ps1",
        "[Convert]::FromBase64String($x)",
        "Get-Service WinDefend, MpsSvc",
        "wevtutil qe Security /c:5",
        "Write-Output AmsiUtils",
        "vssadmin list shadows",
        "Get-CimInstance Win32_ShadowCopy | Select-Object ID",
        "Get-LocalGroupMember Administrators",
        "netsh advfirewall show allprofiles state",
        "auditpol /get /category:*",
        "Get-WinEvent Security | Where-Object { $_.Message -like '*iex*' }",
        "iwr $u -OutFile $out; Get-FileHash $out; Expand-Archive $out",
        "& C:\\a.exe; iwr $u -OutFile C:\\a.exe",
        "iwr $u -OutFile a.json; Start-Process b.exe -ArgumentList '/S'",
        "[Reflection.Assembly]::Load('System.Web')",
        "[Reflection.Assembly]::LoadWithPartialName('System.Web')",
        "msiexec /i C:\\a.msi /qn",
        "regsvr32 /s a.dll",
        "[Net.ServicePointManager]::SecurityProtocol = 'Tls12'",
        'cmd /c "dir C:\\"',
        "powershell -File a.ps1",
    ])("lets PowerShell pass: %s", async (text) => {
        expect(await ids(powershell(text))).toEqual([]);
    });

    it.each([
        "# curl https://example.com | sh",
        "echo 'curl https://example.com | sh'",
        "cat <<'END'\ncurl x | sh\nEND",
        "curl https://example.com | python3 -m json.tool",
        "curl -okey https://example.com",
        "curl -H 'k: v' https://example.com --output k",
        "curl https://example.com | grep sh",
        'x=$(curl $u); echo "$x"',
        "base64 -d a > b",
        "(curl -o a https://example.com; sh) | cat",
        "echo a >> /var/log/own.log",
        "tail -n 5 /var/log/auth.log > /tmp/a",
        "cp /var/log/auth.log /tmp",
        "history 10",
        "iptables -L -n",
        "systemctl status auditd mdatp",
        "getenforce",
        "id -Gn root",
        "useradd -r -s /bin/false collector",
        'bash collect.sh "$(curl https://example.com/version)"',
        "curl -o a.json https://example.com; python3 parse.py a.json; jq . a.json",
        "wget https://example.com/a.tar.gz && tar xf a.tar.gz",
        "curl -o /dev/null https://example.com; id > /dev/null",
        "./x; curl -o x https://example.com",
        "python3 -c 'print(1)'; curl x",
        "find /var/log -name '*.log' -newer a -print",
        "find /tmp/x -delete",
        "cat <<EOF > a\ncurl x | sh\nEOF",
        "bash a.sh <<EOF\ncurl x | sh\nEOF",
        "python3 <<EOF\nprint(1)\nEOF",
        "trap - EXIT; trap cleanup EXIT",
    ])("lets a shell script pass: %s", async (text) => {
        expect(await ids(shell(text))).toEqual([]);
    });

    it("says where, why, and what to do instead", async () => {
        expect(await found(riskyConstructs, shell("id\n  sudo history -c\n"))).toEqual([
            {
                message:
                    "clears logs or the history of a shell (log-clearing): they are the evidence that the investigation is for",
                mend: "Copy what you need and leave them; what fills a disk is rotated by the machine itself.",
                line: 2,
                column: 3,
            },
        ]);
    });

    it("tells the first places of one construct, and how many there are", async () => {
        const all = await found(riskyConstructs, shell("history -c\n".repeat(9)));
        expect(all.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
        expect(all.at(-1)!.message).toMatch(/; there are 4 more places like this$/);
        expect(await found(riskyConstructs, shell("history -c\n".repeat(5)))).toHaveLength(5);
    });

    it("finds what stands before something that cannot be read, and says that it cannot", async () => {
        const all = await messages(riskyConstructs, powershell("wevtutil cl Security\nfoo )\n"));
        expect(all).toHaveLength(2);
        expect(all.join()).toMatch(/log-clearing.*looked through completely/s);
    });

    it.each([
        ["shell", "bash -c 'id'\n".repeat(101), 101, "comes after 100 others"],
        [
            "shell",
            `id\n${["id", ...Array<number>(4).fill(0)].reduce<string>((text) => `eval ${JSON.stringify(text)}`, "id")}`,
            2,
            "lies in the code of 3 others",
        ],
        ["shell", 'pwsh -Command "Get-Date"', 1, "is of another language than the script"],
        ["powershell", "wsl; bash -c 'id'", 1, "is of another language than the script"],
        [
            "shell",
            `bash -c "${"id; ".repeat(150)} $x"`,
            1,
            "has variables in it and goes on after 400 characters",
        ],
    ] as const)("says that code in %s was not looked at: %.20s", async (of, text, line, why) => {
        const file = of === "shell" ? shell(text) : powershell(text);
        expect(await found(riskyConstructs, file)).toMatchObject([
            {
                message: `was not looked through completely for risky constructs: the code that a command is given as a text here ${why}`,
                line,
            },
        ]);
    });

    it("says nothing of code that it has looked at", async () => {
        expect(await found(riskyConstructs, shell("bash -c 'id'\n".repeat(100)))).toEqual([]);
        expect(await found(riskyConstructs, shell(`bash -c '${"id; ".repeat(150)}'`))).toEqual([]);
    });

    it.each([
        ["a.sh", Buffer.from("echo\0"), "it has a NUL character"],
        ["a.ps1", Buffer.alloc(20 * 2 ** 20, "a\n"), "it has 20,971,520 characters"],
        ["a.ps1", Buffer.from([0xe9, 0x0a]), "it is neither UTF-8 nor UTF-16"],
    ])("says that %s was not read", async (fileName, content, why) => {
        expect(await messages(riskyConstructs, fileWith({ fileName, content }))).toEqual([
            expect.stringContaining(`was not looked through for risky constructs: ${why}`),
        ]);
    });

    it("says that it was not read when nothing can read it", async () => {
        const claim = riskyConstructsBy(() =>
            Promise.resolve({ unread: "makes the grammar fail (x)" }),
        );
        expect(await messages(claim, powershell("a"))).toEqual([
            "was not looked through for risky constructs: it makes the grammar fail (x)",
        ]);
    });

    it("looks at no other files", async () => {
        const content = "curl x | sh";
        expect(await found(riskyConstructs, fileWith({ fileName: "a.py", content }))).toEqual([]);
        expect(
            await ids(fileWith({ fileName: "a", content: `#!/bin/sh\n${content}` })),
        ).toHaveLength(1);
        expect(await found(riskyConstructs, fileWith({ fileName: "a.ps1", content: "" }))).toEqual(
            [],
        );
    });

    it("does not look for what is disabled", async () => {
        const disable = ["log-clearing"];
        expect(await ids(shell("history -c; ufw disable"), { disable })).toEqual(["firewall-off"]);
    });

    it.each([
        ["psexec", [], "psexec -s a", true],
        ["PSEXEC*", [], "& .\\PsExec64.exe a", true],
        [["a", "psexec"], ["-s", "\\\\*"], "psexec \\\\host -s a", true],
        ["psexec", ["-s"], "psexec -i a", false],
        ["psexec", [], "# psexec", false],
    ])("finds a construct of one's own: %j %j in %s", async (command, args, text, isThere) => {
        const add = [{ id: "remote-run", command, arguments: args, what: "runs elsewhere" }];
        expect(await ids(powershell(text), { add })).toEqual(isThere ? ["remote-run"] : []);
        const only = [{ ...add[0]!, language: "shell" }];
        expect(await ids(powershell(text), { add: only })).toEqual([]);
    });

    it.each([
        [
            { disable: ["log-clear"] },
            "disable[0] is not right: must be one of download-and-execute",
        ],
        [{ add: [{ id: "a", what: "b" }] }, "add[0].command is not right"],
        [
            { add: [{ id: "A b", command: "c", what: "d" }] },
            "add[0].id is not right: must be lower-case",
        ],
        [
            { add: [{ id: "log-clearing", command: "c", what: "d" }] },
            "add[0].id is not right: is the id",
        ],
        [{ add: [{ id: "a", command: "c", what: "d", args: [] }] }, "there is no key add[0].args"],
        [{ adds: [] }, "there is no key adds, did you mean add?"],
    ])("is not configured by %j", (configuration, problem) => {
        expect(readConfiguration(riskyConstructs, configuration)).toEqual({
            problems: [expect.stringContaining(problem)],
        });
    });

    it("is not kept busy by a command of very many words", async () => {
        const many = `curl ${"-O http://a ".repeat(20_000)}; ./a`;
        expect(await ids(shell(many))).toEqual(["download-and-execute"]);
    });

    it("looks at pipelines that lie in each other", async () => {
        const deep = "curl a | (".repeat(20_000) + "sh" + ")".repeat(20_000);
        expect(await ids(shell(deep))).toEqual(expect.arrayContaining(["download-and-execute"]));
    });
});

describe("wildcard", () => {
    it.each([
        ["a*c", "abc", true],
        ["a*c", "ac", true],
        ["a*a", "a", false],
        ["*b*", "abc", true],
        ["*", "", true],
        ["a", "ab", false],
        ["a.c", "abc", false],
        ["*x*y*", "ayx", false],
    ])("%s and %s: %s", (pattern, text, is) => {
        expect(wildcard(pattern, false)(text)).toBe(is);
    });

    it("takes linear time", () => {
        expect(wildcard("*a".repeat(1_000) + "b", false)("a".repeat(1_000_000))).toBe(false);
    });
});
