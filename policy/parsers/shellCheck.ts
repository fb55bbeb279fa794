import { spawn } from "node:child_process";

import { extensionOf } from "../fileKind";
import { interpreterOf } from "../../library/interpreter";
import type { Content } from "../content";
import { killedWithThis } from "./killedWithThis";

const MAX_TIME = 10_000;
/** What a shell may say of one script; what follows is not needed. */
const MAX_OUTPUT = 2 ** 16;

/** The shells that check a script without running it, with the options for that. */
const SHELLS: ReadonlyMap<string, readonly string[]> = new Map([
    ["sh", ["-n"]],
    ["bash", ["--noprofile", "--norc", "-n"]],
    ["dash", ["-n"]],
    ["ksh", ["-n"]],
    // Without -f it would run what its start-up files say.
    ["zsh", ["-f", "-n"]],
]);
const BY_EXTENSION: Readonly<Record<string, string>> = {
    ".bash": "bash",
    ".zsh": "zsh",
    ".ksh": "ksh",
};

/** What a shell says of a script; `problem`: what is wrong, and where. */
export type ShellAnswer =
    | { readonly problem?: { readonly message: string; readonly line: number | undefined } }
    | { readonly absent: true }
    /** Why it gave no answer, as the end of a sentence that begins with the shell. */
    | { readonly failed: string };

/**
 * The shell of a script: of its `#!` line, or of its extension where it has none. `.sh` alone says
 * little: what bash cannot read then, hardly any of them can.
 */
export function shellOf(fileName: string, content: Content): string {
    return interpreterOf(content.bytes) || (BY_EXTENSION[extensionOf(fileName)] ?? "bash");
}

/** Has a shell check a script. It never throws. */
export type CheckByShell = (shell: string, bytes: Buffer) => Promise<ShellAnswer>;

/**
 * Has an installed shell read a script (`bash -n`): it runs nothing of it. It gets the script on its
 * standard input, and an environment with nothing in it: no start-up file, no exported function.
 *
 * On Windows none is asked, for `bash` there starts another system.
 *
 * @param options.path where shells are looked for. Default: PATH.
 * @param options.maxTime milliseconds for one script. Default: 10 seconds.
 */
export function shellChecker(
    options: { path?: () => string | undefined; maxTime?: number; platform?: string } = {},
): CheckByShell {
    const { path = () => process.env["PATH"], maxTime = MAX_TIME } = options;
    const { platform = process.platform } = options;
    return (shell, bytes) => {
        const args = SHELLS.get(shell);
        if (args === undefined || platform === "win32") return Promise.resolve({ absent: true });
        return new Promise((resolve) => {
            const child = spawn(shell, [...args, ...extended(shell, bytes)], {
                cwd: "/",
                env: { PATH: path() ?? "", LC_ALL: "C" },
                stdio: ["pipe", "ignore", "pipe"],
            });
            const letBe = killedWithThis(child);
            let said = "";
            const end = (answer: ShellAnswer) => {
                clearTimeout(timer);
                letBe();
                child.removeAllListeners();
                child.on("error", () => undefined);
                child.kill("SIGKILL");
                resolve(answer);
            };
            const timer = setTimeout(() => {
                end({ failed: `read it for more than ${maxTime / 1000} s` });
            }, maxTime);
            child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
                if (said.length < MAX_OUTPUT) said += chunk;
            });
            child.on("error", (error: NodeJS.ErrnoException) => {
                end(error.code === "ENOENT" ? { absent: true } : { failed: error.message });
            });
            child.on("close", (code, signal) => {
                if (signal !== null) end({ failed: `ended with ${signal} when it read it` });
                else if (code === 0) end({});
                else end({ problem: problemOf(said) });
            });
            // It may end before it has read everything: that is told by its end.
            child.stdin.on("error", () => undefined);
            child.stdin.end(bytes);
        });
    };
}

/**
 * Patterns such as `!(*.gz)` are read once `shopt -s extglob` has run, and here nothing runs.
 *
 * @see https://www.gnu.org/software/bash/manual/html_node/The-Shopt-Builtin.html
 */
function extended(shell: string, bytes: Buffer): string[] {
    return shell === "bash" && bytes.includes("extglob") ? ["-O", "extglob"] : [];
}

/** Checks for all policies of this process. */
export const checkByShell: CheckByShell = shellChecker();

/**
 * The first complaint of a shell, `bash: line 3: syntax error near unexpected token 'fi'` or
 * `dash: 3: Syntax error: "fi" unexpected`. The lines after it quote the script.
 */
function problemOf(said: string): { message: string; line: number | undefined } {
    const [first = ""] = said.split("\n", 1);
    const line = /(?:line |: )(\d+)\b/.exec(first)?.[1];
    const what = first.replace(/^[\w./-]+: (?:line )?(?:\d+: )?/, "");
    return {
        message: unquoted(what) || "it refuses it",
        line: line === undefined ? undefined : Number(line),
    };
}

/** Without the words of the script that a complaint quotes, but for words of the language. */
export function unquoted(complaint: string): string {
    return complaint
        .slice(0, 300)
        .replace(/([`'"])([^`'"\n]*)(['"])/g, (_, open: string, word: string, close: string) =>
            /^(?:[^\w\s]{1,4}|[a-z]{1,8}|[A-Z][a-z]+-[A-Z][a-zA-Z]+|\$\(?)$/.test(word)
                ? open + word + close
                : "…",
        )
        .replace(/\s+/g, " ")
        .trim();
}
