import { KEY, kindsIn, PASSWORD } from "./findings";

const S = `${PASSWORD}!`;
/** Of a password without a number, where nothing is asked of it. */
const WORD = "horse";

const inPowerShell: [kind: string, text: string][] = [
    ...[
        `ConvertTo-SecureString ('${WORD}') -AsPlainText -Force`,
        `ConvertTo-SecureString ( ( "${WORD}" ) ) -AsPlainText -Force`,
        `ConvertTo-SecureString ([string]'${WORD}') -AsPlainText -Force`,
        `ConvertTo-SecureString -AsPlainText -Force -String:'${WORD}'`,
        `ConvertTo-SecureString @'\n${WORD}\n'@ -AsPlainText -Force`,
        `ConvertTo-SecureString @"\r\n${WORD}\r\n"@ -AsPlainText -Force`,
        `(ConvertTo-SecureString -AsPlainText -Force '${WORD}')`,
        `('${WORD}') | ConvertTo-SecureString -AsPlainText -Force`,
        `@'\n${WORD}\n'@ | ConvertTo-SecureString -AsPlainText -Force`,
        `ConvertTo-SecureString ‘${WORD}’ -AsPlainText -Force`,
        `ConvertTo-SecureString “${WORD}” –AsPlainText –Force`,
        `ConvertTo-SecureString Winter2026x -AsPlainText -Force`,
        `ConvertTo-SecureString -AsPlainText Winter2026!x -Force`,
        `ConvertTo-SecureString "$('${WORD}-battery')" -AsPlainText -Force`,
    ].map((text): [string, string] => ["secure-string", text]),
    ...[
        `New-Object Net.NetworkCredential "bob","${WORD}"`,
        `New-Object Net.NetworkCredential ("bob", "${WORD}")`,
        `New-Object Net.NetworkCredential('bob', ('${WORD}'))`,
        `New-Object Net.NetworkCredential $user, '${WORD}'`,
        `New-Object System.Net.NetworkCredential -ArgumentList 'bob','${WORD}'`,
        `New-Object 'System.Net.NetworkCredential' -Arg @('bob','${WORD}')`,
        `[Net.NetworkCredential]::new('bob', [string]'${WORD}')`,
        `$Password = ‘${S}’`,
        `$Password = “${S}”`,
        `$Password = „${S}‟`.replace("‟", "”"),
        `$Password = ('${S}')`,
        `$Password = [string]'${S}'`,
        `$Password = [string]("${S}")`,
        `$Password = @'\n${S}\n'@`,
        `$Password = @"\r\n${S}\r\n"@`,
        `\${Password} = '${S}'`,
        `$config['Password'] = '${S}'`,
        `$config["Password"]='${S}'`,
        `[Environment]::SetEnvironmentVariable("DB_PASSWORD","${S}")`,
        `Set-ItemProperty -Path $winlogon -Name DefaultPassword -Value '${S}'`,
        `New-ItemProperty $winlogon -Name "DefaultPassword" -PropertyType String -Value ${S} -Force`,
        `reg add "HKLM\\SOFTWARE\\x" /v DefaultPassword /t REG_SZ /d ${S} /f`,
        `$config["password"] = "${S}"`,
        `\${env:PASSWORD} = "${S}"`,
        `$password = \`\n  "${S}"`,
        `$password += "${S}"`,
        `$password ??= "${S}"`,
        `Set-Variable -Name password -Value '${S}'`,
        `New-LocalThing –Password ‘${S}’`,
    ].map((text): [string, string] => ["password", text]),
    ["authorization", `$headers["Authorization"] = "Basic YWRtaW46V2ludGVyMjAyNngh"`],
    ["authorization", `{"Authorization": "Token ${KEY}"}`],
    ["authorization", `wget --header="Authorization: ApiKey ${KEY}"`],
    ["api-key", `curl -H "X-Api-Key: ${KEY}" https://x`],
    ["api-key", `curl -H 'PRIVATE-TOKEN: ${KEY}' https://x`],
    ["api-key", `$headers['x-api-key'] = '${KEY}'`],
    ["api-key", `$apiKey = '${KEY.slice(0, 17)}'`],
    ["api-key", `$token = 'sdlfkj452'`],
];

const elsewhere: [fileName: string, text: string][] = [
    ["a.py", `os.environ["DB_PASSWORD"]="${S}"`],
    ["a.py", `PASSWORD: str = "${S}"`],
    ["a.py", `PASSWORD = f"${S}"`],
    ["a.py", `PASSWORD = b'${S}'`],
    ["a.py", `PASSWORD = """${S}"""`],
    ["a.py", `PASSWORD = """\n${S}\n"""`],
    ["a.py", `PASSWORD = ("${S}")`],
    ["a.py", `PASSWORD: Optional[str] = "${S}"`],
    ["a.py", `PASSWORD = \\\n    "${S}"`],
    ["a.py", `os.getenv("PASSWORD", "${S}")`],
    ["a.sh", `password=$'${S}'`],
    ["a.sh", `DB_PASS+="${S}"`],
    ["a.sh", `declare -A c=([password]="${S}")`],
    ["a.js", `const password = \`${S}\`;`],
    ["a.xml", `<add key="password" value="${S}"/>`],
    ["a.sh", `curl -sSuadmin:${WORD} https://x`],
    ["a.sh", `smbclient --user=u%${WORD} //srv/x`],
    ["a.sh", `printf 'root:${WORD}' | chpasswd`],
    ["a.sh", `chpasswd <<< 'root:${WORD}'`],
    ["a.yaml", `password: ${S}`],
    ["a.yaml", `  - db_password: ${PASSWORD} # of the database`],
    ["a.sh", `cat <<EOF\n  password: ${S}\nEOF`],
    ["a.ini", `password = ${S}`],
    ["a.xml", `<Password>${S}</Password>`],
    ["a.xml", `<AdministratorPassword>\n  <Value>${S}</Value>`],
    ["a.rb", `password => '${S}'`],
    ["a.sh", `sqlcmd -S srv -U sa -P ${WORD}`],
    ["a.sh", `sqlcmd -S srv -U sa -P${WORD}`],
    ["a.sh", `docker login -u ann -p ${WORD} registry`],
    ["a.sh", `az login --service-principal -u x -p ${WORD} --tenant y`],
    ["a.sh", `az acr login -n x -u y -p ${WORD}`],
    ["a.sh", `redis-cli -h srv -a ${WORD} ping`],
    ["a.sh", `openssl rsa -in a.key -passin pass:${WORD}`],
];

const innocent: [fileName: string, text: string][] = [
    ["a.ps1", `ConvertTo-SecureString (Get-Secret 'svc1') -AsPlainText -Force`],
    ["a.ps1", `ConvertTo-SecureString -AsPlainText -Force -String ('n1' + $name)`],
    ["a.ps1", `ConvertTo-SecureString $p -AsPlainText -Force -ErrorAction Stop1`],
    ["a.ps1", `ConvertTo-SecureString [Text.Encoding]::UTF8 -AsPlainText`],
    ["a.ps1", `# ConvertTo-SecureString with -AsPlainText takes a text.`],
    ["a.sh", `PASSWORD=\`get-secret1\``],
    ["a.sh", `curl -Hauth:1 https://x`],
    ["a.sh", `printf '%s:%s' "$user1" "$pass1" | chpasswd`],
    ["a.sh", `chpasswd <<< "root:$PASS1"`],
    ["a.ps1", `ConvertTo-SecureString “$password” -AsPlainText -Force`],
    ["a.ps1", `New-Object Net.NetworkCredential "bob",$password`],
    ["a.ps1", `New-Object Net.NetworkCredential("bob", "$password")`],
    ["a.ps1", `Set-ItemProperty -Path $x -Name DefaultPassword -Value $password1`],
    ["a.ps1", `Get-ItemProperty -Name DefaultPassword; Set-Thing -Value 'c0rrect-Horse'`],
    ["a.cmd", `reg add HKLM\\x /v DefaultPassword /t REG_SZ /d %PASSWORD1% /f`],
    ["a.ps1", `@{ Password = Get-Secret1 }`],
    ["a.ps1", `$config = @{\n  Password = Get-Secret1\n  Token = [guid]::NewGuid()\n}`],
    ["a.py", `password = config.password1`],
    ["a.py", `password = !other1`],
    ["a.py", `PASSWORD = f"{user}-{number}-1"`],
    ["a.py", `def connect(password: str = "unchanged"): pass`],
    ["a.yaml", `password: {{ vault_password1 }}`],
    ["a.yaml", `password: !vault1`],
    ["a.js", `connect({\n  password: process.env.PASSWORD1,\n  token: tokens[1],\n})`],
    ["a.xml", `<Password>%PASSWORD1%</Password>`],
    ["a.sh", `docker login -u ann --password-stdin -p $TOKEN1`],
    ["a.sh", `docker run -p 8080:80 login-1`],
    ["a.sh", `sqlcmd -S srv -U sa -P "$SA_PASS" -p 1`],
    ["a.sh", `redis-cli -a "$REDIS_PASS1" ping`],
    ["a.sh", `openssl rsa -in a.key -passin env:KEY_PASS1`],
    ["a.ps1", `curl -H "X-Api-Key: $key1" https://x`],
];

describe("a text in quotes", () => {
    it.each(inPowerShell)("is %s in PowerShell: %s", async (kind, text) => {
        expect(await kindsIn(text)).toEqual([kind]);
    });

    it("has typographic quotes in PowerShell alone", async () => {
        expect(await kindsIn(`$Password = ‘${S}’`, "a.md")).toEqual([]);
    });
});

describe("a password", () => {
    it.each(elsewhere)("is found in %s: %s", async (fileName, text) => {
        expect(await kindsIn(text, fileName)).toEqual(["password"]);
    });

    it.each(innocent)("is none in %s: %s", async (fileName, text) => {
        expect(await kindsIn(text, fileName)).toEqual([]);
    });
});
