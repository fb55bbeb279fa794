import { readFileSync } from "node:fs";
import { join } from "node:path";

import { noSecrets } from "../../../policy/claims";
import { esModule } from "../../../policy/esModule";
import { OVERLAP, PIECE } from "../../../policy/secrets/secretlint";
import { ownKinds, secretKinds, secretlintKinds } from "../../../policy/secrets/secret";
import { fileWith, found, messages } from "../checked";
import { innocent } from "./innocentCases";
import { word, clientSecret } from "./madeSecrets";
import { secrets } from "./secretCases";

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
