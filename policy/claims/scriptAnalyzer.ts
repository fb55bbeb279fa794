import * as z from "zod";

import type { Claim, Finding } from "../claim";
import { languageOf } from "../languageOf";
import { pwsh, type Pwsh, type PwshProblem } from "../parsers/pwsh";
import { unquoted } from "../parsers/shellCheck";

const severities = ["Error", "Warning", "Information"] as const;
const rules = z.array(z.string().regex(/^[\w*]+$/, { error: "must be the name of a rule" }));

const configuration = z.strictObject({
    severities: z
        .array(z.enum(severities, { error: `must be one of ${severities.join(", ")}` }))
        .min(1)
        .default(["Error", "Warning"])
        .describe("Which findings are reported."),
    excludeRules: rules.default([]).describe("Rules that are not looked at, * for any characters."),
    includeRules: rules
        .default([])
        .describe("The rules that are looked at, * for any characters. Default: all."),
});

const MAX_FINDINGS = 50;
const MAX_CHARACTERS = 2 ** 20;

/** The claim, with PowerShell as an argument. */
export function scriptAnalyzerBy(shell: Pwsh): Claim<z.infer<typeof configuration>> {
    return {
        name: "mde-script-analyzer",
        description:
            "Reports what PSScriptAnalyzer says of each PowerShell script, where pwsh and that module are installed, and that it did not run where they are not.",
        level: "disabled",
        configuration,
        async check(file, options) {
            const content = await file.content();
            if (languageOf(file.fileName, content) !== "powershell") return [];
            const { text } = content;
            if (text.length > MAX_CHARACTERS)
                return [notRun("it is too large for it", "Look at it yourself.")];
            const answer = await shell.analyze(text, options);
            if ("problems" in answer) return findings(answer.problems);
            if ("failed" in answer) return [notRun(`pwsh ${answer.failed}`, TRY)];
            return [
                answer.absent === "pwsh"
                    ? notRun("there is no pwsh on the PATH", INSTALL)
                    : notRun("pwsh has no module PSScriptAnalyzer", INSTALL),
            ];
        },
    };
}

/** What PSScriptAnalyzer says of each PowerShell script. */
export const scriptAnalyzer = scriptAnalyzerBy(pwsh);

const TRY = "Try `pwsh -NoProfile -Command Invoke-ScriptAnalyzer` on this machine.";
const INSTALL =
    "Install PowerShell and `Install-PSResource PSScriptAnalyzer`, or take this policy out of the configuration.";

function notRun(why: string, mend: string): Finding {
    return { message: `was not looked at by PSScriptAnalyzer: ${why}`, mend, advisory: true };
}

function findings(problems: readonly PwshProblem[]): Finding[] {
    const told = problems
        .slice(0, MAX_FINDINGS)
        .map(({ rule = "a rule", severity = "", message, line, column }): Finding => ({
            message: `has something that PSScriptAnalyzer's ${rule} finds (${severity}): ${unquoted(message).replace(/\.$/, "")}`,
            mend: `Mend it, or put ${rule} into the policy's "excludeRules".`,
            ...(line > 0 ? { line, column } : {}),
        }));
    const more = problems.length - told.length;
    if (more > 0)
        told.push({
            message: `has ${more} more findings of PSScriptAnalyzer`,
            mend: "Mend those first, or narrow the policy's rules.",
        });
    return told;
}
