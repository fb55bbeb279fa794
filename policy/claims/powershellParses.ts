import * as z from "zod";

import type { Claim, Finding } from "../claim";
import { languageOf } from "../languageOf";
import { grammarFindings } from "../parsers/grammarFindings";
import { pwsh, type Pwsh } from "../parsers/pwsh";
import { unquoted } from "../parsers/shellCheck";
import { readScript, type ReadByGrammar } from "../syntax/readScript";

/** pwsh reads as much as this; a live response library takes no more anyway. */
const MAX_CHARACTERS = 20 * 2 ** 20;

/**
 * What the parser of this machine cannot know: types and modules that are on the machine which the
 * script is for, and what PowerShell 7 has given up (workflows, DSC). PSScriptAnalyzer passes over
 * types that are not found, too.
 */
const OF_THIS_MACHINE = /^(?:TypeNotFound|ModuleNotFoundDuringParse|Workflow\w*|\w*Dsc\w*)$/i;

/** The claim, with what reads scripts as arguments. */
export function powershellParsesBy(by: { pwsh: Pwsh; grammar: ReadByGrammar }): Claim {
    return {
        name: "mde-powershell-parses",
        description:
            "Checks that each PowerShell script has no syntax errors: by PowerShell's own parser where pwsh is installed, by a grammar where it is not.",
        level: "mandatory",
        configuration: z.strictObject({}),
        async check(file) {
            const content = await file.content();
            if (languageOf(file.fileName, content) !== "powershell") return [];
            const { text } = content;
            if (text.length > MAX_CHARACTERS)
                return grammarFindings(by.grammar, "powershell", content);
            const answer = await by.pwsh.parse(text);
            if ("problems" in answer) {
                return answer.problems.map(({ id = "", message, line, column }): Finding => {
                    const what = `${unquoted(message).replace(/\.$/, "")} (by pwsh's own parser)`;
                    return OF_THIS_MACHINE.test(id)
                        ? {
                              message: `needs what is not on this machine: ${what}`,
                              mend: "Make sure that the machines have it on which the script is to run.",
                              line,
                              column,
                              advisory: true,
                          }
                        : {
                              message: `is no PowerShell: ${what}`,
                              mend: "Mend it: PowerShell runs nothing of a script that it cannot parse.",
                              line,
                              column,
                          };
                });
            }
            const found: readonly Finding[] = await grammarFindings(
                by.grammar,
                "powershell",
                content,
            );
            if ("absent" in answer) return found;
            return [
                {
                    message: `was not parsed by PowerShell itself: pwsh ${answer.failed}`,
                    mend: "What is said of it else is by a grammar. Try `pwsh -NoProfile -Command 1` on this machine.",
                    advisory: true,
                },
                ...found,
            ];
        },
    };
}

/** Each PowerShell script has no syntax errors. */
export const powershellParses = powershellParsesBy({ pwsh, grammar: readScript });
