import { powershellParses, shellParses } from "../../../policy/claims";
import { powershellParsesBy } from "../../../policy/claims/powershellParses";
import { shellParsesBy } from "../../../policy/claims/shellParses";
import { readConfiguration } from "../../../policy/configuration";
import { openPwsh, type PwshAnswer } from "../../../policy/parsers/pwsh";
import { shellChecker } from "../../../policy/parsers/shellCheck";
import { grammarReader, readScript } from "../../../policy/syntax/readScript";
import { Programs, pwshStandIn } from "../parsers/standIn";
import { fileWith, found } from "../checked";

const grammar = readScript;
/** A pwsh that always answers so. */
const answering = (answer: PwshAnswer) => {
    const parse = jest.fn<Promise<PwshAnswer>, [text: string]>(() => Promise.resolve(answer));
    return { parse, analyze: parse };
};
const noPwsh = powershellParsesBy({ pwsh: answering({ absent: "pwsh" }), grammar });
const noShell = shellParsesBy({ shell: () => Promise.resolve({ absent: true }), grammar });
const ps1 = (content: string | Uint8Array) => fileWith({ fileName: "a.ps1", content });
const sh = (content: string | Uint8Array) => fileWith({ fileName: "a.sh", content });

const advisory = { advisory: true };

describe("mde-powershell-parses", () => {
    let programs: Programs;
    beforeEach(() => {
        programs = new Programs();
    });
    afterEach(() => {
        programs.remove();
    });

    /** The claim with a pwsh that answers so: a real process. */
    function withPwsh(answer: string, maxTime = 60_000) {
        programs.add("pwsh", pwshStandIn(answer));
        const pwsh = openPwsh({ environment: () => ({ PATH: programs.folder }), maxTime });
        return powershellParsesBy({ pwsh, grammar });
    }

    it("goes by pwsh's own parser where it is there, and by no grammar then", async () => {
        const claim = withPwsh(
            `say({ problems: question.text === "bad" ? [{ message: "Missing closing '}' in statement block.", line: 3, column: 4 }] : [] });`,
        );
        expect(await found(claim, ps1("bad"))).toEqual([
            {
                message:
                    "is no PowerShell: Missing closing '}' in statement block (by pwsh's own parser)",
                mend: "Mend it: PowerShell runs nothing of a script that it cannot parse.",
                line: 3,
                column: 4,
            },
        ]);
        expect(await found(claim, ps1("if ($x) {"))).toEqual([]);
    });

    it.each(["TypeNotFound", "ModuleNotFoundDuringParse", "WorkflowNotSupportedInPowerShellCore"])(
        "advises of what only the machines know that it is for: %s",
        async (id) => {
            const claim = withPwsh(
                `say({ problems: [{ id: "${id}", message: "Unable to find it.", line: 1, column: 1 }] });`,
            );
            expect(await found(claim, ps1("using module .\\Other.psm1"))).toMatchObject([
                { message: expect.stringMatching(/^needs what is not on/) as string, ...advisory },
            ]);
        },
    );

    it("hands pwsh the text, be it UTF-16", async () => {
        const pwsh = answering({ problems: [] });
        const claim = powershellParsesBy({ pwsh, grammar });
        await found(claim, ps1(Buffer.from("\uFEFFGröße", "utf16le")));
        expect(pwsh.parse).toHaveBeenCalledWith("Größe");
    });

    it("advises by the grammar, and says so, where there is no pwsh", async () => {
        expect(await found(noPwsh, ps1("if ($x) {\n  a\n"))).toEqual([
            {
                message:
                    'may have a syntax error: a grammar, which is not PowerShell itself, says that it lacks "}" here (tree-sitter-pwsh)',
                mend: "Where pwsh is installed, this policy asks that instead: run it there, and mend the script if it is refused there too.",
                line: 2,
                column: 4,
                advisory: true,
            },
        ]);
        expect(await found(noPwsh, ps1("if ($x) {\n  a\n}\n"))).toEqual([]);
    });

    it.each([
        ["dies", "process.exit(1);", "ended before it answered (with exit code 1)"],
        ["hangs", "for (;;);", "gave no answer in 0.5 s"],
        ["prints rubbish", 'console.log("mde:e30=:");', "gave an answer that is none"],
        ["fails", 'say({ failed: "out of memory" });', "failed at it (out of memory)"],
    ])("says of a pwsh that %s that it did, and goes by the grammar", async (_, code, how) => {
        const claim = withPwsh(code, code.startsWith("for") ? 500 : 60_000);
        const all = await found(claim, ps1("if ($x) {"));
        expect(all).toMatchObject([advisory, advisory]);
        expect(all[0]!.message).toBe(`was not parsed by PowerShell itself: pwsh ${how}`);
        expect(all[1]!.message).toMatch(/^may have a syntax error/);
    });

    it("says of each file that pwsh was not asked about any more, and goes by the grammar", async () => {
        const claim = withPwsh("process.exit(1);");
        for (let times = 0; times < 3; times++) await found(claim, ps1("Get-Process"));
        for (const [content, others] of [
            ["Get-Process", 0],
            ["if ($x) {", 1],
        ] as const) {
            const all = await found(claim, ps1(content));
            expect(all).toHaveLength(1 + others);
            expect(all[0]).toMatchObject({
                message:
                    "was not parsed by PowerShell itself: pwsh failed 3 times for other files, and was not asked again",
                mend: expect.stringContaining("is by a grammar") as string,
                advisory: true,
            });
        }
    });

    it("tells no secret that stands where it is wrong", async () => {
        const message = "Unexpected token 'Hunter2-secret' in expression or statement.";
        const pwsh = answering({ problems: [{ message, line: 1, column: 1 }] });
        const [first] = await found(powershellParsesBy({ pwsh, grammar }), ps1("a"));
        expect(first!.message).not.toContain("Hunter2");
    });

    it.each([
        [
            "20 MB",
            Buffer.alloc(20 * 2 ** 20 + 1, "a\n"),
            "was not parsed: it has 20,971,521 characters",
        ],
        ["NUL", "a\0", "was not parsed: it has a NUL character"],
        ["no text", Buffer.from([0x61, 0xe9]), "was not parsed: it is neither UTF-8 nor"],
    ])("says that %s was not read", async (_, content, message) => {
        const all = await found(noPwsh, ps1(content));
        expect(all).toMatchObject([advisory]);
        expect(all[0]!.message).toContain(message);
    });

    it("gives pwsh no more than a library takes", async () => {
        const pwsh = answering({ problems: [] });
        const claim = powershellParsesBy({ pwsh, grammar });
        expect(await found(claim, ps1(Buffer.alloc(20 * 2 ** 20 + 1, "a\n")))).toHaveLength(1);
        expect(pwsh.parse).not.toHaveBeenCalled();
    });

    it("says what keeps the grammar busy", async () => {
        const pwsh = answering({ absent: "pwsh" });
        const claim = powershellParsesBy({ pwsh, grammar: grammarReader({ maxTime: 1 }) });
        const all = await found(claim, ps1("Get-Item a\n".repeat(50_000)));
        expect(all[0]!.message).toBe(
            "was not parsed: it keeps the grammar busy for more than 0.001 s",
        );
    });

    it("looks at no other files", async () => {
        for (const fileName of ["a.sh", "a.py", "a.ps1xml", "a"])
            expect(await found(noPwsh, fileWith({ fileName, content: "if (" }))).toEqual([]);
        for (const fileName of ["a.psm1", "a.PSD1"])
            expect(await found(noPwsh, fileWith({ fileName, content: "if (" }))).toHaveLength(1);
    });

    it("has no keys", () => {
        expect(readConfiguration(powershellParses, { a: 1 })).toHaveProperty("problems");
    });
});

describe("mde-shell-parses", () => {
    it("goes by the shell of the #! line", async () => {
        expect(await found(shellParses, sh("#!/bin/bash\na=(1 2)\nif true; then\n  fi\n"))).toEqual(
            [
                {
                    message:
                        "is no script of bash: syntax error near unexpected token `fi' (by bash -n)",
                    mend: "Mend it, or name the shell that it is for in its #! line.",
                    line: 4,
                },
            ],
        );
        expect(await found(shellParses, sh("#!/bin/bash\na=(1 2)\n"))).toEqual([]);
        expect(await found(shellParses, sh("#!/bin/sh\nif true; then echo; fi\n"))).toEqual([]);
        expect(await found(shellParses, sh("#!/bin/sh\nif true; then echo;\n"))).toMatchObject([
            { message: expect.stringMatching(/^is no script of sh: .*\(by sh -n\)$/) as string },
        ]);
    });

    it("advises by the grammar, and says so, where that shell is not there", async () => {
        const all = await found(noShell, sh("#!/bin/ksh\nif true; then\n"));
        expect(all).toMatchObject([{ advisory: true }]);
        expect(all[0]!.message).toMatch(/^may have a syntax error: .*tree-sitter-bash/);
        expect(await found(noShell, sh("#!/bin/ksh\nif true; then :; fi\n"))).toEqual([]);
    });

    it("says of a shell that gives no verdict that it did not, and goes by the grammar", async () => {
        const shell = () => Promise.resolve({ failed: "ended with SIGSEGV when it read it" });
        const claim = shellParsesBy({ shell, grammar });
        const all = await found(claim, sh("#!/bin/bash\nif true; then\n"));
        expect(all).toMatchObject([advisory, advisory]);
        expect(all[0]!.message).toBe(
            "was not parsed by a shell: bash ended with SIGSEGV when it read it",
        );
    });

    it.each([
        ["20 MB on one line", Buffer.alloc(20 * 2 ** 20, "a ")],
        ["20 MB of brackets", Buffer.alloc(20 * 2 ** 20, "(")],
        ["UTF-16", Buffer.from("\uFEFFif\n", "utf16le")],
        ["NUL", Buffer.from("if true\0; then\n")],
        ["no text", Buffer.from([0xe9, 0xff, 0x28, 0x0a])],
    ])("comes to an end with %s, with a shell and without", async (_, content) => {
        const real = shellParsesBy({ shell: shellChecker({ maxTime: 2_000 }), grammar });
        await found(real, sh(content));
        expect(await found(noShell, sh(content))).toMatchObject([advisory]);
    });

    it("looks at no other files", async () => {
        for (const fileName of ["a.ps1", "a.py", "a.txt", "a"])
            expect(await found(noShell, fileWith({ fileName, content: "if (" }))).toEqual([]);
        const named = fileWith({ fileName: "a", content: "#!/bin/sh\nif (" });
        expect(await found(noShell, named)).toHaveLength(1);
    });

    it("has no keys", () => {
        expect(readConfiguration(shellParses, { a: 1 })).toHaveProperty("problems");
    });
});
