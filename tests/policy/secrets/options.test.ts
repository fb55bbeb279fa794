import { kindsIn, PASSWORD } from "./findings";

const MADE = "k8Jd72hslQ9vBz41Mx0PwEr5";

const secrets: [kind: string, text: string][] = [
    ["api-key", `Install-Agent -RegistrationToken GR1348941x7Hs92kLm3Qz8Tp`],
    ["api-key", `x -ApiKey ${MADE}`],
    ["api-key", `x -ApiKey:${MADE} -Verbose`],
    ["api-key", `.\\agent.exe -Token ${MADE}`],
    ["api-key", `Set-Thing -StorageAccountKey ${MADE}; Get-Thing`],
    ["client-secret", `Connect-X -ClientSecret ${MADE}`],
    ["client-secret", `./agent --client-secret=${MADE}`],
    ["api-key", `$apiKey = "k8Jd72hslQ9v$($x)Bz41Mx0PwEr5"`],
    ["password", `docker run --env=DB_PASS=Tr0ub4dor_3x i`],
    ["password", `docker build --build-arg=DB_PASS=Tr0ub4dor_3x .`],
    ["password", `docker login -u ann --password SommerRegen registry`],
    ["password", `# docker login -u ann --password SommerRegen registry`],
    ["password", `docker login -u ann --password rose registry`],
    ["password", `podman login -u ann --password=SommerRegen registry`],
    ["password", `az login -u ann --password 'SommerRegen'`],
    ["password", `mysqldump -u root --password=SommerRegen db`],
    ["password", `mysql --password='SommerRegen' db`],
    ["password", `[Net.NetworkCredential]::new($cfg['u'], 'SommerRegen')`],
    ["password", `[Net.NetworkCredential]::new($cfg.User, 'SommerRegen')`],
    ["password", `[Net.NetworkCredential]::new($cfg["u"].Name, 'SommerRegen')`],
    ["password", `[Net.NetworkCredential]::new([string]'svc', [string]'SommerRegen')`],
    ["password", `[Net.NetworkCredential]::new([string] $u, 'SommerRegen')`],
    ["password", `[Net.NetworkCredential]::new((whoami), 'SommerRegen')`],
    ["password", `New-Object Net.NetworkCredential((whoami), 'SommerRegen')`],
];

const innocent = [
    `Connect-X -ClientSecret $clientSecret1 -ApiKey $apiKey1 -Token $token1`,
    `Connect-X -ClientSecret (Get-Secret 'ir-collector-1') -Token $($t.Value1)`,
    `Get-Thing -Token MicrosoftGraphToken2`,
    `Get-Thing -ApiKey vault-secret-name-for-api1`,
    `Get-Thing -Secret projects/123456789/secrets/ir-collector/versions/1`,
    `Get-Thing -TokenPath C:\\Agent\\k8Jd72hslQ9vBz41Mx0PwEr5`,
    `Get-AzKeyVaultSecret -Name k8Jd72hslQ9vBz41Mx0PwEr5`,
    `$apiKey = "$prefix-$($name)-$suffix-12345"`,
    `$apiKey = "vault-secret-$($name)-for-api1"`,
    `Get-Thing -PublicKeyToken 31bf3856ad364e35`,
    `# Using docker login --password via the command line is not safe.`,
    `docker run --env=DB_PASS i`,
    `docker run --env=DB_PASS=$DB_PASS_1 i`,
    `docker login -u ann --password "$REGISTRY_PASS"`,
    `docker login -u ann --password-stdin registry`,
    `docker run i --password`,
    `mysqldump -u root --password db`,
    `mysqldump -u root --password="$DB_PASS" db`,
    `[Net.NetworkCredential]::new($cfg['u'], $cfg['p'])`,
    `[Net.NetworkCredential]::new((whoami), (Get-Secret 'x'))`,
];

describe("an option, or what a command is given", () => {
    it.each(secrets)("is %s in %s", async (kind, text) => {
        expect(await kindsIn(text)).toEqual([kind]);
    });

    it.each([...innocent, `password is ${"x".repeat(8)}, not ${PASSWORD}`])(
        "is none in %s",
        async (text) => {
            expect(await kindsIn(text)).toEqual([]);
        },
    );
});
