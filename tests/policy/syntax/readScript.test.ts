import { Content } from "../../../policy/content";
import { grammarReader } from "../../../policy/syntax/readScript";
import type { Language, Script } from "../../../policy/syntax/script";

const read = grammarReader({ maxTime: 60_000 });
const content = (text: string | Buffer) => new Content(Buffer.from(text as string));

async function script(language: Language, text: string | Buffer): Promise<Script> {
    const found = await read(language, content(text));
    if ("unread" in found) throw new Error(found.unread);
    return found;
}

/** The facts as `kind name(arguments)`. */
const told = async (language: Language, text: string) =>
    (await script(language, text)).facts.map(
        ({ kind, name, args }) => `${kind} ${name}(${args.join(", ")})`,
    );

describe("readScript", () => {
    it.each([
        ["Get-Item -Path:C:\\x 'a b'", ["call get-item(-Path, C:\\x, a b)"]],
        ["i`ex $x", ["call iex($x)"]],
        [
            "& 'iex' $x; &('i' + \"ex\"); . iex; i\"e\"x",
            Array(4).fill(expect.stringMatching(/^call iex/)),
        ],
        ["& $command", ["call ()"]],
        ["C:\\Windows\\System32\\WevtUtil.exe cl Security", ["call wevtutil(cl, Security)"]],
        ["Microsoft.PowerShell.Utility\\Invoke-Expression 1", ["call invoke-expression(1)"]],
        ["$x.\"Down`loadString\"('u')", ["member downloadstring(u)"]],
        ["[A.B]::C = { 1 }", ["set [a.b]::c()"]],
        ['"a $(Get-Item b)"', ["call get-item(b)"]],
        ["# Get-Item\n'Get-Item'\n@'\nGet-Item\n'@", []],
        ["powershell -c 'iex $x'", ["call powershell(-c, iex $x)", "call iex($x)"]],
    ])("says what PowerShell does: %s", async (text, facts) => {
        expect(await told("powershell", text)).toEqual(facts);
    });

    it.each([
        ['/usr/bin/curl -k \'a b\' "c d" "$x"', ['call curl(-k, a b, c d, "$x")']],
        ['c\\url x; c"ur"l x', ["call curl(x)", "call curl(x)"]],
        [
            "sudo -u root env A=1 sh -s",
            ["call sudo(-u, root, env, A=1, sh, -s)", "call env(A=1, sh, -s)", "call sh(-s)"],
        ],
        ["x=$(id)", ["set x($(id))", "call id()"]],
        ["id > /a 2>&1 >> /b", ["call id()", "write /a(>)", "write /b(>>)"]],
        ["unset A", ["call unset(A)"]],
        ["# id\necho 'id'", ["call echo(id)"]],
        ["bash -c 'bash -c id'", ["call bash(-c, bash -c id)", "call bash(-c, id)", "call id()"]],
    ])("says what a shell does: %s", async (text, facts) => {
        expect(await told("shell", text)).toEqual(facts);
    });

    it("says where, what is within what, and which pipelines there are", async () => {
        const { facts, pipelines } = await script("powershell", "a (b)\r\n  c | d { e } | f");
        expect(facts.map(({ name, line, column, end }) => [name, line, column, end])).toEqual([
            ["a", 1, 1, 2],
            ["b", 1, 4, 2],
            ["c", 2, 3, 3],
            ["d", 2, 7, 5],
            ["e", 2, 11, 5],
            ["f", 2, 17, 6],
        ]);
        expect(pipelines).toEqual([
            [
                [2, 3],
                [3, 5],
                [5, 6],
            ],
        ]);
    });

    it.each<[Language, string, object]>([
        ["powershell", "if ($x) {\n  a\n", { message: 'lacks "}" here', line: 2 }],
        ["powershell", "a\nb )\n", { message: "has something here that cannot be read", line: 2 }],
        ["shell", "if a; then\n  b\n", { message: 'lacks "fi" here', line: 3 }],
    ])("says where %s is wrong: %j", async (language, text, problem) => {
        expect((await script(language, text)).problems[0]).toMatchObject(problem);
    });

    it("reads UTF-16", async () => {
        const { facts } = await script("powershell", Buffer.from("\uFEFFGet-Größe", "utf16le"));
        expect(facts).toMatchObject([{ name: "get-größe" }]);
    });

    it("reads a content once", async () => {
        const one = content("a");
        expect(await read("shell", one)).toBe(await read("shell", one));
        expect(await read("shell", one)).not.toBe(await read("powershell", one));
    });

    it.each<[Language, string]>([
        ["powershell", "("],
        ["powershell", "$("],
        ["powershell", "if ($a) {"],
        ["powershell", '"$('],
        ["powershell", "1+"],
        ["powershell", "a|"],
        ["shell", "("],
        ["shell", "$("],
        ["shell", "if a; then "],
        ["shell", '"$('],
        ["shell", "a | ("],
        ["shell", "a=$( "],
        ["shell", "a='b=\"c=` "],
        ["shell", "[ \\( "],
        ["shell", "for a "],
    ])("reads %s of nothing but %s", async (language, piece) => {
        const found = await read(language, content(piece.repeat(20_000)));
        expect(Object.keys(found)).toEqual(expect.arrayContaining(["problems"]));
    });

    it("reads brackets 50,000 deep, and what is in them", async () => {
        const deep = "(".repeat(50_000) + "iex" + ")".repeat(50_000);
        expect((await script("powershell", deep)).facts).toMatchObject([{ name: "iex" }]);
    });

    it.each([
        [
            "20 MB",
            Buffer.alloc(20 * 2 ** 20, "a "),
            "has 20,971,520 characters, and the grammar is given no more than 1,048,576",
        ],
        ["NUL", "a\0b", "has a NUL character, which no text has"],
        [
            "another encoding",
            Buffer.from([0x61, 0xe9]),
            "is neither UTF-8 nor UTF-16 with a byte order mark",
        ],
    ])("does not read %s", async (_, bytes, unread) => {
        expect(await read("shell", content(bytes))).toEqual({ unread });
    });

    it("ends what takes too long, and reads on in another process", async () => {
        const reader = grammarReader({ maxTime: 4_000 });
        const [slow, next] = await Promise.all([
            reader("shell", content("${a".repeat(300_000))),
            reader("shell", content("id")),
        ]);
        expect(slow).toEqual({ unread: "keeps the grammar busy for more than 4 s" });
        expect(next).toMatchObject({ facts: [{ name: "id" }] });
    });

    it("waits for none of several that take too long", async () => {
        const impatient = grammarReader({ maxTime: 1 });
        const [slow, next] = await Promise.all([
            impatient("powershell", content("Get-Item -Path a\n".repeat(50_000))),
            impatient("shell", content("echo a\n".repeat(100_000))),
        ]);
        const unread = "keeps the grammar busy for more than 0.001 s";
        expect([slow, next]).toEqual([{ unread }, { unread }]);
    });
});
