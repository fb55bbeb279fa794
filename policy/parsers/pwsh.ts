import { spawn, type ChildProcess } from "node:child_process";
import { parse } from "node:path";

import * as z from "zod";

import { printable } from "../../library/fileName";
import { killedWithThis } from "./killedWithThis";
import { answerPattern, pwshCode, questionLine } from "./pwshCode";

/** Milliseconds for one question, and for the first one, for which pwsh has to start. */
const MAX_TIME = 20_000;
const MAX_START = 30_000;
/**
 * After so many failures in a row it is not asked again: each may have taken all of its time. What
 * would have been asked is told as not looked at by it.
 */
const MAX_FAILURES = 3;
/** How much pwsh may say before it answers. */
const MAX_OUTPUT = 2 ** 22;

const answerSchema = z.union([
    z.strictObject({ missing: z.literal(true) }),
    z.strictObject({ failed: z.string() }),
    z.strictObject({
        problems: z.array(
            z.object({
                id: z.string().optional(),
                message: z.string(),
                line: z.int(),
                column: z.int(),
                rule: z.string().optional(),
                severity: z.string().optional(),
            }),
        ),
    }),
]);

/** What pwsh says is wrong with a script. */
export interface PwshProblem {
    /** The parser's own name for it (`ParseError.ErrorId`). */
    readonly id?: string | undefined;
    readonly message: string;
    readonly line: number;
    readonly column: number;
    readonly rule?: string | undefined;
    readonly severity?: string | undefined;
}

/** What PSScriptAnalyzer is told. */
export interface AnalyzerOptions {
    readonly severities: readonly string[];
    readonly excludeRules: readonly string[];
    readonly includeRules: readonly string[];
}

/**
 * An answer; `absent`: there is no pwsh, or it lacks the module; `failed`: why it gave no answer, as
 * the end of a sentence that begins with `pwsh`.
 */
export type PwshAnswer =
    | { readonly problems: readonly PwshProblem[] }
    | { readonly absent: "pwsh" | "module" }
    | { readonly failed: string };

/** PowerShell's own parser and analyzer. Neither runs a script, and neither of these throws. */
export interface Pwsh {
    /** The syntax errors of a text, the first ten. */
    parse(text: string): Promise<PwshAnswer>;
    /** What PSScriptAnalyzer says of a text. */
    analyze(text: string, options: AnalyzerOptions): Promise<PwshAnswer>;
}

/**
 * The `pwsh` on the PATH: one process, started for the first question and asked one after the other.
 * It ends with this one, which does not wait for it, and is ended when it answers too late or with
 * what is no answer; the next question starts another one, until three in a row have failed.
 *
 * @param options.environment where PATH is looked for. Default: this process's.
 * @param options.maxTime milliseconds for one question. Default: 20 seconds, and 30 for the first.
 */
export function openPwsh(
    options: { environment?: () => NodeJS.ProcessEnv; maxTime?: number } = {},
): Pwsh {
    const { environment = () => process.env, maxTime } = options;
    let child: ChildProcess | undefined;
    let letBe: (() => void) | undefined;
    let absent = false;
    let failures = 0;
    let last: Promise<unknown> = Promise.resolve();

    function ask(question: object): Promise<PwshAnswer> {
        if (absent) return Promise.resolve({ absent: "pwsh" });
        if (failures >= MAX_FAILURES)
            return Promise.resolve({
                failed: `failed ${MAX_FAILURES} times for other files, and was not asked again`,
            });
        const fresh = child === undefined;
        const asked = (child ??= startPwsh(environment()));
        if (fresh) letBe = killedWithThis(asked);
        return new Promise((resolve) => {
            let said = "";
            const end = (answer: PwshAnswer, broken = true) => {
                clearTimeout(timer);
                asked.stdout?.removeAllListeners("data");
                asked.removeAllListeners();
                asked.on("error", () => undefined);
                failures = broken ? failures + 1 : 0;
                if (broken) {
                    child = undefined;
                    letBe?.();
                    asked.kill("SIGKILL");
                }
                letGo(asked, "unref");
                resolve(answer);
            };
            const time = maxTime ?? (fresh ? MAX_START : MAX_TIME);
            const timer = setTimeout(() => {
                end({ failed: `gave no answer in ${time / 1000} s` });
            }, time);
            asked.stdout?.on("data", (chunk: string) => {
                said += chunk;
                const answer = said.includes("\n") ? answerPattern.exec(said)?.[1] : undefined;
                if (answer !== undefined) {
                    const read = answerOf(answer);
                    end(read ?? { failed: "gave an answer that is none" }, read === undefined);
                } else if (said.length > MAX_OUTPUT)
                    end({ failed: "says other things than answers" });
            });
            asked.on("error", (error: NodeJS.ErrnoException) => {
                absent = error.code === "ENOENT";
                end(
                    absent
                        ? { absent: "pwsh" }
                        : { failed: `could not be started (${error.message})` },
                );
            });
            asked.on("close", (code, signal) => {
                end({ failed: `ended before it answered (with ${signal ?? `exit code ${code}`})` });
            });
            letGo(asked, "ref");
            const lines = fresh ? [...pwshCode, questionLine(question)] : [questionLine(question)];
            asked.stdin?.write(lines.map((line) => `${line}\n`).join(""));
        });
    }

    function inTurn(question: object): Promise<PwshAnswer> {
        const asking = last.then(() => ask(question));
        last = asking;
        return asking;
    }

    return {
        parse: (text) => inTurn({ ask: "parse", text: base64(text) }),
        analyze: (text, { severities, excludeRules, includeRules }) =>
            inTurn({
                ask: "analyze",
                text: base64(text),
                Severity: severities,
                ExcludeRule: excludeRules,
                IncludeRule: includeRules,
            }),
    };
}

/** Asks for all policies of this process. */
export const pwsh: Pwsh = openPwsh();

function startPwsh(environment: NodeJS.ProcessEnv): ChildProcess {
    const child = spawn("pwsh", ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", "-"], {
        // No folder of the project: nothing that lies there is loaded as a module.
        cwd: parse(process.execPath).root,
        env: {
            ...environment,
            // Nothing but answers on its output, and nothing sent to anybody.
            TERM: "dumb",
            NO_COLOR: "1",
            POWERSHELL_TELEMETRY_OPTOUT: "1",
            POWERSHELL_UPDATECHECK: "Off",
        },
        stdio: ["pipe", "pipe", "ignore"],
        windowsHide: true,
    });
    child.stdout.setEncoding("utf8");
    // It may end while it is written to: that is told by its end.
    child.stdin.on("error", () => undefined);
    return child;
}

/** Whether this process waits for the other one. */
function letGo(child: ChildProcess, how: "ref" | "unref"): void {
    child[how]();
    for (const stream of [child.stdin, child.stdout])
        (stream as { ref?(): void; unref?(): void } | null)?.[how]?.();
}

/** `undefined` for what is no answer. */
function answerOf(base64Json: string): PwshAnswer | undefined {
    try {
        const json: unknown = JSON.parse(Buffer.from(base64Json, "base64").toString("utf8"));
        const answer = answerSchema.parse(json);
        if ("missing" in answer) return { absent: "module" };
        if ("failed" in answer) return { failed: `failed at it (${printable(answer.failed)})` };
        return answer;
    } catch {
        return undefined;
    }
}

function base64(text: string): string {
    return Buffer.from(text, "utf8").toString("base64");
}
