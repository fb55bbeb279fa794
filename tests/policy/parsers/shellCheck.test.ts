import { existsSync } from "node:fs";
import { join } from "node:path";

import { Content } from "../../../policy/content";
import { shellChecker, shellOf, unquoted } from "../../../policy/parsers/shellCheck";
import { Programs } from "./standIn";

const check = shellChecker();
const bytes = (text: string) => Buffer.from(text);

describe("shellChecker", () => {
    let programs: Programs;
    beforeEach(() => {
        programs = new Programs();
    });
    afterEach(() => {
        programs.remove();
    });

    it.each(["sh", "bash"])("lets %s read a script", async (shell) => {
        expect(await check(shell, bytes("if true; then echo a; fi\n"))).toEqual({});
        expect(await check(shell, bytes(""))).toEqual({});
    });

    it("lets bash read patterns that an option is for, where the script sets it", async () => {
        const script = "for f in !(*.gz); do echo $f; done\n";
        expect(await check("bash", bytes(`shopt -s extglob\n${script}`))).toEqual({});
        expect(await check("bash", bytes(script))).toMatchObject({ problem: { line: 1 } });
    });

    it.each([
        ["bash", "echo a\nfi\n", { line: 2, message: "syntax error near unexpected token `fi'" }],
        ["sh", "echo a\necho b\nfi\n", { line: 3 }],
        ["bash", 'echo "a\n', { line: expect.any(Number) as number }],
        ["sh", "if true\n", { line: expect.any(Number) as number }],
    ])("tells what %s says of %j", async (shell, text, problem) => {
        expect(await check(shell, bytes(text))).toMatchObject({ problem });
    });

    it("runs nothing", async () => {
        const file = join(programs.folder, "ran");
        const run = `touch ${file}`;
        for (const shell of ["sh", "bash"]) {
            const text = `set +n\n${run}\n$(${run})\ntrap '${run}' EXIT\n[ -v 'a[$(${run})]' ]\n: <(${run}) \${x:=$(${run})}\n`;
            await check(shell, bytes(shell === "sh" ? text.replace(/: <.*/, "") : text));
            expect(existsSync(file)).toBe(false);
        }
    });

    it.each([
        ["20 MB on one line", Buffer.alloc(20 * 2 ** 20, "a ")],
        ["nothing but NUL", Buffer.alloc(2 ** 20)],
        ["UTF-16", Buffer.from("\uFEFFecho a\n", "utf16le")],
        ["no text", Buffer.from([0xff, 0xfe, 0x80, 0x0a])],
        ["brackets 20,000 deep", Buffer.alloc(20_000, "(")],
        ["what is begun 20,000 times", Buffer.alloc(220_000, "if a; then ")],
        ["substitutions 3,000 deep", Buffer.alloc(6_000, "$(")],
    ])("ends with %s", async (_, content) => {
        const answer = await shellChecker({ maxTime: 2_000 })("bash", content);
        expect(["", "problem", "failed"]).toContain(Object.keys(answer).join());
    });

    it("says that a shell is not there, or is none", async () => {
        const empty = shellChecker({ path: () => programs.folder });
        expect(await empty("bash", bytes("fi"))).toEqual({ absent: true });
        expect(await check("python", bytes("fi"))).toEqual({ absent: true });
        expect(await shellChecker({ platform: "win32" })("bash", bytes("fi"))).toEqual({
            absent: true,
        });
    });

    it.each([
        ["hangs", "for (;;);", "read it for more than 0.4 s"],
        ["dies", 'process.kill(process.pid, "SIGSEGV");', "ended with SIGSEGV when it read it"],
    ])("says when one %s", async (_, code, failed) => {
        programs.add("zsh", code);
        const checker = shellChecker({
            path: () => programs.folder,
            maxTime: code.startsWith("for") ? 400 : 60_000,
        });
        expect(await checker("zsh", Buffer.alloc(2 ** 20, "a\n"))).toEqual({ failed });
    });

    it("gives it a clean environment, and the options for reading alone", async () => {
        programs.add(
            "zsh",
            `console.error("zsh: 7: " + JSON.stringify([process.argv.slice(2), Object.keys(process.env).sort(), process.cwd()]).replaceAll('"', "")); process.exit(1);`,
        );
        const checker = shellChecker({ path: () => programs.folder });
        const answer = await checker("zsh", bytes("a"));
        expect(answer).toMatchObject({
            problem: { line: 7, message: "[[-f,-n],[LC_ALL,PATH],/]" },
        });
    });

    it("finds no words in what refuses without any", async () => {
        programs.add("ksh", "process.exit(1);");
        const checker = shellChecker({ path: () => programs.folder });
        expect(await checker("ksh", bytes("a"))).toEqual({
            problem: { message: "it refuses it", line: undefined },
        });
    });
});

describe("shellOf", () => {
    it.each([
        ["a.sh", "#!/bin/sh\n", "sh"],
        ["a.sh", "#!/usr/bin/env bash\n", "bash"],
        ["a.zsh", "echo\n", "zsh"],
        ["a.sh", "echo\n", "bash"],
    ])("is of %s with %j: %s", (fileName, text, shell) => {
        expect(shellOf(fileName, new Content(bytes(text)))).toBe(shell);
    });
});

describe("unquoted", () => {
    it.each([
        ["Missing closing '}' in statement block.", "Missing closing '}' in statement block."],
        ["near unexpected token `fi'", "near unexpected token `fi'"],
        [
            "Unexpected token 'hunter2-Passw0rd!' in expression.",
            "Unexpected token … in expression.",
        ],
        ['"password123" unexpected', "… unexpected"],
    ])("keeps no word of a script: %s", (complaint, told) => {
        expect(unquoted(complaint)).toBe(told);
    });
});
