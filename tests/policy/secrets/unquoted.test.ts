import { KEY, kindsIn, PASSWORD } from "./findings";

const words: [kind: string, text: string][] = [
    ...[
        `export API_KEY=${KEY}`,
        `TOKEN=${KEY}`,
        `set API_KEY=${KEY}`,
        `set "API_KEY=${KEY}"`,
        `TOKEN_VALUE=${PASSWORD} ./agent`,
        `docker run -e 'ACCESS_TOKEN=${KEY}' x`,
        `setup.exe /quiet TOKEN=${KEY}`,
    ].map((text): [string, string] => ["api-key", text]),
    ["client-secret", `export CLIENT_SECRET=${KEY}`],
    ...[
        `if x; then DB_PASSWORD=${PASSWORD}`,
        `declare -x DB_PASSWORD=${PASSWORD}`,
        `export A=1 DB_PASSWORD=${PASSWORD}`,
        `env -i PGPASSWORD=${PASSWORD} psql`,
        `sudo PGPASSWORD=${PASSWORD} psql`,
        `docker run -e MYSQL_ROOT_PASSWORD=${PASSWORD} x`,
        `docker run --env="MYSQL_ROOT_PASSWORD=${PASSWORD}" x`,
        `if 1==1 set PASSWORD=${PASSWORD}`,
        `(export DB_PASSWORD=${PASSWORD})`,
        `bash -c "DB_PASSWORD=${PASSWORD} ./x"`,
        `setup.exe /PASSWORD=${PASSWORD}`,
        `if not defined PASS set "PASS=${PASSWORD}"`,
        `cmd /c set PASS=${PASSWORD}`,
        `for %%a in (1) do set PASS=${PASSWORD}`,
        `DB_PASS+=${PASSWORD}`,
        `setx DB_PASSWORD ${PASSWORD} /m`,
        `setx /m DB_PASSWORD "${PASSWORD}"`,
        `DB_PASSWORD="\${DB_PASSWORD:-${PASSWORD}}"`,
        `DB_PASSWORD=\${DB_PASSWORD:-${PASSWORD}}`,
        `DB_PASSWORD=\${1:-${PASSWORD}}`,
        `: "\${DB_PASSWORD:=${PASSWORD}}"`,
        `: \${DB_PASSWORD=${PASSWORD}}`,
        `curl -u "bob:\${P:-${PASSWORD}}" https://x`,
        `curl -u "bob:\${P:-horse-battery}" https://x`,
        `DB_PASSWORD="$('${PASSWORD}')"`,
        `DB_PASSWORD="\${P-${PASSWORD}}"`,
    ].map((text): [string, string] => ["password", text]),
];

const innocent = [
    `export API_KEY=$KEY1`,
    `export API_KEY="\${API_KEY:-}"`,
    `TOKEN=\${TOKEN:-\${OTHER_TOKEN_1}}`,
    `DB_PASSWORD="\${DB_PASSWORD:?is not set in file1}"`,
    `DB_PASSWORD="\${DB_PASSWORD:+was-given1}"`,
    `curl -u "\${USER:-administrator}:\${PASS}" https://x`,
    `curl -u "bob:\${P:-}" https://x`,
    `TOKEN=$(cat /run/token1)`,
    `TOKEN=<your-token-1>`,
    `TOKEN_FILE=/run/secrets/token1`,
    `PASSWORD=/run/secrets/db1`,
    `TOKEN=vault-secret-name-for-api1`,
    `CLIENT_SECRET=0f8fad5b-d9cb-469f-a165-70867728950e`,
    `Version=1.0.0.0, Culture=neutral, PublicKeyToken=31bf3856ad364e35`,
    `connect(user=name1, password=password_1, token=tokens[0])`,
    `BYPASS=TLS12-only`,
    `set PASSWORD=%PASSWORD1%`,
    `echo usage: TOKEN=... PASSWORD=******** $0`,
];

describe("a word of a shell or a batch file", () => {
    it.each(words)("is %s in %s", async (kind, text) => {
        expect(await kindsIn(text, "a.sh")).toEqual([kind]);
    });

    it.each(["a.cmd", "a.ps1", "a"])("is one in %s", async (fileName) => {
        expect(await kindsIn(`set API_KEY=${KEY}`, fileName)).toEqual(["api-key"]);
    });

    it.each(innocent)("is none in %s", async (text) => {
        expect(await kindsIn(text, "a.sh")).toEqual([]);
    });
});
