import { kindsIn } from "./findings";

const innocent: [what: string, fileName: string, text: string][] = [
    ...[
        `STATUS_WRONG_PASSWORD=0xC000006A`,
        `$wrongPassword = '0x80070056'`,
        `{"expired_password": "0xC0000071"}`,
        `WRONG_PASSWORD=-1073741718`,
    ].map((text): [string, string, string] => ["a status code", "a.sh", text]),
    ...[
        `connect(host=h, password=config2.db_password)`,
        `connect(\n    password=settings.db1_password\n)`,
        `connect(\n    password=settings.db1_password,\n)`,
        `f(password=self.password2,token=cfg2.token3)`,
        `x(password=password1_value)`,
        `x(password=password1_value, user=y)`,
    ].flatMap((text): [string, string, string][] => [
        ["code of Python", "a.py", text],
        ["code of a language that is not known", "a.jl", text],
    ]),
    ...[
        `set "DB_PASS=!newPass1!"`,
        `net user ann !newPw! /add`,
        `psexec \\\\!h! -u !u! -p !p! cmd`,
        `set "DB_PASS=x!newPass1:~0,8!"`,
        `net user ann %RANDOM%%RANDOM%aA! /add`,
    ].map((text): [string, string, string] => ["a variable of a batch file", "a.cmd", text]),
    ["an expression", "a.sh", `grep -E 'mysql://[^:]+:[^@]+@' /etc -r`],
    ["an expression", "a.py", `found = re.search(r"mysql://\\w+:\\w+@\\w+/", text)`],
    ...[
        `secret=projects/123456789/secrets/ir-collector/versions/1`,
        `secret=arn:aws:secretsmanager:eu-west-1:123456789012:secret:ir/collector-AbCdEf`,
        `password=arn:aws:secretsmanager:eu-west-1:123456789012:secret:ir/collector-AbCdEf`,
        `$apiKey = 'projects/123456789/secrets/ir-collector/versions/1'`,
    ].map((text): [string, string, string] => ["the name of a vault's secret", "a.ps1", text]),
    ...[
        `FIRST_PASS=2024-01-01`,
        `$firstPass = '2024-01-01'`,
        `scan_pass="scan_pass_01"`,
        `pad_token = "__PAD_0__"`,
        `$TicketToken = 'INC0012345'`,
    ].map((text): [string, string, string] => ["a label", "a.ps1", text]),
    ["nobody's password", "a.sh", `wget ftp://anonymous:anonymous@files.contoso.com/x`],
];

const guilty: [kind: string, fileName: string, text: string][] = [
    ["password", "a.py", `run("connect(password=Tr0ub4dor.x3y)")`],
    ["password", "a.py", `connect(password="settings.db1_Password")`],
    ["password", "a.py", `"""\nexport DB_PASSWORD=Tr0ub4dor.x3y\n"""`],
    ["password", "a.py", `"""\n./agent --password=Tr0ub4dor.x3y\n"""`],
    ["password", "a.env", `DB_PASSWORD=Tr0ub4dor.Xk9v`],
    ["password", "a.sh", `(export DB_PASSWORD=password1_Value)`],
    ["password", "a.cmd", `set "DB_PASS=!Sommer2024!"`],
    ["password", "a.ps1", `$adminPass = '!newPass1!'`],
    ["password", "a.cmd", `set "DB_PASS=%RANDOM%aA!Rose1x"`],
    ["password", "a.sh", `DB_PASS=correct_horse_01`],
    ["password", "a.ps1", `$password = '2024-01-01'`],
    ["password", "a.ps1", `$adminPassword = 'INC0012345'`],
    ["password", "a.ps1", `$adminPassword = '0xC000006Ag'`],
    ["database-connection-string", "a.sh", `mysql://ann:Tr0ub4dor3x@db1:3306/x`],
    ["basicauth", "a.sh", `wget ftp://anonymous:Tr0ub4dor.3x@files.contoso.com/x`],
];

describe("secrets", () => {
    it.each(innocent)("are not taken from %s in %s: %s", async (_, fileName, text) => {
        expect(await kindsIn(text, fileName)).toEqual([]);
    });

    it.each(guilty)("are found beside that, %s in %s: %s", async (kind, fileName, text) => {
        expect(await kindsIn(text, fileName)).toEqual([kind]);
    });
});
