import * as z from "zod";

import type { Claim, Finding } from "../claim";
import { languageOf } from "../languageOf";
import { grammarFindings } from "../parsers/grammarFindings";
import { pwsh, type Pwsh } from "../parsers/pwsh";
import { unquoted } from "../parsers/shellCheck";
import { readScript, type ReadByGrammar } from "../syntax/readScript";

/** pwsh reads as much as this; a live response library takes no more anyway. */
const MAX_CHARACTERS = 20 * 2 ** 20;

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
                return answer.problems.map(({ message, line, column }) => ({
                    message: `is no PowerShell: ${unquoted(message).replace(/\.$/, "")} (by pwsh's own parser)`,
                    mend: "Mend it: PowerShell runs nothing of a script that it cannot parse.",
                    line,
                    column,
                }));
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
