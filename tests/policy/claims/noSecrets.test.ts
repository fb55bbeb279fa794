import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { noSecrets } from "../../../policy/claims";
import { esModule } from "../../../policy/esModule";
import { OVERLAP, PIECE } from "../../../policy/secrets/secretlint";
import { ownKinds, secretKinds, secretlintKinds } from "../../../policy/secrets/secret";
import { fileWith, found, messages } from "../checked";

/** Characters as if by chance, and the same each time. */
function random(length: number, alphabet: string, seed = ""): string {
    let text = "";
    for (let at = 0; text.length < length; at++) {
        const digest = createHash("sha256").update(`${seed} ${at}`).digest();
        for (const byte of digest) text += alphabet.charAt(byte % alphabet.length);
    }
    return text.slice(0, length);
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const WORDS = `${LOWER}${LOWER.toUpperCase()}0123456789`;
const word = (length: number, seed?: string) => random(length, WORDS, seed);
const base64 = (length: number, seed?: string) => random(length, `${WORDS}+/`, seed);
const base64Of = (text: string) => Buffer.from(text).toString("base64url");

const keyLines = base64(64 * 4).match(/.{64}/g)!;
const pem = (name: string, lines: readonly string[] = keyLines) =>
    [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join("\n");
const jwt = (payload: object) =>
    [
        base64Of(JSON.stringify({ alg: "RS256", typ: "JWT" })),
        base64Of(JSON.stringify(payload)),
        random(86, `${WORDS}-_`),
    ].join(".");
const storageKey = `${base64(86)}==`;
const busKey = `${base64(43)}=`;
const signature = `${word(40)}%2Ba${word(2)}`.slice(0, 45);
const clientSecret = `abc8Q~${random(34, `${WORDS}_.-`)}`;

const passwords = [
    `$adminPassword = 'S$ommer2024!'`,
    `$adminPassword = 'P@dmin{0}2024'`,
    `$adminPassword = '@dmin-Horse1'`,
    `$adminPassword = 'Sommer<x>2024'`,
    `$adminPassword = 'c0rrect-Example'`,
    `$adminPassword = 'Example-c0rrect'`,
    `$adminPassword = 'my-c0rrect-Horse'`,
    `$adminPassword = 'my-password-2024'`,
    `$adminPassword = 'h0rse%PATH%h0rse'`,
    `$adminPassword = 'c0rrect...Horse'`,
    `$adminPassword = 'c0rrect_____Horse'`,
    `$adminPassword = 'Rosexxxx2024'`,
    `$adminPassword = 'Rose000002024'`,
    `$adminPassword = 'Aa1!Aa1!Aa1!'`,
    `$adminPassword = '@Sommer2024@'`,
    `$adminPassword = '!Sommer2024!'`,
    `$adminPassword = '~Sommer2024'`,
    `$adminPassword = 'Som\\dmer2024'`,
    `$adminPassword = "Sommer2024$name"`,
    `$adminPassword = "Pa$$w0rd-for-all"`,
    '$adminPassword = "S`$ommer2024!"',
    `$cmd = "x"; $adminPassword = '$ommer2024!'`,
    `$cmd = @'\n$adminPassword = "$ommer2024!"\n'@`,
    `bash <<'EOF'\npassword='$ommer2024!'\nEOF`,
    `$pass = 'c0rrect-Horse'`,
    `$pwd = 'c0rrect-Horse'`,
    `$pw = 'c0rrect-Horse'`,
    `$adminPass = "c0rrect-Horse"`,
    `$svcPwd = "c0rrect-Horse"`,
    `$svc_pass_1 = "c0rrect-Horse"`,
    `$passwordPlainText = "c0rrect-Horse"`,
    `{"adminPass": "c0rrect-Horse"}`,
    `DB_PASS=c0rrectHorse! psql -h x`,
    `cd /x && PGPASSWORD=c0rrectHorse1 psql`,
    `set "DB_PWD=c0rrectHorse1"`,
    `net use Z: \\\\srv\\share /user:contoso\\svc c0rrect-Horse`,
    `net use \\\\srv\\share "c0rrect-Horse" /user:svc /persistent:no`,
    `net.exe use Z: $share Horse1 /user:svc`,
    `net user ann h0rse /add`,
    `net1 user ann horse /add /y`,
    `& net user ann 'c0rrect$Horse'`,
    `cmd /c "net user ann h0rse /add"`,
    `schtasks /create /tn x /ru svc /rp h0rse /tr a.exe`,
    `schtasks.exe /Create /RU svc /RP "c0rrect horse"`,
    `curl -u ann:h0rse https://x`,
    `curl -sSu ann:horse https://x`,
    `curl -uann:h0rse https://x`,
    `curl --user 'ann:$h0rse' https://x`,
    `curl --proxy-user=ann:h0rse https://x`,
    `curl -u "$user:horse-battery" https://x`,
    `curl -s \\\n  -u ann:h0rse https://x`,
    `sshpass -p h0rse ssh ann@x`,
    `sshpass -p'c0rrect$Horse' ssh ann@x`,
    `mysql -u root -ph0rse -e 'select 1'`,
    `mysqldump -u root -p'h0rse' db`,
    `psexec \\\\srv -u ann -p h0rse cmd`,
    `plink -pw h0rse ann@x`,
    `wmic /node:srv /user:ann /password:h0rse process`,
    `smbclient //srv/share -U ann%h0rse`,
    `./agent --password c0rrect-h0rse`,
    `./agent --password=c0rrect-h0rse`,
    `./agent --admin-password 'c0rrect-h0rse'`,
    `New-LocalThing -Password c0rrect-h0rse`,
    `New-LocalThing -AdminPass 'c0rrect-h0rse'`,
    `echo 'ann:h0rse' | chpasswd`,
    `echo h0rse | passwd --stdin ann`,
    `echo h0rse | sudo -S true`,
];

const secrets: [kind: keyof typeof secretKinds, what: string, text: string][] = [
    ["privatekey", "PKCS #8", pem("PRIVATE KEY")],
    ["privatekey", "RSA", pem("RSA PRIVATE KEY")],
    ["privatekey", "EC", pem("EC PRIVATE KEY", keyLines.slice(0, 2))],
    ["privatekey", "OpenSSH", pem("OPENSSH PRIVATE KEY")],
    ["privatekey", "encrypted", pem("ENCRYPTED PRIVATE KEY")],
    [
        "privatekey",
        "encrypted in the old way",
        pem("RSA PRIVATE KEY", [
            "Proc-Type: 4,ENCRYPTED",
            "DEK-Info: AES-256-CBC,0123",
            "",
            ...keyLines,
        ]),
    ],
    ["privatekey", "PGP", pem("PGP PRIVATE KEY BLOCK", ["Version: 1", "", ...keyLines])],
    ["privatekey", "in a here-string", `$key = @"\r\n${pem("PRIVATE KEY")}\r\n"@\r\n`],
    ["privatekey", "behind comment signs", pem("PRIVATE KEY").replaceAll(/^/gm, "# ")],
    ["privatekey", "in JSON", JSON.stringify({ key: pem("PRIVATE KEY") })],
    ["privatekey", "in pieces", pem("PRIVATE KEY").replaceAll(/^.*$/gm, '"$&`n" +')],
    ["privatekey", "torn off", pem("RSA PRIVATE KEY").slice(0, 200)],
    ["privatekey", "PuTTY", `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n`],
    ["privatekey", "XML", `<RSAKeyValue><D>${base64(170)}==</D></RSAKeyValue>`],
    ["privatekey", "PKCS #12", `$pfx = "MIIKpAIBAzCC${base64(400)}"`],
    ["client-secret", "by its form", `$x = '${clientSecret}'`],
    ["client-secret", "by its name", `$clientSecret = "${word(32)}="`],
    ["client-secret", "of a parameter", `Connect -ClientSecret '${word(44)}'`],
    ["client-secret", "in JSON", `{"client_secret": "${word(40)}"}`],
    [
        "sas-token",
        "storage",
        `https://contoso.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sr=c&sp=rl&sig=${signature}%3D`,
    ],
    [
        "sas-token",
        "Service Bus",
        `SharedAccessSignature sr=contoso&sig=${signature}%3D&se=1900000000&skn=k`,
    ],
    [
        "sas-token",
        "Logic Apps",
        `https://x.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=${word(43)}`,
    ],
    ["azure-key", "storage", `$k = "${base64(76)}+ASt${base64(5)}A=="`],
    ["azure-key", "Cosmos DB", `$k = "${base64(76)}ACDb${base64(5)}Q=="`],
    ["azure-key", "Service Bus", `$k = "${base64(33)}+ASbC${base64(5)}="`],
    ["azure-key", "Functions", `https://x/api/y?code=${word(44)}AzFu${word(5)}A==`],
    ["azure-key", "Search", `"api": "${word(42)}AzSeB${word(5)}"`],
    ["azure-key", "AI services", `"k": "${word(52)}JQQJ99${word(26)}"`],
    [
        "connection-string",
        "storage",
        `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${storageKey};EndpointSuffix=core.windows.net`,
    ],
    [
        "connection-string",
        "Service Bus",
        `Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${busKey}`,
    ],
    [
        "connection-string",
        "Cosmos DB",
        `AccountEndpoint=https://a.documents.azure.com:443/;AccountKey=${storageKey};`,
    ],
    [
        "connection-string",
        "SQL Server",
        `$c = "Server=tcp:a.database.windows.net,1433;Database=d;User ID=u;Password=h0rse;Encrypt=True;"`,
    ],
    [
        "connection-string",
        "SQL Server, another way round",
        `$c = 'User ID=u;Pwd=h0rse;Data Source=sql01;Initial Catalog=x'`,
    ],
    [
        "connection-string",
        "in a here-string",
        `$c = @"\nServer=sql01;Database=d;Uid=u;Password=h0rse;\n"@`,
    ],
    ["connection-string", "Redis", `"a.redis.cache.windows.net:6380,password=${busKey},ssl=True"`],
    ["jwt", "a token", `$t = "${jwt({ aud: "x", exp: 1 })}"`],
    ["azure-devops-token", "new", `$t = "${word(76)}AZDO${word(4)}"`],
    ["azure-devops-token", "old", `$pat = "${random(52, `${LOWER}234567`)}"`],
    ["authorization", "Basic", `$h = @{ Authorization = "Basic ${base64(31)}5" }`],
    ["authorization", "Bearer", `curl -H 'Authorization: Bearer ${word(40)}' https://x`],
    ["api-key", "by its name", `$ApiKey = '${word(40)}'`],
    ["api-key", "in a header", `@{ "x-apikey" = "${random(64, "0123456789abcdef")}" }`],
    ["api-key", "of a workspace", `$sharedKey = "${storageKey}"`],
    [
        "webhook",
        "Teams",
        `https://contoso.webhook.office.com/webhookb2/${word(36)}@${word(36)}/IncomingWebhook/${word(32)}`,
    ],
    ["webhook", "Discord", `https://discord.com/api/webhooks/918273645546372819/${word(68)}`],
    ["secure-string", "direct", `ConvertTo-SecureString "h0rse" -AsPlainText -Force`],
    ["secure-string", "in single quotes", `ConvertTo-SecureString 'h0rse' -AsPlainText -Force`],
    [
        "secure-string",
        "of a parameter",
        `ConvertTo-SecureString -Force -AsPlainText -String "h0rse"`,
    ],
    ["secure-string", "abbreviated", `convertto-securestring -asp -f 'h0rse'`],
    ["secure-string", "on broken lines", "ConvertTo-SecureString `\r\n 'h0rse' `\r\n -AsPlainText"],
    ["secure-string", "piped", `'h0rse' | ConvertTo-SecureString -AsPlainText -Force`],
    ["secure-string", "a stock word", `ConvertTo-SecureString "P@ssw0rd" -AsPlainText -Force`],
    ["password", "of a variable", `$AdminPassword = 'c0rrect-Horse'`],
    ["password", "a bad one", `$Password = 'winter2024'`],
    ["password", "with a dollar sign", `$AdminPassword = 'c0rrect$Horse'`],
    ["password", "of a parameter", `New-LocalThing -Password "c0rrect-Horse"`],
    ["password", "of a shell", `export DB_PASSWORD=c0rrectHorse!\n`],
    ["password", "of a credential", `[Net.NetworkCredential]::new("u", "horse")`],
    ["password", "of cmdkey", `cmdkey /add:server /user:u /pass:horse1`],
    ...passwords.map(
        (text) => ["password", text, text] satisfies [kind: "password", what: string, text: string],
    ),
    ["secure-string", "fixed but for an end", `ConvertTo-SecureString "Sommer24-$n" -AsPlainText`],
    ["secure-string", "that asks in part", `ConvertTo-SecureString "Example-h0rse" -AsPlainText`],
    ["secure-string", "a form in part", `ConvertTo-SecureString 'my-{0}h0rse' -AsPlainText`],
    ["client-secret", "with naughts in it", `$clientSecret = "${word(14)}0000000${word(14, "b")}"`],
    ["client-secret", "with a word in it", `$clientSecret = "${word(20)}-Example-${word(9)}"`],
    ["client-secret", "of other characters", `$clientSecret = 'c0rrect!Horse'`],
    [
        "client-secret",
        "with dots",
        `$x = 'abc8Q~${random(15, WORDS)}....${random(15, WORDS, "b")}'`,
    ],
    ["api-key", "a token", `$token = '${word(32)}'`],
    ["api-key", "a secret", `$graphSecret = "${word(32)}"`],
    ["api-key", "a short secret", `$secret = 'c0rrect-Horse'`],
    ["api-key", "of an option", `./agent --registration-token ${word(32)}`],
    ["api-key", "of an option, with =", `./agent --api-key='${word(32)}'`],
    [
        "connection-string",
        "with a word in it",
        `$c = "Server=sql01;Database=d;Uid=u;Password=Example-h0rse"`,
    ],
    [
        "connection-string",
        "for a user of variables",
        `$c = "Server=$server;Database=$db;User ID=$u;Password=h0rse;"`,
    ],
    [
        "connection-string",
        "with a dollar sign",
        `$c = 'Server=sql01;Database=d;Uid=u;Password=c0rrect$Horse;'`,
    ],
    ["basicauth", "of other characters", "https://ann:c0rrect!Horse@contoso.com/x"],
    ["basicauth", "with a word in it", "https://ann:c0rrect-example@contoso.com/x"],
    ["basicauth", "of a host of examples", "https://ann:c0rrectHorse@git.example.com/x"],
    ["basicauth", "of another protocol", "ftp://ann:c0rrect.Horse@files.contoso.com/x"],
    ["basicauth", "without a user", "redis://:c0rrectHorse1@cache:6379/0"],
    ["github", "classic", `ghp_${word(36)}`],
    ["github", "fine-grained", `github_pat_${word(82)}`],
    ["gitlab", "a token", `glpat-${word(20)}`],
    ["npm", "a token", `npm_${word(36)}`],
    ["slack", "a token", `xoxb-${random(12, "0123456789")}-${word(24)}`],
    ["aws", "a key", `aws_secret_access_key = ${base64(40)}`],
    ["basicauth", "an address", "https://ann:c0rrectHorse@contoso.com/x"],
    ["database-connection-string", "an address", "postgres://ann:c0rrectHorse@db1:5432/x"],
    ["sendgrid", "a key", `SG.${word(22)}.${word(43)}`],
    ["stripe", "a key", `sk_live_${word(24)}`],
];

const namesOfNoPassword = [
    `$bypass = 'TLS12-only'`,
    `$apiKey = "vault-secret-name-for-api1"`,
    `$secret = 'kv-secret-name-01'`,
    `$clientSecret = "ContosoResponseClientSecret01"`,
    `$token = 'S-1-5-21-1004336348-1177238915'`,
    `<assemblyIdentity publicKeyToken="31bf3856ad364e35" />`,
    `$tokenPath = 'C:\\Secrets\\token1.json'`,
    `$password = 'HKLM:\\SOFTWARE\\Contoso\\Auth1'`,
    `$password = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Contoso\\Auth1'`,
    `$password = 'Registry::HKEY_USERS\\S-1-5-18\\Auth'`,
    `$secret = 'HKLM:\\SECURITY\\Policy\\Secrets1'`,
    `$password = 'SOFTWARE\\Contoso\\Auth1'`,
    `$password = '/etc/contoso/secret1'`,
    `$pwd = 'D:\\Work\\2024'`,
    `PWD=/home/ann/2024`,
    `$password = 'https://vault.contoso.com/secrets/1'`,
    `$pass = "$env:SVC_PASS1"`,
    `$pass = "$(Get-Secret 'svc1' -AsPlainText)"`,
    `$pass = "$($credential.GetNetworkCredential().Password)-1"`,
    `$pass = "\${SVC_PASS_1}"`,
    `$pass = "$one1$two2!"`,
    `$pass = '#{Svc.Pass.1}#'`,
    `$pass = '@SVC_PASS@'`,
    `$pass = '{{ svc_pass1 }}'`,
    `$sql = "ALTER LOGIN x WITH PASSWORD = '$password1'"`,
    `$sql = @"\nALTER LOGIN x WITH PASSWORD = '$password1'\n"@`,
    `psql <<EOF\nALTER ROLE x PASSWORD='$password1'\nEOF`,
    `net use \\\\srv\\share /user:svc $pw`,
    `net use \\\\srv\\share * /user:svc`,
    `net use Z: "$share" /persistent:no`,
    `net use Z: /delete`,
    `net user`,
    `net user ann /active:no`,
    `net user ann * /add`,
    `net user $name $pw /add`,
    `net user "%NAME%" "%PW%" /add`,
    `# Then run net user to see who there is, or net use for shares.`,
    `schtasks /create /tn x /ru svc /rp * /tr a.exe`,
    `schtasks /create /tn x /ru svc /rp "$pw" /tr a.exe`,
    `curl -u "$user:$pass" https://x`,
    `curl -u "\${USER:-administrator}:\${PASS}" https://x`,
    `curl.exe -u $env:SERVICEACCOUNT:$env:PASS https://x`,
    `curl -u ann https://x`,
    `curl -u user:password https://x`,
    `curl -U"$(cat user):$(cat pass)" https://x`,
    `sshpass -p "$PASS" ssh ann@x`,
    `sshpass -e ssh ann@x -p 2222`,
    `sshpass -f /root/pw ssh ann@x`,
    `mysql -u root -p -P 3306`,
    `mysql -u root -p"$PASS"`,
    `mysql -u root -p$(cat /root/pw)`,
    `# usage: sshpass -p PASSWORD ssh …`,
    `./agent --password "$PASS"`,
    `./agent --password=$(cat pw1)`,
    `./agent --password-file /etc/pw1`,
    `echo "usage: $0 --user USER --password PASSWORD"`,
    `# --password is asked for when --password-stdin is not given`,
    `New-LocalThing -Password $pass1`,
    `New-LocalThing -Password (Get-Secret p1)`,
    `parser.add_argument("--password", help="of 8 to 20")`,
    `./agent --token-path /var/lib/agent/token-1.json`,
    `echo "$user:$pass" | chpasswd`,
    `echo "$pass" | sudo -S true`,
    `https://$user:$pass@host/`,
    `https://ann:<password>@contoso.com/ and https://ann:your-password@contoso.com/`,
    `https://contoso.com:8443/a@b and http://[::1]:8080/x`,
];

const innocent: [what: string, text: string][] = [
    ["a variable", `$clientSecret = "$env:CLIENT_SECRET"`],
    ["a gap", `$clientSecret = "<client-secret-of-the-application>"`],
    ["crosses", `$clientSecret = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"`],
    ["a wish", `$apiKey = "your-api-key-0123-goes-here-please"`],
    ["AWS's own example", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
    [
        "the storage emulator",
        "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;",
    ],
    [
        "the emulator of Cosmos DB",
        "AccountKey=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    ],
    ["the example of jwt.io", jwt({ sub: "1234567890", name: "John Doe", iat: 1516239022 })],
    ["what is no token", `${base64Of('{"a":1}').padEnd(20, "A")}.${word(20)}.${word(40)}`],
    ["a search for keys", "Select-String -Pattern '-----BEGIN RSA PRIVATE KEY-----' -Path *.pem"],
    ["a key to fill in", pem("PRIVATE KEY", ["<your key>"])],
    ["a key of dots", pem("RSA PRIVATE KEY", ["MIIE" + ".".repeat(60)])],
    ["a key of nothing", pem("PRIVATE KEY", ["A".repeat(64)])],
    ["a certificate", pem("CERTIFICATE")],
    ["a public key", pem("PUBLIC KEY")],
    ["a SecureString of a variable", "ConvertTo-SecureString $password -AsPlainText -Force"],
    ["one of a variable in a string", `ConvertTo-SecureString "$password" -AsPlainText -Force`],
    ["one that is encrypted", `ConvertTo-SecureString (Get-Content 'key.txt') -Key $key`],
    ["one of the next line", `ConvertTo-SecureString $p -AsPlainText\nWrite-Output 'a word'`],
    ["one that is asked for", `Read-Host 'Password' -AsSecureString | ConvertFrom-SecureString`],
    [
        "a stock password in help",
        `<#\n.EXAMPLE\n  $p = ConvertTo-SecureString "P@ssw0rd" -AsPlainText -Force\n#>`,
    ],
    ["a stock password in a comment", `# $password = 'P@ssw0rd1'`],
    ["a word", `$passwordPolicy = 'minimumLength'; $password = 'unchanged'`],
    ["a path", `$password = 'C:\\Secrets\\1.txt'`],
    ["an expression", `$password = '(?i)pass\\w+[0-9]A'`],
    ["a comparison", `if ($user.Password -eq 'c0rrect-Horse') {}`],
    ["a GUID", `$clientSecret = "0f8fad5b-d9cb-469f-a165-70867728950e"`],
    ["a digest", `$apiHash = "${random(64, "0123456789abcdef")}"`],
    ["a digest of a line with a token", `$token; $sha = '${random(64, "0123456789abcdef")}'`],
    [
        "a connection string to fill in",
        `"Server=a;Database=d;User ID=u;Password={your_password};Encrypt=True;"`,
    ],
    ["one of variables", `"Server=$server;Database=$db;User ID=$u;Password=$password;"`],
    ["one without a password", `"Server=a;Database=d;Integrated Security=True;"`],
    ["a hash table", "@{ Server = $s; Password = Get-Secret }"],
    ["assignments", "$Server = 'a'; $Password = Read-Host"],
    ["a token that is asked for", `Authorization = "Bearer $($token.access_token)"`],
    ["members of a variable", "$x = SG.SecurityRules.Value"],
    ["a stock password of a credential in a comment", `# NetworkCredential("u", "P@ssw0rd")`],
    ["one of cmdkey in a comment", "# cmdkey /add:server /user:u /pass:P@ssw0rd"],
    ["a row of the alphabet", `$clientSecret = "abcdefghijklmnopqrst0123456789"`],
    ["naughts", `DB_PASSWORD=00000000a\n`],
    ["a word for a key", `$ApiKey = 'MicrosoftGraphApplicationKey'`],
    ["a word for a token", "Authorization: Bearer AuthenticationTokenOfTheCaller"],
    ["a number for a key", `$apiKey = '${random(24, "0123456789")}'`],
    ["a variable in a password", `$password = "abc1$name"`],
    ["a SecureString with a variable in it", `ConvertTo-SecureString "n1-$name" -AsPlainText`],
    ["a gap for a SecureString", `ConvertTo-SecureString "<the password>" -AsPlainText`],
    ["an empty SecureString", `ConvertTo-SecureString '' -AsPlainText -Force`],
    ["a text of no server", `Write-Output "Password=unset1; ask for another"`],
    ["a shell's word", "DB_PASSWORD=unchanged\n"],
    ["numbers", `$password = '20240101'`],
    [
        "Base32 of something else",
        `# Asks for a token.\n$address = '${random(52, `${LOWER}234567`)}'`,
    ],
    ["an address without a password", "https://ann@contoso.com/x and mailto:ann@contoso.com"],
    ["an address to fill in", "https://user:password@example.com/x"],
    ...namesOfNoPassword.map((text) => [text, text] satisfies [what: string, text: string]),
    ["a script's own code", "$token = Get-AzAccessToken; $secret = Get-AzKeyVaultSecret -Name x"],
];

describe("noSecrets", () => {
    it.each(secrets)("finds %s: %s", async (kind, _, text) => {
        const expected = [`has what looks like ${secretKinds[kind]} (${kind})`];
        expect(await messages(noSecrets, fileWith({ content: text }))).toEqual(expected);
        const within = `Get-Process\r\n  ${text}\r\nGet-Service\r\n`;
        expect(await messages(noSecrets, fileWith({ content: within }))).toEqual(expected);
    });

    it("is not led past a secret by many that are none", async () => {
        const gaps = "# https://svc1:your-pass-here@git.contoso.net/a1\n".repeat(230);
        const token = `ghp_${word(36)}`;
        const content = `${gaps}${"# filler line\n".repeat(7_000)}$t = "${token}"\n`;
        expect(await messages(noSecrets, fileWith({ content }))).toEqual([
            `has what looks like ${secretKinds.github} (github)`,
        ]);
        const real = "# https://svc1:Tr0ub4dor3x@git.contoso.net/a1\n".repeat(230);
        const file = fileWith({ content: content.replace(gaps, real) });
        expect(await messages(noSecrets, file, { disable: ["basicauth"] })).toEqual([
            `has what looks like ${secretKinds.github} (github)`,
        ]);
    });

    it("tries each kind of its own", () => {
        const tried = new Set<string>(secrets.map(([kind]) => kind));
        expect(Object.keys(ownKinds).filter((kind) => !tried.has(kind))).toEqual([]);
    });

    it.each(innocent)("finds nothing in %s", async (_, text) => {
        expect(await messages(noSecrets, fileWith({ content: text }))).toEqual([]);
        expect(await messages(noSecrets, fileWith({ content: `a\n${text}\nb\n` }))).toEqual([]);
    });

    it.each(["a.py", "a.cmd", "a.json"])("knows no variables in %s", async (fileName) => {
        const content = 'x\npassword="$ommer2024!"\nServer=a;Password=$ommer;\n';
        expect(await messages(noSecrets, fileWith({ fileName, content }))).toHaveLength(2);
        expect(await messages(noSecrets, fileWith({ fileName: "a.sh", content }))).toEqual([]);
    });

    it("says where, and nothing of the secret", async () => {
        const content = `Get-Process\r\n$x = '${clientSecret}'\r\n`;
        const [finding] = await found(noSecrets, fileWith({ content }));
        expect(finding).toMatchObject({ line: 2, column: 7 });
        for (let at = 0; at + 5 <= clientSecret.length; at++)
            expect(JSON.stringify(finding)).not.toContain(clientSecret.slice(at, at + 5));
    });

    it("tells each of several, once", async () => {
        const content = `$password = 'c0rrect-Horse'\n$x = '${clientSecret}'\n$t = 'ghp_${word(36)}'\n`;
        const lines = (await found(noSecrets, fileWith({ content }))).map(({ line }) => line);
        expect(lines).toEqual([1, 2, 3]);
    });

    it.each([
        "# secretlint-disable",
        "# secretlint-disable @secretlint/secretlint-rule-github",
        "# secretlint-disable-next-line",
    ])("is not switched off by %s", async (comment) => {
        const content = `${comment}\n$x = "ghp_${word(36)}" # secretlint-disable-line\n`;
        expect(await messages(noSecrets, fileWith({ content }))).toHaveLength(1);
    });

    describe("reads", () => {
        const text = `Get-Process\r\n$t = 'ghp_${word(36)}'\r\n$x = '${clientSecret}'\r\n`;
        const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
        it.each<[string, Buffer]>([
            ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
            ["UTF-16LE", utf16],
            ["UTF-16BE", Buffer.from(utf16).swap16()],
            ["UTF-16LE without a byte order mark", utf16.subarray(2)],
            ["UTF-16BE without a byte order mark", Buffer.from(utf16).swap16().subarray(2)],
            [
                "UTF-32",
                Buffer.from(
                    Array.from(`\uFEFF${text}`)
                        .map((c) => `${c}\0`)
                        .join(""),
                    "utf16le",
                ),
            ],
            ["text of a code page", Buffer.concat([Buffer.from(text), Buffer.from([0xe9])])],
        ])("%s", async (_, content) => {
            expect(await found(noSecrets, fileWith({ content }))).toMatchObject([
                { line: 2, column: 7 },
                { line: 3, column: 7 },
            ]);
        });

        it("programs", async () => {
            const head = Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0xff, 0xfe, 0x80]);
            for (const encoding of ["latin1", "utf16le"] as const) {
                const content = Buffer.concat([head, Buffer.from(text, encoding), head]);
                const file = fileWith({ fileName: "a.exe", content });
                expect(await messages(noSecrets, file)).toHaveLength(2);
            }
        });

        it("nothing, and what is torn", async () => {
            for (const content of [
                Buffer.alloc(0),
                Buffer.from([0xff, 0xfe, 0x41]),
                Buffer.alloc(9),
            ])
                expect(await messages(noSecrets, fileWith({ content }))).toEqual([]);
        });
    });

    it("finds one at each place of a large file, and no more than it is worth", async () => {
        const filler = "# nothing to be seen here\n".repeat(12_000);
        const token = `ghp_${word(36)}`;
        for (const at of [0, PIECE - 20, PIECE, PIECE + 1, filler.length]) {
            const content = `${filler.slice(0, at)}\n${token}\n${filler.slice(at)}`;
            expect(await messages(noSecrets, fileWith({ content }))).toHaveLength(1);
        }
        const many = await messages(noSecrets, fileWith({ content: `${token}\n`.repeat(20_000) }));
        expect(many).toHaveLength(21);
        expect(many.at(-1)).toBe("has more than 20 places that look like secrets");
    });

    it("does not take the middle of a word for a beginning, where it is looked at in pieces", async () => {
        // The second piece begins with it.
        const content = `${"a".repeat(PIECE - OVERLAP)}ghp_${word(36)} ${"a".repeat(40_000)}`;
        expect(await messages(noSecrets, fileWith({ content }))).toEqual([]);
    });

    describe("configured", () => {
        const file = fileWith({ content: `$clientSecret = "${clientSecret}"` });
        const with_ = (configuration: object) => messages(noSecrets, file, configuration);

        it("leaves out what is allowed, as a whole", async () => {
            expect(await with_({ allow: ["abc8Q~[\\w.-]+"] })).toEqual([]);
            expect(await with_({ allow: ["abc8Q~"] })).toHaveLength(1);
        });

        it("leaves out kinds", async () => {
            expect(await with_({ disable: ["client-secret"] })).toEqual([]);
            expect(await with_({ disable: ["github"] })).toHaveLength(1);
        });

        it("is kept busy by no expression", async () => {
            const content = `$clientSecret = "${"ab1".repeat(60)}c9Z~"`;
            const slow = { allow: ["(([a-z0-9]+)+)+!"] };
            expect(await messages(noSecrets, fileWith({ content }), slow)).toHaveLength(1);
            const long = `sk_live_${word(90)}`;
            expect(await messages(noSecrets, fileWith({ content: long }), slow)).toHaveLength(1);
        });

        it.each([
            [{ allow: ["("] }, ["allow", 0]],
            [{ allow: ["ok", "(a)\\1"] }, ["allow", 1]],
            [{ allow: [""] }, ["allow", 0]],
            [{ allow: "x" }, ["allow"]],
            [{ disable: ["githubs"] }, ["disable", 0]],
            [{ disabled: [] }, []],
        ])("takes no %j", (configuration, path) => {
            const read = noSecrets.configuration.safeParse(configuration);
            expect(read.error?.issues[0]?.path).toEqual(path);
        });
    });

    it("is kept busy by no row", async () => {
        const rows = [
            "password='$a'\n",
            "net user a ",
            "curl -u $(((",
            "@'\n",
            "<<A\n",
            "-a-pass ",
        ];
        for (const row of rows) {
            const content = row.repeat(500_000 / row.length);
            expect((await messages(noSecrets, fileWith({ content }))).length).toBeLessThan(22);
        }
    });

    it("looks at the texts that go up with the file, without a place", async () => {
        const description = `Signs in with token ghp_${"aB3d".repeat(9)} and password='Winter2026!x'`;
        const parametersDescription = "--password Winter2026!x";
        const texts = fileWith({ description, parametersDescription });
        const mine = await found(noSecrets, texts);
        expect(mine.map(({ message, line }) => [message, line])).toEqual([
            [expect.stringMatching(/\(github\) in the description$/), undefined],
            [expect.stringMatching(/\(password\) in the description$/), undefined],
            [
                expect.stringMatching(/\(password\) in the description of its parameters$/),
                undefined,
            ],
        ]);
        expect(JSON.stringify(mine)).not.toMatch(/Winter|aB3d/);
        expect(
            await found(noSecrets, fileWith({ parametersDescription: "-Password  of the vault" })),
        ).toEqual([]);
    });

    it("tells what has a form of its own as that, whatever its name", async () => {
        const content = `$token = 'ghp_${"aB1cD2eF3gH4".repeat(3)}'\n`;
        expect(await messages(noSecrets, fileWith({ content }))).toEqual([
            "has what looks like a GitHub token (github)",
        ]);
    });

    it("has each kind of its own on its page", () => {
        const folder = join(__dirname, "..", "..", "..", "docs", "policies");
        const page = readFileSync(join(folder, "mde-no-secrets.md"), "utf8");
        for (const kind of Object.keys(ownKinds)) expect(page).toContain(`\`${kind}\``);
    });

    it("knows each rule of secretlint's preset, and no others", async () => {
        const { rules } = await esModule({
            load: () => import("@secretlint/secretlint-rule-preset-recommend"),
            path: () => require.resolve("@secretlint/secretlint-rule-preset-recommend"),
        });
        const names = rules.map(({ meta }) => meta.id.replace("@secretlint/secretlint-rule-", ""));
        const known = [...Object.keys(secretlintKinds), "filter-comments"];
        expect(names.sort()).toEqual(known.sort());
    });
});
